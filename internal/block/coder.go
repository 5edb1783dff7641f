package block

import (
	"errors"
	"fmt"
	"time"

	"throng/internal/ident"
)

// Errors of a Coder, wrapped.
var (
	// ErrRoot: the shards of a rebuilt block do not have the signed root.
	ErrRoot = errors.New("root differs from the signed one")
	// ErrTooFew: fewer than Shape.Data shards are there to rebuild from.
	ErrTooFew = errors.New("too few shards")
	// ErrNoSecret: a coder without the channel's secret was to seal a block.
	ErrNoSecret = errors.New("the channel's secret is not here")
)

// coder is the real Coder.
type coder struct {
	channel ident.Channel
	secret  *ident.ChannelSecret // nil where it only verifies
	message [messageSize]byte    // scratch
}

// NewCoder makes the Coder of one who watches the channel: its Seal fails with
// ErrNoSecret.
func NewCoder(channel ident.Channel) Coder { return &coder{channel: channel} }

// NewSigner makes the Coder of the channel's broadcaster.
func NewSigner(secret ident.ChannelSecret) Coder {
	return &coder{channel: secret.Channel(), secret: &secret}
}

// Root implements Coder. ok is also false where body has not the length that
// the header asks for. It does not check the header's other fields.
func (c *coder) Root(h *Header, index int, body []byte, path []Hash) (root Hash, ok bool) {
	if h.Shape.Data == 0 || len(body) != h.ShardLen() {
		return Hash{}, false
	}
	return RootOf(int(h.Shape.Total), index, body, path)
}

// Proves implements Coder.
func (c *coder) Proves(h *Header, root Hash, index int, body []byte, path []Hash, tree *Tree) bool {
	if tree == nil {
		found, ok := c.Root(h, index, body, path)
		return ok && found == root
	}
	return h.Shape.Data > 0 && len(body) == h.ShardLen() && tree.Learn(int(h.Shape.Total), index, body, path, &root)
}

// Verify implements Coder. It is false for a header that fails its Check.
func (c *coder) Verify(h *Header, root Hash, sig *Signature) bool {
	if h.Check() != nil {
		return false
	}
	return c.channel.Verify(appendMessage(c.message[:0], &c.channel, h, &root), sig[:])
}

// Seal implements Coder. The payload is as long as the header says; the last
// data shards are filled up with zeros.
func (c *coder) Seal(h Header, payload []byte) (*Sealed, error) {
	if c.secret == nil {
		return nil, fmt.Errorf("seal block %v: %w", h.Seq, ErrNoSecret)
	}
	h.Capture = h.Capture.Truncate(time.Microsecond)
	if err := h.Check(); err != nil {
		return nil, fmt.Errorf("seal block %v: %w", h.Seq, err)
	}
	if len(payload) != int(h.Length) {
		return nil, fmt.Errorf("seal block %v: %w: length %d for a payload of %d", h.Seq, ErrHeader, h.Length, len(payload))
	}
	data, total, size := int(h.Shape.Data), int(h.Shape.Total), h.ShardLen()
	s := &Sealed{Header: h, Tree: new(Tree), Shards: make([][]byte, total)}
	all := make([]byte, total*size)
	copy(all, payload)
	for i := range s.Shards {
		s.Shards[i] = all[i*size : (i+1)*size : (i+1)*size]
	}
	for i := data; i < total; i++ {
		encode(s.Shards[i], i, s.Shards[:data])
	}
	if err := s.Tree.Build(s.Shards); err != nil {
		return nil, fmt.Errorf("seal block %v: %w", h.Seq, err)
	}
	s.Root = s.Tree.Root()
	s.Signature = c.secret.Sign(appendMessage(c.message[:0], &c.channel, &h, &s.Root))
	return s, nil
}

// Rebuild implements Coder. It allocates nothing where the missing shards have
// the capacity. Where it fails the missing shards have length 0 again. Its
// errors wrap ErrHeader, ErrShards, ErrTooFew or ErrRoot.
func (c *coder) Rebuild(h *Header, root Hash, shards [][]byte, tree *Tree) error {
	if err := h.Check(); err != nil {
		return fmt.Errorf("rebuild block %v: %w", h.Seq, err)
	}
	data, total, size := int(h.Shape.Data), int(h.Shape.Total), h.ShardLen()
	if len(shards) != total {
		return fmt.Errorf("rebuild block %v: %w: %d shards, want %d", h.Seq, ErrShards, len(shards), total)
	}
	var lost losses
	for i, s := range shards {
		switch len(s) {
		case 0:
			lost.add(i, data)
		case size:
			if i >= data {
				lost.usable(i)
			}
		default:
			return fmt.Errorf("rebuild block %v: %w: shard %d has %d bytes, want %d", h.Seq, ErrShards, i, len(s), size)
		}
	}
	if here := total - lost.data - lost.parity; here < data {
		return fmt.Errorf("rebuild block %v: %w: %d, want %d", h.Seq, ErrTooFew, here, data)
	}
	for _, i := range lost.all() {
		shards[i] = stretch(shards[i], size)
	}
	if lost.data > 0 {
		decode(shards, data, lost.list[:lost.data], lost.parityHere[:lost.data])
	}
	for _, i := range lost.list[lost.data : lost.data+lost.parity] {
		encode(shards[i], i, shards[:data])
	}
	for _, i := range lost.all() {
		tree.seen &^= 1 << i // whatever it has learnt, this one is made here
	}
	err := tree.Build(shards)
	if err == nil && tree.Root() != root {
		err = ErrRoot
	}
	if err != nil {
		for _, i := range lost.all() {
			shards[i] = shards[i][:0]
		}
		return fmt.Errorf("rebuild block %v: %w", h.Seq, err)
	}
	return nil
}

// losses sorts the shards of a block to rebuild.
type losses struct {
	list         [MaxStripes]int // the missing: data shards, then parity shards
	data, parity int             // how many of each
	parityHere   [MaxStripes]int // the parity shards present
	here         int             // how many
}

func (l *losses) add(i, data int) {
	l.list[l.data+l.parity] = i
	if i < data {
		l.data++
	} else {
		l.parity++
	}
}

func (l *losses) usable(i int) {
	l.parityHere[l.here] = i
	l.here++
}

func (l *losses) all() []int { return l.list[:l.data+l.parity] }

// stretch makes b size bytes long, in place where it has the capacity.
func stretch(b []byte, size int) []byte {
	if cap(b) >= size {
		return b[:size]
	}
	return make([]byte, size)
}

// AppendPayload appends to dst the payload of a whole block: its data shards,
// cut to the header's Length. Of shards that do not fit the header it appends
// what there is; it takes those that Rebuild succeeded on.
func AppendPayload(dst []byte, h *Header, shards [][]byte) []byte {
	left := int(h.Length)
	for i := 0; i < int(h.Shape.Data) && i < len(shards); i++ {
		n := min(left, len(shards[i]))
		dst = append(dst, shards[i][:n]...)
		left -= n
	}
	return dst
}

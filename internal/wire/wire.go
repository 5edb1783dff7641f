// Package wire holds the messages that two peers of a channel exchange over a
// link, one message a datagram. This comment and the comments of the message
// types are the specification.
//
// A message is a type byte and its fields, integers big endian. Bytes after
// the last known field are ignored, so that later versions may add fields; an
// unknown type is ignored and counted. The version is agreed upon by Hello:
// a peer with another major version is refused with ErrVersion.
//
//	type  message  direction             sent
//	1     Hello    both                  once a link is up, until the other's came
//	2     Want     child to parent       on change, and as often as Grant asks
//	3     Grant    parent to child       in answer to Want, and when it changes
//	4     Status   both                  about once a second
//	5     Shard    parent to child       as soon as it may be passed on
//	6     Pull     both                  when shards are missing
//	7     Peers    both                  in answer to a Status that asks
//	8     Bye      both                  before leaving
//	9     Signal   both                  to set up a WebRTC link
//
// Everything but Shard is soft state: idempotent, repeated, and forgotten when
// it is not repeated. Nothing relies on a datagram arriving.
package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Version is the version of the protocol that Hello carries.
const Version = 1

// MaxMessage is the longest message in bytes: what a link carries.
const MaxMessage = 1125

// Type is the first byte of a message.
type Type uint8

// The message types.
const (
	TypeHello Type = iota + 1
	TypeWant
	TypeGrant
	TypeStatus
	TypeShard
	TypePull
	TypePeers
	TypeBye
	TypeSignal
)

// Errors that parsing returns, wrapped with the message's name.
var (
	ErrShort   = errors.New("message is cut short")
	ErrValue   = errors.New("field is out of range")
	ErrVersion = errors.New("peer speaks another version of the protocol")
	ErrType    = errors.New("unknown message type")
)

// TypeOf returns the type of a message; 0 for an empty one.
func TypeOf(b []byte) Type {
	if len(b) == 0 {
		return 0
	}
	return Type(b[0])
}

// reader takes fields off a message; after a failure it returns zeros.
type reader struct {
	b   []byte
	err error
}

func (r *reader) take(n int) []byte {
	if r.err != nil || len(r.b) < n {
		r.fail(ErrShort)
		return nil
	}
	v := r.b[:n]
	r.b = r.b[n:]
	return v
}

func (r *reader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

func (r *reader) u8() uint8 {
	if v := r.take(1); v != nil {
		return v[0]
	}
	return 0
}

func (r *reader) u16() uint16 {
	if v := r.take(2); v != nil {
		return binary.BigEndian.Uint16(v)
	}
	return 0
}

func (r *reader) u32() uint32 {
	if v := r.take(4); v != nil {
		return binary.BigEndian.Uint32(v)
	}
	return 0
}

func (r *reader) u64() uint64 {
	if v := r.take(8); v != nil {
		return binary.BigEndian.Uint64(v)
	}
	return 0
}

// done wraps the first failure with the message's name.
func (r *reader) done(name string) error {
	if r.err != nil {
		return fmt.Errorf("%s: %w", name, r.err)
	}
	return nil
}

// begin checks the type byte and returns a reader of the rest.
func begin(b []byte, t Type) reader {
	r := reader{b: b}
	if Type(r.u8()) != t {
		r.fail(ErrType)
	}
	return r
}

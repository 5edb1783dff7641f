package media

// sampleDefaults are what a sample has when its fragment does not say.
type sampleDefaults struct {
	duration, size, flags uint32
}

// ParseInit reads an init segment: an ftyp, a moov and nothing else, of at most
// MaxInit bytes. The Init keeps b, which must not be changed afterwards. The
// error wraps ErrFormat.
func ParseInit(b []byte) (*Init, error) {
	if len(b) > MaxInit {
		return nil, formatError("init segment of %d bytes, more than %d", len(b), MaxInit)
	}
	in := &Init{Data: b, defaults: map[uint32]sampleDefaults{}}
	var seen []boxType
	err := eachBox(b, func(c box) error {
		seen = append(seen, c.typ)
		switch {
		case len(seen) == 1 && c.typ == typeFtyp:
			return nil
		case len(seen) == 2 && c.typ == typeMoov:
			return in.moov(c.body)
		}
		return formatError("box %s in an init segment", c.typ)
	})
	if err != nil {
		return nil, err
	}
	if len(seen) != 2 {
		return nil, formatError("init segment without ftyp and moov")
	}
	return in, nil
}

func (in *Init) moov(b []byte) error {
	fragmented := false
	traks := 0
	ids := map[uint32]bool{}
	err := eachBox(b, func(c box) error {
		switch c.typ {
		case typeTrak:
			if traks++; traks > MaxTracks {
				return formatError("more than %d tracks", MaxTracks)
			}
			t, err := parseTrack(c.body)
			if err != nil {
				return err
			}
			if ids[t.ID] {
				return formatError("two tracks with ID %d", t.ID)
			}
			ids[t.ID] = true
			if t.Kind != 0 {
				in.Tracks = append(in.Tracks, t)
			}
		case typeMvex:
			fragmented = true
			return in.mvex(c.body)
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case !fragmented:
		return formatError("an ordinary MP4 file, its moov has no mvex")
	case len(in.Tracks) == 0:
		return formatError("neither a video nor an audio track")
	}
	return nil
}

func (in *Init) mvex(b []byte) error {
	return eachBox(b, func(c box) error {
		if c.typ != typeTrex {
			return nil
		}
		f := fields{b: c.body}
		f.full()
		id := f.u32()
		f.u32() // which sample entry
		if _, twice := in.defaults[id]; twice || len(in.defaults) == MaxTracks {
			return formatError("too many trex, or two of track %d", id)
		}
		in.defaults[id] = sampleDefaults{duration: f.u32(), size: f.u32(), flags: f.u32()}
		return f.end(typeTrex)
	})
}

// parseTrack reads a trak. Its Kind is 0 when it carries neither video nor
// audio.
func parseTrack(b []byte) (t Track, err error) {
	tkhd, err := descend(b, typeTkhd)
	if err != nil {
		return t, err
	}
	f := fields{b: tkhd}
	if version, _ := f.full(); version == 1 {
		f.take(16) // created, changed
	} else {
		f.take(8)
	}
	t.ID = f.u32()
	if err := f.end(typeTkhd); err != nil {
		return t, err
	}
	mdia, err := descend(b, typeMdia)
	if err != nil {
		return t, err
	}
	if t.Kind, err = handler(mdia); err != nil || t.Kind == 0 {
		return t, err
	}
	if t.Timescale, err = timescale(mdia); err != nil {
		return t, err
	}
	stsd, err := descend(mdia, typeMinf, typeStbl, typeStsd)
	if err != nil {
		return t, err
	}
	e, err := parseEntry(stsd, t.Kind)
	if err != nil {
		return t, err
	}
	if len(e.codec) > maxCodec {
		return t, formatError("codec %.20q…", e.codec)
	}
	t.Codec, t.Width, t.Height = e.codec, e.width, e.height
	t.SampleRate, t.Channels = e.rate, e.channel
	return t, nil
}

func handler(mdia []byte) (Kind, error) {
	b, err := descend(mdia, typeHdlr)
	if err != nil {
		return 0, err
	}
	f := fields{b: b}
	f.full()
	f.u32()
	name := string(f.take(4))
	switch name {
	case "vide":
		return Video, nil
	case "soun":
		return Audio, nil
	}
	return 0, f.end(typeHdlr)
}

func timescale(mdia []byte) (uint32, error) {
	b, err := descend(mdia, typeMdhd)
	if err != nil {
		return 0, err
	}
	f := fields{b: b}
	if version, _ := f.full(); version == 1 {
		f.take(16) // created, changed
	} else {
		f.take(8)
	}
	scale := f.u32()
	if err := f.end(typeMdhd); err != nil {
		return 0, err
	}
	if scale == 0 || scale > MaxTimescale {
		return 0, formatError("a track of timescale %d", scale)
	}
	return scale, nil
}

package ingest

import (
	"errors"
)

// What an error of this package may be, for errors.Is.
var (
	ErrNoFFmpeg = errors.New("ffmpeg is not installed")
	ErrCodec    = errors.New("codec cannot pass as it is")
	ErrNoMedia  = errors.New("no video or audio in the input")
	ErrInput    = errors.New("bad input")
	ErrAddress  = errors.New("bad address of an input") // as it was written, or with an option that does not go with it
)

// Error says what went wrong with an input, and what to do about it.
type Error struct {
	Message string
	Advice  string // a sentence for a hint; may be empty
	Err     error  // for errors.Is; not part of the text
}

func (e *Error) Error() string { return e.Message }

// Hint is what to do about it.
func (e *Error) Hint() string { return e.Advice }

func (e *Error) Unwrap() error { return e.Err }

func noFFmpeg(program string, err error) error {
	return &Error{
		Message: "cannot run " + program + ": " + reason(err),
		Advice:  "install ffmpeg (Debian, Ubuntu: apt install ffmpeg; macOS: brew install ffmpeg), or cast \"testcard\", which needs none",
		Err:     errors.Join(ErrNoFFmpeg, err),
	}
}

// reason is the innermost text of an error.
func reason(err error) string {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}

package ident

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

const (
	// secretPrefix begins the one line of a key file. After it and a space come
	// 35 bytes in unpadded URL-safe base64: the seed and the first three bytes of
	// its SHA-256.
	secretPrefix = "throng-channel-secret-v1"
	// maxSecretFile is the longest key file read, in bytes: one line is 72.
	maxSecretFile = 1024
)

// Errors of the key files; test for them with errors.Is.
var (
	// ErrSecretFile: the file holds no channel secret, or a damaged one.
	ErrSecretFile = errors.New("not a channel's key file")
	// ErrExposed: others than the owner may read the file. The secret is
	// returned beside this error, for the caller to decide.
	ErrExposed = errors.New("the key file can be read by others")

	errKeyExists = fmt.Errorf("%w, and a key is never overwritten", fs.ErrExist)
)

// WriteChannelSecret stores a channel's secret in a new file that only its owner
// may read. The file appears whole or not at all. An existing one is left as it
// is: the error then wraps fs.ErrExist.
func WriteChannelSecret(path string, secret ChannelSecret) error {
	fail := func(err error) error { return fmt.Errorf("write key file %s: %w", path, bare(err)) }
	if _, err := os.Lstat(path); err == nil {
		return fail(errKeyExists)
	}
	// CreateTemp makes the file with mode 0600.
	f, err := os.CreateTemp(filepath.Dir(path), ".throng-key-*")
	if err != nil {
		return fail(err)
	}
	defer func() { _ = os.Remove(f.Name()) }() // it has another name by then, or is waste
	_, err = io.WriteString(f, secretLine(secret)+"\n")
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fail(err)
	}
	err = os.Link(f.Name(), path) // unlike a rename it spares what is there
	if errors.Is(err, fs.ErrExist) {
		return fail(errKeyExists)
	}
	if err != nil {
		// A file system without hard links: the look above must do.
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fail(err)
	}
	return nil
}

// ReadChannelSecret reads what WriteChannelSecret wrote. Its errors wrap
// fs.ErrNotExist, ErrSecretFile or whatever kept the file from being read. With
// ErrExposed alone the secret is good all the same.
func ReadChannelSecret(path string) (ChannelSecret, error) {
	fail := func(err error) (ChannelSecret, error) {
		return ChannelSecret{}, fmt.Errorf("read key file %s: %w", path, bare(err))
	}
	f, err := os.Open(path)
	if err != nil {
		return fail(err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return fail(err)
	}
	if !info.Mode().IsRegular() {
		return fail(fmt.Errorf("%w: it is no regular file", ErrSecretFile))
	}
	text, err := io.ReadAll(io.LimitReader(f, maxSecretFile+1))
	if err != nil {
		return fail(err)
	}
	secret, err := parseSecretLine(text)
	if err != nil {
		return fail(err)
	}
	// Windows has no such permissions; Go makes them up there.
	if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
		return secret, fmt.Errorf("read key file %s: %w (mode %04o; chmod 600 mends it)", path, ErrExposed, mode)
	}
	return secret, nil
}

// LoadOrCreateChannelSecret reads the secret in path, or makes a channel and
// stores it there if there is no such file. Its errors are those of
// ReadChannelSecret and WriteChannelSecret; as there, the secret is good when
// the error is ErrExposed.
func LoadOrCreateChannelSecret(path string) (secret ChannelSecret, created bool, err error) {
	secret, err = ReadChannelSecret(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return secret, false, err
	}
	secret = NewChannelSecret()
	err = WriteChannelSecret(path, secret)
	if errors.Is(err, fs.ErrExist) { // somebody was faster
		secret, err = ReadChannelSecret(path)
		return secret, false, err
	}
	if err != nil {
		return ChannelSecret{}, false, err
	}
	return secret, true, nil
}

func secretLine(secret ChannelSecret) string {
	seed := secret.Seed()
	sum := sha256.Sum256(seed[:])
	return secretPrefix + " " + base64.RawURLEncoding.EncodeToString(append(seed[:], sum[:linkChecksum]...))
}

func parseSecretLine(text []byte) (ChannelSecret, error) {
	if len(text) > maxSecretFile {
		return ChannelSecret{}, fmt.Errorf("%w: longer than %d bytes", ErrSecretFile, maxSecretFile)
	}
	words := strings.Fields(string(text))
	if len(words) == 0 || words[0] != secretPrefix {
		return ChannelSecret{}, fmt.Errorf("%w: it does not begin with %q", ErrSecretFile, secretPrefix)
	}
	if len(words) != 2 {
		return ChannelSecret{}, fmt.Errorf("%w: want one key after %q, found %d", ErrSecretFile, secretPrefix, len(words)-1)
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(words[1])
	if err != nil || len(raw) != KeySize+linkChecksum {
		return ChannelSecret{}, fmt.Errorf("%w: the key is damaged (%d characters)", ErrSecretFile, len(words[1]))
	}
	seed := [KeySize]byte(raw[:KeySize])
	if sum := sha256.Sum256(seed[:]); string(sum[:linkChecksum]) != string(raw[KeySize:]) {
		return ChannelSecret{}, fmt.Errorf("%w: a character of the key was changed (checksum differs)", ErrSecretFile)
	}
	return ChannelSecretFromSeed(seed), nil
}

// bare takes the operation and path off an error, where they are said already.
func bare(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

package ident

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestSecretFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "channel.key")
	secret := ChannelSecretFromSeed(testSeed())
	if _, err := ReadChannelSecret(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if err := WriteChannelSecret(path, secret); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	text, err := os.ReadFile(path)
	if err != nil || string(text) != secretLine(secret)+"\n" {
		t.Errorf("holds %q, %v", text, err)
	}
	got, err := ReadChannelSecret(path)
	if err != nil || got.Channel() != secret.Channel() {
		t.Errorf("read %v, %v", got.Channel(), err)
	}
	// A second write leaves the first and nothing else behind.
	err = WriteChannelSecret(path, NewChannelSecret())
	if !errors.Is(err, fs.ErrExist) || !strings.Contains(err.Error(), "never overwritten") {
		t.Errorf("overwriting: %v", err)
	}
	if got, err := ReadChannelSecret(path); err != nil || got.Channel() != secret.Channel() {
		t.Errorf("after that: %v, %v", got.Channel(), err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestExposedSecretFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "channel.key")
	secret := ChannelSecretFromSeed(testSeed())
	if err := WriteChannelSecret(path, secret); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []fs.FileMode{0o640, 0o604, 0o666} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		got, err := ReadChannelSecret(path)
		if !errors.Is(err, ErrExposed) || got.Channel() != secret.Channel() {
			t.Errorf("mode %o: %v, %v", mode, got.Channel(), err)
		}
	}
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadChannelSecret(path); err != nil {
		t.Errorf("mode 0400: %v", err)
	}
}

func TestDamagedSecretFiles(t *testing.T) {
	line := secretLine(ChannelSecretFromSeed(testSeed()))
	dir := t.TempDir()
	for name, tt := range map[string]struct{ text, want string }{
		"empty":      {"", "does not begin with"},
		"other file": {"-----BEGIN OPENSSH PRIVATE KEY-----", "does not begin with"},
		"later":      {"throng-channel-secret-v2 AAAA", "does not begin with"},
		"no key":     {secretPrefix + "\n", "found 0"},
		"two keys":   {line + "\n" + line + "\n", "found 3"},
		"short":      {line[:len(line)-1], "damaged"},
		"changed":    {line[:30] + "A" + line[31:], "checksum differs"},
		"long":       {line + strings.Repeat(" ", maxSecretFile), "longer than"},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := ReadChannelSecret(path)
		if !errors.Is(err, ErrSecretFile) || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
		if err != nil && strings.Contains(err.Error(), line[30:50]) {
			t.Errorf("%s: the error tells the secret: %v", name, err)
		}
	}
	if _, err := ReadChannelSecret(dir); !errors.Is(err, ErrSecretFile) {
		t.Errorf("a directory: %v", err)
	}
}

func TestSecretFileInNoDirectory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none", "channel.key")
	err := WriteChannelSecret(path, NewChannelSecret())
	if !errors.Is(err, fs.ErrNotExist) || strings.Count(err.Error(), "none") != 1 {
		t.Errorf("%v", err)
	}
	if _, _, err := LoadOrCreateChannelSecret(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

// TestLoadOrCreate: of several that begin at once all get the same key.
func TestLoadOrCreate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "channel.key")
	var all sync.WaitGroup
	var channels [8]Channel
	var made [8]bool
	for i := range channels {
		all.Go(func() {
			secret, created, err := LoadOrCreateChannelSecret(path)
			if err != nil {
				t.Error(err)
				return
			}
			channels[i], made[i] = secret.Channel(), created
		})
	}
	all.Wait()
	creators := 0
	for i := range channels {
		if channels[i] != channels[0] {
			t.Errorf("two channels: %v and %v", channels[0], channels[i])
		}
		if made[i] {
			creators++
		}
	}
	if creators != 1 {
		t.Errorf("%d say that they made it", creators)
	}
}

// FuzzSecretLine: what is read as a key file writes a file that holds the same key.
func FuzzSecretLine(f *testing.F) {
	line := secretLine(ChannelSecretFromSeed(testSeed()))
	f.Add([]byte(line + "\n"))
	f.Add([]byte("  " + strings.Replace(line, " ", "\t", 1)))
	f.Add([]byte(line[:len(line)-1]))
	f.Add([]byte(secretPrefix))
	f.Fuzz(func(t *testing.T, text []byte) {
		secret, err := parseSecretLine(text)
		if err != nil {
			if !errors.Is(err, ErrSecretFile) {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		again, err := parseSecretLine([]byte(secretLine(secret)))
		if err != nil || again.Channel() != secret.Channel() {
			t.Fatalf("%q reads as %v, then %v, %v", text, secret.Channel(), again.Channel(), err)
		}
	})
}

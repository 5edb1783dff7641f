package app

import (
	"context"
	"fmt"
	"os/exec"
	"runtime"
)

// openBrowser asks the desktop to open a page.
func openBrowser(ctx context.Context, url string) error {
	name, args := "xdg-open", []string{url}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", url}
	}
	cmd := exec.CommandContext(ctx, name, args...)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("cannot open a browser: %w", err)
	}
	go func() { _ = cmd.Wait() }() // it ends as soon as it has passed the address on
	return nil
}

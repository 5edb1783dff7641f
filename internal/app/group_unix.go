//go:build unix

package app

import (
	"os/exec"
	"syscall"
)

// setGroup keeps the terminal's Ctrl-C from a child: its parent passes it on.
func setGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

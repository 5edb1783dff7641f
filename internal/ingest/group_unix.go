//go:build unix && !linux

package ingest

import (
	"os"
	"os/exec"
	"syscall"
)

// setGroup gives the child a process group of its own.
func setGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func killGroup(p *os.Process) error { return syscall.Kill(-p.Pid, syscall.SIGKILL) }

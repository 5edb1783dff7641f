package ingest

import (
	"os"
	"os/exec"
	"syscall"
)

// setGroup gives the child a process group of its own, and lets it die with the
// thread that starts it.
func setGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

func killGroup(p *os.Process) error { return syscall.Kill(-p.Pid, syscall.SIGKILL) }

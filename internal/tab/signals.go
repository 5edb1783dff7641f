package tab

func (t *Tab) takeSignal(kind Input, r *reader) func() {
	return func() { t.fault("unknown input record") }
}

func (t *Tab) setUpload() {}

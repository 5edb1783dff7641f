// Package e2e drives the built program from outside: real processes in network
// namespaces, a real ffmpeg, real browsers. It holds only tests.
//
// The namespaces of a test hang on a bridge of their own, so that nothing
// leaves the machine and ports never collide; making them takes root. A test
// that lacks root or a program is skipped, or fails where THRONG_REQUIRE_E2E is
// set. Everything runs in real time. What runs by default is a short form of
// each test; THRONG_E2E=full asks for the whole: twenty viewers, a minute.
// THRONG_BIN names a binary to test in place of one built from this tree, and
// THRONG_E2E_LOGS a folder in which the events of each process are kept.
// TestSoak plays for ten minutes then; -soak 1h has it play for an hour, in any form.
// THRONG_COMPARE asks for the comparison with another system and names the file for
// its table; it judges nothing.
package e2e

// Package sim runs a whole swarm in one process: the engine of internal/overlay
// exactly as it ships, one instance a peer, over a simulated network, in
// simulated time. One seed gives one run: the same report, byte for byte, with
// any number of workers. docs/SIMULATION.md describes the model and how each
// figure of the report is computed.
//
// # How it runs
//
// Time goes on in windows no longer than the least delay between two peers
// (Network.minDelay). What a peer sends in a window reaches nobody before the
// next one, so within a window the peers are independent: they are dealt out to
// workers, and each worker runs the events of its peers, peer by peer, which
// keeps one engine's memory in the cache. A datagram is put into its receiver's
// queue in the order of (arrival, sender, sender's count), whichever worker it
// came from. Between windows one goroutine does what concerns all peers: the
// tracker's answers, and the timeline of the scenario.
//
//	world      the run: windows, timeline, tracker, published blocks
//	worker     a share of the peers, their calendar of datagrams
//	peer       an engine with its clock, access line and links
//
// The oracles (check.go, account.go) see what crosses the boundary of an engine
// and nothing of its inside.
package sim

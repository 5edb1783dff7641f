// Package play hands one received stream to local readers: web pages by a
// WebSocket feed, players by an endless MP4 or low-latency HLS, files by a
// recorder.
//
// A Hub takes the stream in order. It keeps the fragments since the last key
// frame, so that a new reader begins there at once, and gives each Reader a
// bounded queue: a slow reader loses frames, which are counted, up to the next
// key frame, and neither slows the others nor makes memory grow. A Server puts
// the Hub on HTTP:
//
//	/             the page
//	/feed         WebSocket for the page: fragments with their times, figures each second (feed.go)
//	/stream.mp4   the stream as one endless fragmented MP4 (stream.go)
//	/index.m3u8   low-latency HLS (hls.go)
//	/api/stats    the figures, as JSON
//
// A Recorder is fed beside the Hub, for it must not lose anything.
package play

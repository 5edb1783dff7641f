package play

import "time"

// Limits of a Hub and its readers. Fragments are shared between all that hold
// them, so that the bytes below are not per reader but while readers lag.
const (
	// DefaultMaxReaders is how many readers a Hub serves at once when Config
	// does not say. Each costs a queue and a connection.
	DefaultMaxReaders = 256
	// maxBacklogBytes and maxBacklogPackets bound what is kept since the last
	// key frame for readers to begin with: 3 s at 64 Mb/s. A group of pictures
	// that is longer is let go, and new readers wait for the next key frame.
	maxBacklogBytes   = 24 << 20
	maxBacklogPackets = 8192
	// maxQueueBytes and maxQueuePackets bound a reader's queue. Both are above
	// the backlog's, so that a queue holds a whole backlog.
	maxQueueBytes   = 32 << 20
	maxQueuePackets = 16384
	// maxQueueSpan is how much media may wait in a reader's queue when a later
	// key frame waits there as well: live readers are better off at that one.
	maxQueueSpan = 5 * time.Second
	// maxBatchPackets and maxBatchBytes bound what a reader takes at once, and
	// with that what it holds beside its queue.
	maxBatchPackets = 256
	maxBatchBytes   = 1 << 20
	// maxTitle is the longest title in bytes; longer ones are cut.
	maxTitle = 256
	// maxWait is how many requests may wait at once for something to come: an
	// HLS part, a first key frame.
	maxWait = 512
)

// Of a stream that begins anew, for those who read on.
const (
	// goesBack is by how much a track's time must go back for that; within what the broadcaster
	// makes in one go it never does.
	goesBack = 100 * time.Millisecond
	// goesFarBack is the same for the first fragment behind another init segment: its track may
	// lie behind the others.
	goesFarBack = time.Second
	// newBeginning is the break that is left, long enough for no track to overlap with itself: sound and
	// picture of a stream do not begin at the same moment.
	newBeginning = time.Second
)

// Times of the server.
const (
	// startWait is how long a request waits for the stream to begin before it
	// is told to come again.
	startWait = 15 * time.Second
	// streamWriteLimit is how long a reader of /stream.mp4 may take nothing: a
	// paused player keeps its connection that long, and loses frames.
	streamWriteLimit = 5 * time.Minute
	// responseWriteLimit is the same for answers that have an end.
	responseWriteLimit = 30 * time.Second
	// feedWriteLimit is how long a page may take nothing before it is cut off.
	// It connects again by itself.
	feedWriteLimit = 20 * time.Second
	// figuresInterval is the time between two figures on a feed.
	figuresInterval = time.Second
)

// Limits of HLS.
const (
	// hlsPartTarget is the longest part. Parts are filled with whole frames up
	// to it: at 24, 25, 30, 50 and 60 frames a second they come to more than
	// the 85 % of it that RFC 8216bis demands.
	hlsPartTarget = 300 * time.Millisecond
	// hlsMinSegment is the shortest segment: key frames that come earlier do
	// not begin a new one.
	hlsMinSegment = time.Second
	// hlsAudioSegment is the length of segments of a stream without video.
	hlsAudioSegment = 2 * time.Second
	// hlsMaxSegment and hlsMaxSegmentBytes end a segment for want of a key
	// frame; the next one then begins without one.
	hlsMaxSegment      = 12 * time.Second
	hlsMaxSegmentBytes = 16 << 20
	// hlsMinTarget is the lowest EXT-X-TARGETDURATION. It grows when a longer
	// segment comes, and never shrinks.
	hlsMinTarget = 2 * time.Second
	// hlsListed is how many whole segments a playlist lists at least, and
	// hlsListedTargets how many target durations they cover at least.
	hlsListed        = 6
	hlsListedTargets = 4
	// hlsKept is how many segments are kept, at most, with those that left the
	// playlist and that slow clients may still ask for.
	hlsKept = 48
	// hlsGrace is how many segments stay available after they left the playlist.
	hlsGrace = 3
	// hlsMaxBytes bounds all segments kept; old ones go first, listed or not.
	hlsMaxBytes = 64 << 20
	// hlsPartsShown is for how many target durations from the end the playlist
	// shows parts, as RFC 8216bis 4.4.4.9 asks at least.
	hlsPartsShown = 3
	// hlsJump is how far a key frame may stand from where the one before ended
	// without being called a discontinuity.
	hlsJump = 500 * time.Millisecond
	// hlsBlockTargets is for how many target durations a reload is held
	// (RFC 8216bis 6.2.5.2).
	hlsBlockTargets = 3
	// hlsMaxNumber is the highest number read in a query or a path.
	hlsMaxNumber = 1 << 40
)

// Limits of a recorder.
const (
	// DefaultMaxRecorderBytes is how much may wait for a recorder's disk or
	// pipe before recording fails: 170 s at 3 Mb/s.
	DefaultMaxRecorderBytes = 64 << 20
	// recorderBatch is how many records are written at once, at most.
	recorderBatch = 1024
)

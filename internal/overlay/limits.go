package overlay

import (
	"time"

	"throng/internal/block"
)

// Limits and intervals of the engine. Every queue, map and loop that a
// neighbour can feed is bounded by one of them.
const (
	// DefaultMaxUpload is Config.MaxUpload where that is 0: bits a second.
	DefaultMaxUpload = 50_000_000
	// DefaultMaxWait is Config.MaxWait where that is 0. With it no viewer that
	// receives at all is ever five seconds late.
	DefaultMaxWait = 4 * time.Second
	// LateAfter is the delay beyond which a block counts as late in Stats.
	LateAfter = time.Second

	// windowBlocks is the most blocks kept, a power of two.
	windowBlocks = 1024
	// retention is how long a block is kept for those who join or repair, in
	// capture time; it should span the key-frame interval.
	retention = 12 * time.Second
	// maxAhead is how many blocks past the newest a shard may be.
	maxAhead = 256
	// maxInterests is the most waiting answers to Pull kept for a block.
	maxInterests = 16
	// interestFor is how long a Pull for what is not there yet is remembered.
	interestFor = 400 * time.Millisecond

	// targetNeighbours is how many links a peer keeps for its own sake, and
	// maxNeighbours how many in all, children among them.
	targetNeighbours = 20
	maxNeighbours    = 512
	// maxReferred is up to how many links a peer follows referrals: one whose place
	// is given away near a root, with many children, must reach who has got it.
	maxReferred = 256
	// maxDialing is how many links may be under way at once.
	maxDialing = 12
	// maxKnown is how many peers not linked to are remembered.
	maxKnown = 128

	// tickEvery is the interval of housekeeping.
	tickEvery = 100 * time.Millisecond
	// statusEvery is the interval of Status to each neighbour.
	statusEvery = time.Second
	// silentAfter is how long a neighbour may be silent before it is dropped.
	silentAfter = 3500 * time.Millisecond
	// silentSourceAfter is the same for the broadcaster while nothing comes from
	// anybody, and redialSource the interval of trying to reach it again.
	silentSourceAfter = 1200 * time.Millisecond
	redialSource      = 400 * time.Millisecond
	// refreshChild and refreshSourceChild are what Grant asks of children: the
	// broadcaster must notice the loss of a child at once, since the whole tree
	// of a stripe hangs on it.
	refreshChild       = time.Second
	refreshSourceChild = 150 * time.Millisecond
	// refreshMissed is how many refreshes may be missed before a child is dropped.
	refreshMissed = 3
	// endingFor is how long an evicted child is served still.
	endingFor = 10 * time.Second
	// endingShare is the part of the slots, one in so many, that may be taken by
	// evicted children at once.
	endingShare = 8
	// servingHold is by how much a child that has children of its own is worth more.
	servingHold = 4
	// evictEvery is the least time between two evictions by one parent.
	evictEvery = 150 * time.Millisecond
	// lacksBlocks is how many blocks a stripe must be behind for its lack to count,
	// and tenure how long the broadcaster's child in it is left in place at least.
	lacksBlocks = 24
	tenure      = 2 * time.Second
	// demotedFor is how long such a child comes after everybody else.
	demotedFor = time.Minute
	// judgeAfter is how long the broadcaster's neighbours must have been there for
	// what they have of a stripe to count.
	judgeAfter = 3 * time.Second

	// silentParent is how long a parent may be silent before it is asked whether
	// it is there.
	silentParent = 220 * time.Millisecond
	// statusSoonest is the least time between two Status to one neighbour;
	// connectedLost and connectedWon are how many stripes must have broken, or
	// become whole, for one before its time.
	statusSoonest = 150 * time.Millisecond
	connectedLost = 2
	connectedWon  = 1
	// answerEvery is the least time between two Grants that say nothing new, and
	// answerSource the same at the broadcaster, whose children ask more often.
	answerEvery  = 250 * time.Millisecond
	answerSource = 500 * time.Millisecond
	// retryOrphan is how long a parent that refused is left alone where there is
	// no other parent.
	retryOrphan = 300 * time.Millisecond
	// floatingFor is how long a peer waits for its parent to be connected again
	// before it looks for another one.
	floatingFor = 400 * time.Millisecond
	// retryRefused is how long a parent that refused a stripe is not asked again
	// for it, retryLoop one that gets the stripe through this peer, and retryFailed one
	// that did not answer or stalled.
	retryRefused = 1500 * time.Millisecond
	retryLoop    = 4 * time.Second
	retryFailed  = 3 * time.Second
	// askTimeout, with the round trip added, is how long a Want may go unanswered.
	askTimeout = 250 * time.Millisecond
	// improveEvery is the interval at which a better parent is sought.
	improveEvery = time.Second
	// improveBy is by how much a new parent must be faster.
	improveBy = 12 * time.Millisecond

	// stallMargin is added to a stripe's usual lateness before its shard counts
	// as missing.
	stallMargin = 400 * time.Millisecond
	// startSpread is what a block's spread is taken to be until it is measured.
	startSpread = 30 * time.Millisecond
	// maxSpread is the most that one block counts for in it.
	maxSpread = 200 * time.Millisecond
	// stallPerHop is added for each link between the broadcaster and here.
	stallPerHop = 120 * time.Millisecond
	// repairMargin is added to a block's usual spread before shards are pulled.
	repairMargin = 25 * time.Millisecond
	// repairMin and repairMax bound the wait before the first Pull for a block.
	repairMin = 30 * time.Millisecond
	repairMax = 400 * time.Millisecond
	// pullTimeout, with the round trip added, is how long an answer may take.
	pullTimeout = 60 * time.Millisecond
	// joinPatience is how long a viewer waits for that.
	joinPatience = 2500 * time.Millisecond
	// rankEvery is how long the order in which neighbours are asked stands.
	rankEvery = 100 * time.Millisecond
	// pullEvery is the least time between two looks for blocks to pull.
	pullEvery = 10 * time.Millisecond
	// joinBehind is how many blocks may be missing when a viewer begins.
	joinBehind = 4
	// maxPullingBlocks is how many blocks a joining peer pulls at once.
	maxPullingBlocks = 48

	// tailAfter is how long no shard must have come before a neighbour is believed
	// that it has newer blocks, tailBlocks past the newest known header at most.
	tailAfter  = 300 * time.Millisecond
	tailBlocks = 32

	// maxBad is how many bad shards a neighbour may send before it is dropped.
	maxBad = 3
	// maxBanned is how many peers that misbehaved are remembered.
	maxBanned = 256
	// maxUnwanted is how many unasked shards and messages beyond maxTalk a neighbour
	// may send before it is blamed once; a shard that was asked for clears them.
	maxUnwanted = 2000
	// maxTalk is how many messages a second besides Shard and Pull a neighbour may
	// send, and half of how many at once: four times what honest peers do when a
	// swarm falls apart.
	maxTalk = 80
	// distrustFor is how long proofs are asked for everywhere after a forged shard.
	distrustFor = 20 * time.Second
	// unprovenBlocks is how many blocks may come without their header before
	// proofs are asked for everywhere, for unprovenFor.
	unprovenBlocks = 4
	unprovenFor    = time.Second

	// uplinkShare is how much of MaxUpload children may take; the rest is for
	// repair, control and the unevenness of the stream.
	uplinkShare = 0.75
	// duties is the number of stripes that a peer means to pass on.
	duties = 2
	// assumedTotal is the number of stripes assumed until a block has been seen,
	// and assumedStripeRate what one of them takes, in bits a second.
	assumedTotal      = 22
	assumedStripeRate = 190_000
	// shardOverhead is what a link adds to each shard: message header and framing.
	shardOverhead = 40
)

const allStripes = ^uint32(0) >> (32 - block.MaxStripes)

// stripeSet returns the set of stripes 0 to n−1.
func stripeSet(n int) uint32 { return uint32(1)<<n - 1 }

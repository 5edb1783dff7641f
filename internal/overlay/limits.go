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
	// maxSuspects is the most shards of a block that did not fit kept until it is whole.
	maxSuspects = 128
	// maxInterests is for how many blocks a neighbour may begin to wait within interestFor, where
	// what it asks for by Pull is not there yet; so for twice as many at most at once.
	maxInterests = 64
	// interestFor is how long a Pull for what is not there yet is remembered.
	interestFor = 400 * time.Millisecond

	// targetNeighbours is how many links a peer keeps for its own sake, and
	// maxNeighbours how many in all, children among them.
	targetNeighbours = 20
	maxNeighbours    = 512
	// sourceNeighbours is how many links the broadcaster keeps: those of the peers
	// that give most, and some others by which it sees how the stripes fare.
	sourceNeighbours = 64
	// dismissAfter is how long each of them stays at least.
	dismissAfter = 3 * time.Second
	// dismissSoon is the same where there are more than twice as many.
	dismissSoon = time.Second
	// fewContacts is how few peers make a swarm small: then everyone keeps a link
	// to the broadcaster.
	fewContacts = 16
	// sourceVisit is the mean interval at which a peer that could carry much shows
	// itself to the broadcaster.
	sourceVisit = time.Minute
	// sourceVisitMost is the same after many visits in vain: each makes it four times as long.
	sourceVisitMost = 30 * time.Minute
	// visitStreams is for how many streams a peer has slots that shows itself as soon as it has
	// come, and visitAudience in how large an audience all of these do: in one of twice that size
	// every second of them, and all intervals of visits are twice as long.
	visitStreams  = 3
	visitAudience = 150
	// aloneAfter is how long after its first link came up a newcomer turns to the broadcaster if
	// none of its neighbours has a picture to begin with, and deniedAfter if it has not begun itself.
	aloneAfter  = 200 * time.Millisecond
	deniedAfter = time.Second
	// greetRate is how many newcomers a second a broadcaster greets that has better neighbours.
	greetRate = 4
	// coverage is how many neighbours a peer wants that could be its parent in a stripe.
	coverage = 3
	// maxReferred is up to how many links that carry nothing a peer follows referrals.
	maxReferred = 24
	// maxDialing is how many links may be under way at once.
	maxDialing = 24
	// maxKnown is how many peers not linked to are remembered.
	maxKnown = 128

	// maxSignals is how many signals a second are taken of one neighbour, and maxSignalled
	// how many are passed on to one: fewer than its maxTalk.
	maxSignals   = 20
	maxSignalled = 40
	// maxVia is how many neighbours are remembered that have named a peer, and maxCallers
	// how many peers of which signals have come.
	maxVia     = 2
	maxCallers = 64

	// tickEvery is the interval of housekeeping.
	tickEvery = 100 * time.Millisecond
	// statusEvery is the interval of Status to each neighbour, statusJoining the same
	// for one who has not been there for joiningFor, statusFirst for one to which the round trip
	// is not known: the first may have been lost.
	statusEvery   = 2500 * time.Millisecond
	statusJoining = time.Second
	statusFirst   = 200 * time.Millisecond
	joiningFor    = 8 * time.Second
	// statusKept is the same for the broadcaster where a stripe has ended that it has been told of,
	// or come back: it sees by this which of its children keeps one back, and where it must help out.
	statusKept = 250 * time.Millisecond
	// manyLost is how many stripes must have been lost for neighbours to be told after
	// statusLost: they ask this peer for nothing of these then.
	manyLost   = 3
	statusLost = 400 * time.Millisecond
	// pathEvery is the least time between two Grants that tell a child of nothing but
	// another way.
	pathEvery = 80 * time.Millisecond
	// silentAfter is how long a neighbour may be silent before it is dropped.
	silentAfter = 8 * time.Second
	// awayFor is how long a neighbour must have left questions unanswered for it to be
	// forgiven when it is heard again; askSilentEvery is how often at the most others are asked
	// again then who have left theirs unanswered, and askSilentMost how many at once.
	awayFor        = 1500 * time.Millisecond
	askSilentEvery = 200 * time.Millisecond
	askSilentMost  = 32
	// dumbFor is how long a question may stay without any sign of life.
	dumbFor = 6 * time.Second
	// lostAfter is how long beyond the usual time a child may leave a question unanswered
	// before it comes last, and dumbChild for how long then before it is let go.
	lostAfter = 200 * time.Millisecond
	dumbChild = 500 * time.Millisecond
	// doubtFor is how long after a parent has fallen silent those come last who have not been
	// heard since heardLately, and doubtPenalty by how much in choosing a parent.
	doubtFor     = 3 * time.Second
	heardLately  = 400 * time.Millisecond
	doubtPenalty = 400 * time.Millisecond
	// refusedFor is how long a peer that has said Bye is left alone.
	refusedFor = 30 * time.Second
	// silentSourceAfter is how long nothing may come from anybody before a peer is needy and
	// turns to the broadcaster, and redialSource the interval of trying to reach that again.
	silentSourceAfter = 1200 * time.Millisecond
	redialSource      = 400 * time.Millisecond
	// cutsMost is how often redialSource doubles at most, once for each link that the broadcaster
	// has ended without a word, having too many, and cutsFor how long that must not have happened
	// for it to be forgotten.
	cutsMost = 5
	cutsFor  = 30 * time.Second
	// refreshChild and refreshSourceChild are what Grant asks of children: the
	// broadcaster must notice the loss of a child at once, since the whole tree
	// of a stripe hangs on it.
	refreshChild       = time.Second
	refreshSourceChild = 100 * time.Millisecond
	// refreshMissed is how many refreshes may be missed, and refreshSlack how much
	// later than that the next may come, before a child is dropped.
	refreshMissed = 3
	refreshSlack  = 100 * time.Millisecond
	// maxReplay is how many of the newest shards of a stripe a new child gets that it
	// has missed: in all stripes at once so many, and then replayRate shards a second.
	maxReplay  = 40
	replayRate = 200
	// openingMost is how many shards of the block to begin with a neighbour gets at once before
	// others get what they lack, and openingRate how many a second then.
	openingMost = 64
	openingRate = 8
	// openingShare is how much of the uplink goes to that over all neighbours, and openingFor how
	// long all of it does at once: what is beyond waits with what others lack.
	openingShare = 0.04
	openingFor   = time.Second
	// tightReplay is the same where uplinks are short.
	tightReplay = 3
	// tightGivers is of how many neighbours with slots a peer must know before it takes uplinks
	// for short.
	tightGivers = 4
	// offers is to how many neighbours at once the broadcaster offers a stripe that
	// nobody has from it, and silentOffer for how long those may have been silent.
	offers      = 6
	silentOffer = 2700 * time.Millisecond
	// endingFor is how long an evicted child is served still.
	endingFor = 5 * time.Second
	// endingSoon is the same where the uplink is full.
	endingSoon = 500 * time.Millisecond
	// keptFor is how long the broadcaster keeps a stripe that nobody has had yet for those
	// who have less than their share.
	keptFor = 250 * time.Millisecond
	// rootChildren is how many children a peer should be able to serve in each stripe that it
	// has from the broadcaster, if it has several.
	rootChildren = 6
	// keptFromIdle is how long it keeps any stripe that nobody has from those who can pass
	// nothing on.
	keptFromIdle = 800 * time.Millisecond
	// reliefShare is how much of its uplink the broadcaster gives to children when it helps out.
	reliefShare = 0.6
	// thirstyFor is how long a viewer must have had too few stripes to see anything for the
	// broadcaster to help out, and reliefFor how long that goes on then. reliefMost is how long
	// one is helped where there is room elsewhere, or others wait.
	thirstyFor = 4 * time.Second
	reliefFor  = 5 * time.Second
	reliefMost = 15 * time.Second
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
	// failingAfter is how long it has at least to get the stripe to others.
	failingAfter = 1500 * time.Millisecond
	// A stripe fails that more than one in failingShare of the neighbours that want it lacks, each
	// who has just enough stripes counted three times, one in failingFew of all, and failingLacks
	// times as many as lack the usual stripe.
	failingShare = 5
	failingFew   = 10
	failingLacks = 3
	// reachesShare and reachesLeast: a stripe reaches most where reachesLeast want it and one in
	// reachesShare of these lacks it at most. trustedFirst is how long only those who have such a one
	// get one that fails, of which one has reliableShares times its share at most, and guardedFor how
	// long only those displace who has got it.
	reachesShare   = 4
	reachesLeast   = 4
	trustedFirst   = 800 * time.Millisecond
	reliableShares = 4
	guardedFor     = 20 * time.Second
	// fewJudges is how small a part of the settled neighbours, one in so many, may be left
	// to judge: where fewer do not thirst all have a say.
	fewJudges = 3
	// provenBy is how many neighbours the broadcaster must hear for it to take a stripe for
	// proven, and one in how many of them may lack it then.
	provenBy = 8
	// believedStreams is how many streams a peer's slots carry at most, as far as it is
	// believed.
	believedStreams = 8
	// fairCrowd is how many of one network count like those who are alone in theirs.
	fairCrowd = 4
	// flowFor is how long no shard of a stripe may come, while others do, for it to count
	// as connected.
	flowFor = time.Second
	// demotedFor is how long such a child comes after everybody else.
	demotedFor = time.Minute
	// judgeAfter is how long the broadcaster's neighbours must have been there for
	// what they have of a stripe to count.
	judgeAfter = 2 * time.Second

	// silentParent is how long a parent may be silent before it is asked whether
	// it is there.
	silentParent = 180 * time.Millisecond
	// answerSlack, with one and a half round trips, is how long an answer may take
	// until a neighbour counts as dumb.
	answerSlack = 110 * time.Millisecond
	// statusSoonest is the least time between two Status to one neighbour, and announceEvery
	// the same where a tree grows anew.
	statusSoonest = 150 * time.Millisecond
	announceEvery = 40 * time.Millisecond
	// answerEvery is the least time between two Grants that say nothing new, and
	// answerSource the same at the broadcaster, whose children ask more often, doubled with each
	// until answerSourceMost.
	answerEvery      = 250 * time.Millisecond
	answerSource     = 500 * time.Millisecond
	answerSourceMost = 4 * time.Second
	// retryOrphan is how long a parent that refused is left alone where there is
	// no other parent.
	retryOrphan = 300 * time.Millisecond
	// floatingFor is how long a peer waits for its parent to be connected again
	// before it looks for another one.
	floatingFor = 400 * time.Millisecond
	// retryRefused is how long a parent that refused a stripe is not asked again
	// for it, retrySource the broadcaster, retryLoop one that gets the stripe through this
	// peer, and retryFailed one that did not answer or stalled.
	retryRefused = 1500 * time.Millisecond
	retrySource  = 5 * time.Second
	retryLoop    = 4 * time.Second
	retryFailed  = 3 * time.Second
	// avoidHollow is about how long others are asked before a parent that kept back, of one stripe,
	// hollowLeast of the last hollowBlocks shards, and more than hollowTimes the share that is usual.
	// What a parent fails to do within failedAgain is one failure.
	avoidHollow  = 20 * time.Second
	failedAgain  = 400 * time.Millisecond
	hollowLeast  = 12
	hollowBlocks = 64
	hollowTimes  = 4.0
	// askTimeout is how long beyond that a Want may go unanswered by one who is heard.
	askTimeout = 250 * time.Millisecond
	// improveEvery is the interval at which a better parent is sought, and improveFirst the same
	// for who has had a picture for less than settlingFor and knows more than twice fewContacts: large
	// trees that have just grown are deep.
	improveEvery = time.Second
	improveFirst = 300 * time.Millisecond
	settlingFor  = 20 * time.Second
	// improvements is how many stripes are moved at once.
	improvements = 3
	// improveBy is by how much a new parent must be faster, and improveDutyBy the same
	// in the stripes that a peer passes on.
	improveBy     = 25 * time.Millisecond
	improveDutyBy = 15 * time.Millisecond
	// slowMargin is how many of the stripes that a block needs count as slow, besides
	// those that it does not.
	slowMargin = 2
	// A stripe that has been moved stays for a time between settleMin and settleMax,
	// unless it gains more by another move: settleGain at first, then less and less.
	settleGain = 120 * time.Millisecond
	settleMin  = 2 * time.Second
	settleMax  = 24 * time.Second

	// stallMargin is added to a stripe's usual lateness before its shard counts
	// as missing.
	stallMargin = 400 * time.Millisecond
	// startSpread is what a block's spread is taken to be until it is measured.
	startSpread = 30 * time.Millisecond
	// maxSpread is the most that one block counts for in it.
	maxSpread = 200 * time.Millisecond
	// stallPerHop is added for each link between the broadcaster and here.
	stallPerHop = 120 * time.Millisecond
	// A shard counts as lost when it is later than its stripe usually is by
	// lateDeviations of the usual deviation, which is startDeviation until it is
	// measured, and lateMargin.
	lateDeviations = 3
	startDeviation = 15 * time.Millisecond
	// maxDeviation is the most that one shard counts for in it.
	maxDeviation = 60 * time.Millisecond
	lateMargin   = 8 * time.Millisecond
	// repairMin and repairMax bound the wait before the first Pull for a block.
	repairMin = 30 * time.Millisecond
	repairMax = 400 * time.Millisecond
	// pullTimeout, with the round trip added, is how long an answer may take.
	pullTimeout = 60 * time.Millisecond
	// payEvery is the interval at which waiting shards are looked at, uplinkBurst how
	// much of the uplink may be used up at once, and overdraft how much pushing may
	// borrow beyond it, in time at MaxUpload.
	payEvery    = 4 * time.Millisecond
	uplinkBurst = 30 * time.Millisecond
	overdraft   = 40 * time.Millisecond
	// maxWaiting is the most shards that wait for the uplink, in each order; pushFor is
	// how long one for a child does, pushSourceFor the same at the broadcaster, and replyFor one in answer to a Pull.
	maxWaiting    = 4096
	pushFor       = 300 * time.Millisecond
	pushSourceFor = time.Second
	replyFor      = 400 * time.Millisecond
	// replyUrgentFor is the same for what is on air, and Entry blocks.
	replyUrgentFor = 200 * time.Millisecond
	// onAirBlocks is how many of the newest blocks the broadcaster is asked for sooner than for
	// others, and gives to all who ask, where the swarm is small.
	onAirBlocks = 16
	// usualPull is how many shards are asked of a neighbour at a time, mostly.
	usualPull = 4
	// lateBlock is how old a block is that should be whole everywhere; while one is not the
	// broadcaster is told every gapsEvery.
	lateBlock = 400 * time.Millisecond
	gapsEvery = 250 * time.Millisecond
	// maxAsks is of how many neighbours at once a block's shards are asked for.
	maxAsks = 12
	// missedCost is by how much one comes later in the order for each shard that it has not sent in
	// time and not made up for, maxMissed at most.
	missedCost = 20 * time.Millisecond
	maxMissed  = 50
	// pullSoonWithin is how long a block may take that is asked for while catching up, and is not
	// the next, and pullSoonEvery how often it is tried again; maxPullWait is the longest wait
	// between two tries for any block.
	pullSoonWithin = 400 * time.Millisecond
	pullSoonEvery  = 20 * time.Millisecond
	maxPullWait    = 4 * time.Second
	// catchUpLeast and catchUpMost bound the window of a peer that catches up, in shards: it grows
	// by one with each that comes, once one was late by catchUpGrowth a window, and shrinks by
	// catchUpLate with each that is late.
	catchUpLeast  = 48
	catchUpMost   = 320
	catchUpGrowth = 12
	catchUpLate   = 1
	// pullParts is among how many neighbours what a block lacks is shared out where it is more.
	pullParts = 3
	// owedFor, with the round trip added, is how long an answer to a Pull may take
	// until others are asked first, for failedFor.
	owedFor   = 150 * time.Millisecond
	failedFor = time.Second
	// entryEvery is the least time between two neighbours that are asked for the
	// block to begin with.
	entryEvery = 40 * time.Millisecond
	// wholeBehind is how many blocks a neighbour must be behind by its Status to be told
	// that this peer has caught up.
	wholeBehind = 32
	// servableEvery is how long it stands what can be served.
	servableEvery = 40 * time.Millisecond
	// maxPulls is the most shards that a neighbour may still owe.
	maxPulls = 4096
	// fellowsAsked is how many who begin at the same time are asked for a block that only
	// the broadcaster has whole.
	fellowsAsked = 2
	// pastWait is how long a block of the past that only the broadcaster has is left for it
	// to push.
	pastWait = 300 * time.Millisecond
	// pastFor is how long after it came the past is pushed to new children.
	pastFor = 3 * time.Second
	// blockPace is how often at the least a block comes, as far as is known of a neighbour.
	blockPace = 100 * time.Millisecond
	// maxPullTries is how many tries for a block make the next ones rarer, maxJoinTries
	// the same for one that is wanted in order to join.
	maxPullTries = 10
	maxJoinTries = 3
	// rankEvery is how long the order in which neighbours are asked stands.
	rankEvery = 100 * time.Millisecond
	// pullEvery is the least time between two looks for blocks to pull.
	pullEvery = 10 * time.Millisecond
	// catchUpWait is how long a viewer that has not caught up with what is on air yet
	// waits for the next block before it goes on with a later picture.
	catchUpWait = 2 * time.Second
	// leapAfter is how long such a viewer waits at least while another picture is here.
	leapAfter = 1200 * time.Millisecond
	// leapShare is the part of Config.MaxWait, one in so many, for which one that watches on waits
	// while another picture is here; who has had no whole block for one in resumeShare begins anew,
	// with the newest picture of which it hears within resumeWithin of the first block or of having
	// begun so with an older one, if it has known of the next block for as long, or came to know
	// of resumeBlocks after it at once.
	leapShare    = 3
	resumeShare  = 2
	resumeWithin = 2 * time.Second
	resumeBlocks = 8
	// tightFree is the part of all known slots, one in so many, that is free where uplinks are
	// not short.
	tightFree = 4
	// tightPulls is the share of the stream that is pulled at most where uplinks are short,
	// and tightLack how many shards a block may lack for that.
	tightPulls = 0.1
	tightLack  = 4
	// leapSlack is how old a block may be that is not whole yet for a viewer to leap to a
	// later picture.
	leapSlack = 500 * time.Millisecond
	// maxPullingBlocks is how many blocks a joining peer pulls at once.
	maxPullingBlocks = 16

	// countAfter is how long after a block's first shard one that has not come counts
	// as lost, lossBlocks over how many blocks that is smoothed, sparingLoss the share
	// above which all stripes are asked for, and sparingAfter how long all must have
	// been whole before one is left out.
	countAfter   = 500 * time.Millisecond
	lossBlocks   = 128
	sparingLoss  = 0.03
	sparingAfter = 2 * time.Second
	// lossyFrom is the share of what is pushed to it from which on a peer says that it loses much,
	// and lossyUntil the one down to which it goes on saying so.
	lossyFrom  = 0.028
	lossyUntil = 0.018
	// lossyFor is how long most of the broadcaster's neighbours must say so before it adds parity,
	// and lessLossyFor how long they must not before it takes that back: each changes the stripes.
	lossyFor     = 5 * time.Second
	lessLossyFor = 30 * time.Second

	// tailAfter is how long no shard must have come before a neighbour is believed
	// that it has newer blocks, tailBlocks past the newest known header at most.
	tailAfter  = 300 * time.Millisecond
	tailBlocks = 32

	// headStripes is of how many stripes, besides those that come late, a peer asks for proofs
	// at least, so that it knows headers in time.
	headStripes = 2
	// headAhead is how much earlier than the last shard that a block needs one should come.
	headAhead = 5 * time.Millisecond
	// headerSlack is how much longer than for shards a peer waits for a block's header.
	headerSlack = 40 * time.Millisecond
	// trialPulls is how many shards a neighbour may owe, and trialStripes how many stripes it
	// may be asked to push, or twice its share of them if that is more, until one of its
	// shards was genuine.
	trialPulls   = 3
	trialStripes = 3
	// trialBare is how many shards without proof are kept of one on trial: with the one that
	// shows that it forges these are maxBad.
	trialBare = 2
	// beginTries is how often some of the block to begin with may be late, of those who say that
	// they have it, until it is fetched like other blocks.
	beginTries = 4
	// busyFrom is how long what waits for an uplink must take for its peer to be busy, and busyFor
	// how long it is then asked for no block to begin with.
	busyFrom = 80 * time.Millisecond
	busyFor  = 200 * time.Millisecond
	// beginWithin is how long what one is asked for of that block may take it to send, and
	// beginLeast how long it is given for that at the least.
	beginWithin = 100 * time.Millisecond
	beginLeast  = 50 * time.Millisecond
	// beginPulls is how many shards of the block to begin with one neighbour is asked for.
	beginPulls = 20
	// maxBad is how many bad shards a neighbour may send before it is dropped.
	maxBad = 3
	// siftTries is how many further shards are pulled to find a false one.
	siftTries = 3
	// A neighbour's faults (stalls, Pulls without an answer) double the time for which it
	// is left alone, maxFaults of them at most; usefulShards without any clear them.
	maxFaults    = 5
	usefulShards = 64
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
	unprovenBlocks = 16
	// unprovenAtFirst is the same for who has not caught up yet.
	unprovenAtFirst = 4
	unprovenFor     = time.Second

	// uplinkShare is how much of MaxUpload children may take; the rest is for repair and
	// control. Up to comfort of that is given to whoever asks, for the sake of the stream's
	// unevenness; the rest to those who have nobody else.
	uplinkShare = 0.92
	comfort     = 0.82
	// talkShare is how much of MaxUpload goes to what is said to neighbours that neither get nor give
	// anything, and talkBurst the time of which it does at once.
	talkShare = 0.25
	talkBurst = 200 * time.Millisecond
	// handshakeShare is how much of MaxUpload handshakes of those who come take, handshakeBytes what
	// one of them takes of a link that is ended at once (by UDP: response, challenge, pong and three
	// times the end), and leastHandshakes how many are answered a second in any case.
	handshakeShare  = 0.2
	handshakeBytes  = 405
	leastHandshakes = 20
	// spareShare is what a peer whose slots are all taken has left for answers, as a share of
	// them: framing and control take most of the rest of its uplink.
	spareShare = 0.02
	// overload is the part of the slots beyond which children are ended: the stream's rate
	// is not even.
	overload = 1.05
	// duties is the number of stripes that a peer means to pass on.
	duties = 2
	// assumedTotal is the number of stripes assumed until a block has been seen,
	// and assumedStripeRate what one of them takes, in bits a second.
	assumedTotal      = 22
	assumedStripeRate = 170_000
	// sourceOverhead is what the broadcaster counts besides for each datagram: the link's own
	// framing, since a shard that its line drops is lost to all, and sourceReserve is the part
	// of MaxUpload that it uses while so many come that there are twice as many neighbours as
	// it keeps: the links' handshakes need the rest, and a little more at worst.
	sourceOverhead = 25
	sourceReserve  = 0.85
	// linkOverhead is what a link adds to a datagram, shardOverhead what that and the
	// message's head add to a shard, proofSize what its proof does, mostly, and
	// assumedProofCost that as a share of a shard until one has been seen: bytes.
	linkOverhead     = 28
	shardOverhead    = 40
	proofSize        = 159
	assumedProofCost = 0.17
)

// Repair at the broadcaster: it answers Pulls with favourShare of the stream's rate, and
// favourBurst bytes at once, so that its upload stays what it is. Each shard of a block it
// sends again only after favourAgain, but to its own child in the stripe; that has no more
// of it than refillShare of what its stripes carry, and at once what they carry in refillFor.
// Of the bytes those who join leave favourOnAir untouched, and those who are not the
// broadcaster's own child in the stripe favourOwn: what a child lacks nobody has. Once there are
// others who watch, those get it elsewhere: from the broadcaster they get favourOthers at once then, and of
// that newcomers who have nothing from it and are not in need favourNewcomers; of what the
// whole grows by again these grow by favourOthersShare and favourNewcomersShare. Above
// favourPlenty it need not be thrifty; below favourLow each neighbour gets of what is not
// its own favourEach bytes at once, of favourFresh for all new ones, which grow by favourFreshShare of
// what the whole does, and of what the whole grows by favourEachShare, or twice its share as one of the
// neighbours where that is less. A shard on air for which nowhereAsked of its
// neighbours have asked in vain, or half of them where those are fewer, is sent all the
// same, up to rescueShare of the stream's rate: nobody has it.
const (
	favourShare  = 0.06
	favourBurst  = 1_200_000
	favourAgain  = 300 * time.Millisecond
	favourOnAir  = 400_000
	favourOwn    = 60_000
	favourPlenty = 500_000
	favourLow    = 250_000
	refillFor    = 2 * time.Second
	refillShare  = 0.25

	favourOthers         = 300_000
	favourOthersShare    = 0.5
	favourNewcomers      = 100_000
	favourNewcomersShare = 0.25
	favourEach           = 100_000
	favourEachShare      = 0.25
	favourFresh          = 300_000
	favourFreshShare     = 0.5

	nowhereAsked = 10
	rescueShare  = 1
)

// Of the broadcaster's way past a child that has fallen silent.
const (
	// bypassAfter is how long it is silent, bypassBack how long before that it may have
	// stopped to pass on what it got, and bypassMost how far back shards are sent again.
	bypassAfter = 240 * time.Millisecond
	bypassBack  = 150 * time.Millisecond
	bypassMost  = 2 * time.Second
	// A stripe is cut off that cutLeast of the broadcaster's neighbours, and one in cutShare
	// of those that pass it on, do not get.
	cutLeast = 2
	cutShare = 4
	// A block is pushed again againAfter it was made, every againEvery, againMost times at
	// most and not later than againUntil, if stuckLeast neighbours and one in stuckShare of
	// those who have told lack it: in the stripes that one in stuckShare does not get, or whose
	// child came, or one that others hung on went, since lostBefore before the block.
	againAfter = 550 * time.Millisecond
	againEvery = 450 * time.Millisecond
	againUntil = 3 * time.Second
	againMost  = 3
	stuckLeast = 2
	stuckShare = 3
	lostBefore = 200 * time.Millisecond
	// bypassPeers is how many neighbours get a shard then, at most, and bypassFor how long
	// it waits for the uplink.
	bypassPeers = 5
	bypassFor   = 300 * time.Millisecond
)

// Penalties and bonuses in choosing a parent, as time.
const (
	// spreadPenalty for each stripe already wanted from the same neighbour, so
	// that losing it costs few.
	spreadPenalty = 4 * time.Millisecond
	// strangerPenalty where the stripe is not its duty: it then needs proofs for
	// one more, and whoever hangs on it is a link farther down.
	strangerPenalty = 100 * time.Millisecond
	// servingPenalty where it passes the stripe on all the same.
	servingPenalty = 30 * time.Millisecond
	// A neighbour may be later than it says by biasSlack; maxBias is the most that one
	// stripe counts for beyond that.
	biasSlack = 60 * time.Millisecond
	maxBias   = time.Second
	// faultPenalty for each fault lately.
	faultPenalty = 100 * time.Millisecond
	// fullPenalty where it has said that it has no free slot.
	fullPenalty = time.Second
	// referralBonus for whom a refusing parent recommended, where no other stays.
	referralBonus = 200 * time.Millisecond
)

const allStripes = ^uint32(0) >> (32 - block.MaxStripes)

// stripeSet returns the set of stripes 0 to n−1.
func stripeSet(n int) uint32 { return uint32(1)<<n - 1 }

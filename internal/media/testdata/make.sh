#!/bin/sh
# Makes the clips of this directory with ffmpeg (5.1): two seconds or less each,
# fragmented by frame as package ingest does it, with times from 1 s on.
set -e
cd "$(dirname "$0")"
tmp=$(mktemp -d)
trap 'rm -r "$tmp"' EXIT
run() { ffmpeg -v error -y "$@"; }
clip() { # NAME LENGTH, then the options of the encoders
	name=$1 length=$2
	shift 2
	run -f lavfi -i testsrc2=size=160x90:rate=10:duration=$length \
		-f lavfi -i sine=frequency=1000:sample_rate=48000:duration=$length -pix_fmt yuv420p "$@" "$tmp/$name"
}
cut() {
	run -itsoffset 1 -i "$tmp/$1" -c copy -avoid_negative_ts disabled -use_editlist 0 \
		-fflags +bitexact -frag_duration 1 \
		-movflags empty_moov+default_base_moof+separate_moof+frag_discont "$1"
}
clip h264-aac.mp4 1 -c:v libx264 -profile:v high -bf 2 -g 5 -b:v 40k -c:a aac -b:a 24k
clip h265.mp4 1 -an -c:v libx265 -x265-params log-level=error:keyint=5 -b:v 40k -tag:v hvc1
clip av1-opus.mp4 0.6 -c:v libaom-av1 -cpu-used 8 -g 3 -b:v 40k -c:a libopus -b:a 24k
clip vp9.mp4 0.6 -an -c:v libvpx-vp9 -cpu-used 8 -deadline realtime -g 3 -b:v 40k
clip aac.mp4 0.5 -vn -c:a aac -b:a 24k -ac 1
for name in h264-aac h265 av1-opus vp9 aac; do cut $name.mp4; done
# Several samples a fragment, both tracks in one moof, an sidx and an mfra.
clip whole.mp4 1 -c:v libx264 -bf 0 -g 5 -b:v 40k -c:a aac -b:a 24k
run -i "$tmp/whole.mp4" -c copy -fflags +bitexact -movflags empty_moov+default_base_moof+frag_keyframe+global_sidx grouped.mp4
# Not fragmented.
run -i "$tmp/whole.mp4" -an -t 0.3 -c copy -fflags +bitexact plain.mp4

#!/bin/sh
# Makes testcard.mp4 with ffmpeg (5.1): eight seconds, fragmented by frame, that
# loop without a seam. Eight seconds are 240 frames of video and exactly 375 AAC
# frames of 1,024 samples at 48 kHz; the sound has a period of one second and is
# cut out of the middle of a longer one, so that its end meets its beginning.
set -e
cd "$(dirname "$0")"
tmp=$(mktemp -d)
trap 'rm -r "$tmp"' EXIT
font=/usr/share/fonts/truetype/dejavu
ffmpeg -v error -f lavfi -i "testsrc2=size=640x360:rate=30:duration=8" -vf "
	drawbox=x=150:y=118:w=340:h=124:color=black@0.75:t=fill,
	drawtext=fontfile=$font/DejaVuSansMono-Bold.ttf:fontsize=88:fontcolor=white:x=178:y=136:text='%{eif\:floor(n/30)\:d\:2}.%{eif\:mod(n,30)\:d\:2}',
	drawtext=fontfile=$font/DejaVuSans-Bold.ttf:fontsize=18:fontcolor=white:x=(w-tw)/2:y=218:text='throng test card'
	" -c:v libx264 -profile:v main -pix_fmt yuv420p -preset veryslow -tune zerolatency -x264-params sliced-threads=0:scenecut=0:keyint=30:min-keyint=30:bframes=0 \
	-b:v 250k -maxrate 400k -bufsize 400k "$tmp/video.mp4"
ffmpeg -v error -f lavfi -i "aevalsrc=exprs='0.25*sin(2*PI*1000*t)*lt(mod(t\,1)\,0.1)*min(1\,min(mod(t\,1)\,0.1-mod(t\,1))/0.005)+0.02*sin(2*PI*220*t)':sample_rate=48000:duration=24" \
	-c:a aac -ac 2 -b:a 48k "$tmp/long.m4a"
ffmpeg -v error -ss 8 -i "$tmp/long.m4a" -frames:a 375 -c copy "$tmp/audio.m4a"
ffmpeg -v error -y -itsoffset 1 -i "$tmp/video.mp4" -itsoffset 1 -i "$tmp/audio.m4a" -map 0:v -map 1:a -c copy \
	-avoid_negative_ts disabled -use_editlist 0 -fflags +bitexact -map_metadata -1 \
	-frag_duration 1 -movflags empty_moov+default_base_moof+separate_moof+frag_discont testcard.mp4

// Plays live/index.m3u8 by hls.js with p2p-media-loader. The page's address has the
// settings after #, as JSON: {"tracker": URL, "hls": {…}, "core": {…}}.
import Hls from 'hls.js';
import { HlsJsP2PEngine } from 'p2p-media-loader-hlsjs';

const { tracker, hls: settings, core } = JSON.parse(decodeURIComponent(location.hash.slice(1)));
const counts = { received: 0, fromViewers: 0, uploaded: 0 };
window.playerCounts = () => ({ ...counts });

const HlsWithP2P = HlsJsP2PEngine.injectMixin(Hls);
const hls = new HlsWithP2P({
  ...settings,
  p2p: {
    // No STUN server is needed, or can be reached: all are on one network.
    core: { announceTrackers: [tracker], rtcConfig: { iceServers: [] }, ...core },
    onHlsJsCreated(created) {
      created.p2pEngine.addEventListener('onChunkDownloaded', (bytes, source) => {
        counts.received += bytes;
        if (source === 'p2p') counts.fromViewers += bytes;
      });
      created.p2pEngine.addEventListener('onChunkUploaded', (bytes) => (counts.uploaded += bytes));
    },
  },
});
hls.on(Hls.Events.ERROR, (_, e) => e.fatal && console.error(e.details));
hls.attachMedia(document.querySelector('video'));
hls.loadSource('live/index.m3u8');

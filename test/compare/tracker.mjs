// Runs the WebTorrent tracker that p2p-media-loader's peers find each other by, and
// says on standard output when it is there.
// node tracker.mjs PORT
import Server from 'bittorrent-tracker/server';

const server = new Server({ http: false, udp: false, ws: true, stats: false });
server.on('error', (e) => {
  throw e;
});
server.listen(Number(process.argv[2]), '0.0.0.0', () => console.log(JSON.stringify({ event: 'ready' })));

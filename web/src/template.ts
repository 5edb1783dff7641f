// The player's shadow tree.

import { keys } from './keys';

const line = 'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"';

export const icons = {
  sound: `<svg ${line}><path fill="currentColor" d="M11 5 6 9H3v6h3l5 4z"/><path d="m16 9.5 5 5m0-5-5 5"/></svg>`,
  play: '<svg viewBox="0 0 24 24" fill="currentColor" aria-hidden="true"><path d="M7 4.5v15l12.5-7.5z"/></svg>',
  note: '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" aria-hidden="true"><path d="M4 10v4m4-8v12m4-15v18m4-14v10m4-6v2"/></svg>',
  alert: `<svg ${line} stroke-width="1.7"><circle cx="12" cy="12" r="9"/><path d="M12 7.5v5.5m0 3v.1"/></svg>`,
  close: `<svg ${line}><path d="m6 6 12 12M18 6 6 18"/></svg>`,
  settings: `<svg ${line}><path d="M4 7h9m5 0h2M4 17h2m5 0h9"/><circle cx="15.5" cy="7" r="2.3"/><circle cx="8.5" cy="17" r="2.3"/></svg>`,
};

const toggle = (name: string, text: string, note: string) => `
<label class="switch"><span>${text}<small>${note}</small></span><input type="checkbox" role="switch" name="${name}"></label>`;

const settings = `
<dialog class="sheet settings" aria-labelledby="settings-title">
  <header><h2 id="settings-title">Settings</h2><button class="close" type="button" aria-label="Close settings">${icons.close}</button></header>
  <fieldset class="delay">
    <legend>Delay</legend>
    <label><input type="radio" name="delay" value="live"><span>As live as possible<small>As little behind the camera as your network allows</small></span></label>
    <label><input type="radio" name="delay" value="steady"><span>Steady<small>A second or so later, for the fewest pauses</small></span></label>
  </fieldset>
  <fieldset class="quality"><legend>Picture</legend><p></p></fieldset>
  <fieldset class="sharing" hidden>
    <legend>Sharing</legend>
    ${toggle('share', 'Pass the stream on', 'Other viewers get it from you. They see your internet address.')}
    ${toggle('metered', 'Even on a metered connection', 'It may cost you money.')}
    <p class="why"></p>
  </fieldset>
</dialog>`;

const help = `
<dialog class="sheet help" aria-labelledby="help-title">
  <header><h2 id="help-title">Keys</h2><button class="close" type="button" aria-label="Close the list of keys">${icons.close}</button></header>
  <dl>${keys.map((k) => `<div><dt>${k.shown.split(' ').map((key) => `<kbd>${key}</kbd>`).join(' ')}</dt><dd>${k.does}</dd></div>`).join('')}</dl>
</dialog>`;

export const template = `
<media-controller part="controller" autohide="3" defaultstreamtype="live" nohotkeys nomutedpref noautoseektolive>
  <video slot="media" playsinline muted></video>
  <div slot="poster" class="audio" hidden>${icons.note}</div>
  <media-control-bar class="bar" part="bar">
    <media-play-button></media-play-button>
    <media-mute-button></media-mute-button>
    <media-volume-range></media-volume-range>
    <button class="badge" type="button" hidden><b>LIVE</b> <span></span><i class="unseen"> behind the camera</i></button>
    <span class="space"></span>
    <media-captions-button></media-captions-button>
    <button class="gear" type="button" aria-label="Settings" aria-haspopup="dialog" title="Settings">${icons.settings}</button>
    <media-pip-button></media-pip-button>
    <media-fullscreen-button></media-fullscreen-button>
  </media-control-bar>
</media-controller>
<button class="sound" type="button" hidden>${icons.sound}<span>Sound on</span></button>
<div class="message plain">
  <div class="spinner" aria-hidden="true"></div>
  <div class="sign" hidden>${icons.alert}</div>
  <button class="play" type="button" aria-label="Play" hidden>${icons.play}</button>
  <p role="status" aria-live="polite"></p>
  <small></small>
  <button class="retry" type="button" hidden>Try again</button>
</div>
<div class="notice" role="note" aria-label="What watching shares" hidden>
  <p>Watching connects you to other viewers. They see your internet address, and you pass on to them some of what you receive.</p>
  <div><button class="choose" type="button">Change</button><button class="fine" type="button">OK</button></div>
</div>
<div class="toast" role="status" aria-live="polite"></div>
${settings}
${help}`;

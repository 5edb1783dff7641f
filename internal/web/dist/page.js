var xt=class{addEventListener(){}removeEventListener(){}dispatchEvent(){return!0}},Ot=class extends xt{},Pt=class extends Ot{constructor(){super(...arguments),this.role=null}},Ci=class{observe(){}unobserve(){}disconnect(){}},dn={createElement:function(){return new ut.HTMLElement},createElementNS:function(){return new ut.HTMLElement},addEventListener(){},removeEventListener(){},dispatchEvent(i){return!1}},ut={ResizeObserver:Ci,document:dn,Node:Ot,Element:Pt,HTMLElement:class extends Pt{constructor(){super(...arguments),this.innerHTML=""}get content(){return new ut.DocumentFragment}},DocumentFragment:class extends xt{},customElements:{get:function(){},define:function(){},whenDefined:function(){}},localStorage:{getItem(i){return null},setItem(i,e){},removeItem(i){}},CustomEvent:function(){},getComputedStyle:function(){},navigator:{languages:[],get userAgent(){return""}},matchMedia(i){return{matches:!1,media:i}},DOMParser:class{parseFromString(e,t){return{body:{textContent:e}}}}},un="global"in globalThis&&globalThis?.global===globalThis||typeof window>"u"||typeof window.customElements>"u",cn=Object.keys(ut).every(i=>i in globalThis),o=un&&!cn?ut:globalThis,F=un&&!cn?dn:globalThis.document;var p={MEDIA_PLAY_REQUEST:"mediaplayrequest",MEDIA_PAUSE_REQUEST:"mediapauserequest",MEDIA_MUTE_REQUEST:"mediamuterequest",MEDIA_UNMUTE_REQUEST:"mediaunmuterequest",MEDIA_LOOP_REQUEST:"medialooprequest",MEDIA_VOLUME_REQUEST:"mediavolumerequest",MEDIA_SEEK_REQUEST:"mediaseekrequest",MEDIA_AIRPLAY_REQUEST:"mediaairplayrequest",MEDIA_ENTER_FULLSCREEN_REQUEST:"mediaenterfullscreenrequest",MEDIA_EXIT_FULLSCREEN_REQUEST:"mediaexitfullscreenrequest",MEDIA_PREVIEW_REQUEST:"mediapreviewrequest",MEDIA_ENTER_PIP_REQUEST:"mediaenterpiprequest",MEDIA_EXIT_PIP_REQUEST:"mediaexitpiprequest",MEDIA_ENTER_CAST_REQUEST:"mediaentercastrequest",MEDIA_EXIT_CAST_REQUEST:"mediaexitcastrequest",MEDIA_SHOW_TEXT_TRACKS_REQUEST:"mediashowtexttracksrequest",MEDIA_HIDE_TEXT_TRACKS_REQUEST:"mediahidetexttracksrequest",MEDIA_SHOW_SUBTITLES_REQUEST:"mediashowsubtitlesrequest",MEDIA_DISABLE_SUBTITLES_REQUEST:"mediadisablesubtitlesrequest",MEDIA_TOGGLE_SUBTITLES_REQUEST:"mediatogglesubtitlesrequest",MEDIA_PLAYBACK_RATE_REQUEST:"mediaplaybackraterequest",MEDIA_RENDITION_REQUEST:"mediarenditionrequest",MEDIA_AUDIO_TRACK_REQUEST:"mediaaudiotrackrequest",MEDIA_SEEK_TO_LIVE_REQUEST:"mediaseektoliverequest",REGISTER_MEDIA_STATE_RECEIVER:"registermediastatereceiver",UNREGISTER_MEDIA_STATE_RECEIVER:"unregistermediastatereceiver"},M={MEDIA_CHROME_ATTRIBUTES:"mediachromeattributes",MEDIA_CONTROLLER:"mediacontroller"},xi={MEDIA_AIRPLAY_UNAVAILABLE:"mediaAirplayUnavailable",MEDIA_AUDIO_TRACK_ENABLED:"mediaAudioTrackEnabled",MEDIA_AUDIO_TRACK_LIST:"mediaAudioTrackList",MEDIA_AUDIO_TRACK_UNAVAILABLE:"mediaAudioTrackUnavailable",MEDIA_BUFFERED:"mediaBuffered",MEDIA_CAST_UNAVAILABLE:"mediaCastUnavailable",MEDIA_CHAPTERS_CUES:"mediaChaptersCues",MEDIA_CURRENT_TIME:"mediaCurrentTime",MEDIA_DURATION:"mediaDuration",MEDIA_ENDED:"mediaEnded",MEDIA_ERROR:"mediaError",MEDIA_ERROR_CODE:"mediaErrorCode",MEDIA_ERROR_MESSAGE:"mediaErrorMessage",MEDIA_FULLSCREEN_UNAVAILABLE:"mediaFullscreenUnavailable",MEDIA_HAS_PLAYED:"mediaHasPlayed",MEDIA_HEIGHT:"mediaHeight",MEDIA_IS_AIRPLAYING:"mediaIsAirplaying",MEDIA_IS_CASTING:"mediaIsCasting",MEDIA_IS_FULLSCREEN:"mediaIsFullscreen",MEDIA_IS_PIP:"mediaIsPip",MEDIA_LOADING:"mediaLoading",MEDIA_MUTED:"mediaMuted",MEDIA_LOOP:"mediaLoop",MEDIA_PAUSED:"mediaPaused",MEDIA_PIP_UNAVAILABLE:"mediaPipUnavailable",MEDIA_PLAYBACK_RATE:"mediaPlaybackRate",MEDIA_PREVIEW_CHAPTER:"mediaPreviewChapter",MEDIA_PREVIEW_COORDS:"mediaPreviewCoords",MEDIA_PREVIEW_IMAGE:"mediaPreviewImage",MEDIA_PREVIEW_TIME:"mediaPreviewTime",MEDIA_RENDITION_LIST:"mediaRenditionList",MEDIA_RENDITION_SELECTED:"mediaRenditionSelected",MEDIA_RENDITION_UNAVAILABLE:"mediaRenditionUnavailable",MEDIA_SEEKABLE:"mediaSeekable",MEDIA_STREAM_TYPE:"mediaStreamType",MEDIA_SUBTITLES_LIST:"mediaSubtitlesList",MEDIA_SUBTITLES_SHOWING:"mediaSubtitlesShowing",MEDIA_TARGET_LIVE_WINDOW:"mediaTargetLiveWindow",MEDIA_TIME_IS_LIVE:"mediaTimeIsLive",MEDIA_VOLUME:"mediaVolume",MEDIA_VOLUME_LEVEL:"mediaVolumeLevel",MEDIA_VOLUME_UNAVAILABLE:"mediaVolumeUnavailable",MEDIA_LANG:"mediaLang",MEDIA_WIDTH:"mediaWidth"},hn=Object.entries(xi),d=hn.reduce((i,[e,t])=>(i[e]=t.toLowerCase(),i),{}),Vr={USER_INACTIVE_CHANGE:"userinactivechange",BREAKPOINTS_CHANGE:"breakpointchange",BREAKPOINTS_COMPUTED:"breakpointscomputed"},Ie=hn.reduce((i,[e,t])=>(i[e]=t.toLowerCase(),i),{...Vr}),zo=Object.entries(Ie).reduce((i,[e,t])=>{let s=d[e];return s&&(i[t]=s),i},{userinactivechange:"userinactive"}),pn=Object.entries(d).reduce((i,[e,t])=>{let s=Ie[e];return s&&(i[t]=s),i},{userinactive:"userinactivechange"}),G={SUBTITLES:"subtitles",CAPTIONS:"captions",DESCRIPTIONS:"descriptions",CHAPTERS:"chapters",METADATA:"metadata"},ge={DISABLED:"disabled",HIDDEN:"hidden",SHOWING:"showing"};var Nt={MOUSE:"mouse",PEN:"pen",TOUCH:"touch"},Q={UNAVAILABLE:"unavailable",UNSUPPORTED:"unsupported"},j={LIVE:"live",ON_DEMAND:"on-demand",UNKNOWN:"unknown"};var mn={INLINE:"inline",FULLSCREEN:"fullscreen",PICTURE_IN_PICTURE:"picture-in-picture"};var vn=new WeakMap,Oi=i=>{let e=vn.get(i);return e||vn.set(i,e=new Set),e},fn=new o.ResizeObserver(i=>{for(let e of i)for(let t of Oi(e.target))t(e)});function Ft(i,e){Oi(i).add(e),fn.observe(i)}function Ht(i,e){let t=Oi(i);t.delete(e),t.size||fn.unobserve(i)}function Y(i){let e={};for(let t of i)e[t.name]=t.value;return e}function gn(i){var e;return(e=$r(i))!=null?e:$e(i,"media-controller")}function $r(i){var e;let{MEDIA_CONTROLLER:t}=M,s=i.getAttribute(t);if(s)return(e=Wr(i))==null?void 0:e.getElementById(s)}var Ee=(i,e)=>!i||!e?!1:i?.contains(e)?!0:Ee(i,e.getRootNode().host),$e=(i,e)=>{if(!i)return null;let t=i.closest(e);return t||$e(i.getRootNode().host,e)};function Pi(i=document){var e;let t=i?.activeElement;return t?(e=Pi(t.shadowRoot))!=null?e:t:null}function Wr(i){var e;let t=(e=i?.getRootNode)==null?void 0:e.call(i);return t instanceof ShadowRoot||t instanceof Document?t:null}function En(i,{depth:e=3,checkOpacity:t=!0,checkVisibilityCSS:s=!0}={}){if(i.checkVisibility)return i.checkVisibility({checkOpacity:t,checkVisibilityCSS:s});let n=i;for(;n&&e>0;){let r=getComputedStyle(n);if(t&&r.opacity==="0"||s&&r.visibility==="hidden"||r.display==="none")return!1;n=n.parentElement,e--}return!0}function bn(i,e,t,s){let n=s.x-t.x,r=s.y-t.y,a=n*n+r*r;if(a===0)return 0;let l=((i-t.x)*n+(e-t.y)*r)/a;return Math.max(0,Math.min(1,l))}function ee(i,e){let t=Kr(i,s=>s===e);return t||Ni(i,e)}function Kr(i,e){var t,s;let n;for(n of(t=i.querySelectorAll("style:not([media])"))!=null?t:[]){let r;try{r=(s=n.sheet)==null?void 0:s.cssRules}catch{continue}for(let a of r??[])if(e(a.selectorText))return a}}function Ni(i,e){var t,s;let n=(t=i.querySelectorAll("style:not([media])"))!=null?t:[],r=n?.[n.length-1];if(!r?.sheet)return console.warn("Media Chrome: No style sheet found on style tag of",i),{style:{setProperty:()=>{},removeProperty:()=>"",getPropertyValue:()=>""}};let a=r?.sheet.insertRule(`${e}{}`,r.sheet.cssRules.length);return(s=r.sheet.cssRules)==null?void 0:s[a]}function We(i,e,t=Number.NaN){let s=i.getAttribute(e);return s!=null?+s:t}function Ke(i,e,t){let s=+t;if(t==null||Number.isNaN(s)){i.hasAttribute(e)&&i.removeAttribute(e);return}We(i,e,void 0)!==s&&i.setAttribute(e,`${s}`)}function S(i,e){return i.hasAttribute(e)}function w(i,e,t){if(t==null){i.hasAttribute(e)&&i.removeAttribute(e);return}S(i,e)!=t&&i.toggleAttribute(e,t)}function O(i,e,t=null){var s;return(s=i.getAttribute(e))!=null?s:t}function D(i,e,t){if(t==null){i.hasAttribute(e)&&i.removeAttribute(e);return}let s=`${t}`;O(i,e,void 0)!==s&&i.setAttribute(e,s)}var _n=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},ie=(i,e,t)=>(_n(i,e,"read from private field"),t?t.call(i):e.get(i)),qr=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},Bt=(i,e,t,s)=>(_n(i,e,"write to private field"),s?s.call(i,t):e.set(i,t),t),$;function Gr(i){return`
    <style>
      :host {
        display: var(--media-control-display, var(--media-gesture-receiver-display, inline-block));
        box-sizing: border-box;
      }
    </style>
  `}var qe=class extends o.HTMLElement{constructor(){if(super(),qr(this,$,void 0),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=Y(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[M.MEDIA_CONTROLLER,d.MEDIA_PAUSED]}attributeChangedCallback(e,t,s){var n,r,a,l,c;e===M.MEDIA_CONTROLLER&&(t&&((r=(n=ie(this,$))==null?void 0:n.unassociateElement)==null||r.call(n,this),Bt(this,$,null)),s&&this.isConnected&&(Bt(this,$,(a=this.getRootNode())==null?void 0:a.getElementById(s)),(c=(l=ie(this,$))==null?void 0:l.associateElement)==null||c.call(l,this)))}connectedCallback(){var e,t;this.tabIndex=-1,this.setAttribute("aria-hidden","true"),Bt(this,$,Qr(this)),this.getAttribute(M.MEDIA_CONTROLLER)&&((t=(e=ie(this,$))==null?void 0:e.associateElement)==null||t.call(e,this)),ie(this,$)&&(ie(this,$).addEventListener("pointerdown",this),ie(this,$).addEventListener("click",this),ie(this,$).hasAttribute("tabindex")||(ie(this,$).tabIndex=0))}disconnectedCallback(){var e,t,s,n;this.getAttribute(M.MEDIA_CONTROLLER)&&((t=(e=ie(this,$))==null?void 0:e.unassociateElement)==null||t.call(e,this)),(s=ie(this,$))==null||s.removeEventListener("pointerdown",this),(n=ie(this,$))==null||n.removeEventListener("click",this),Bt(this,$,null)}handleEvent(e){var t;let s=(t=e.composedPath())==null?void 0:t[0];if(["video","media-controller"].includes(s?.localName)){if(e.type==="pointerdown")this._pointerType=e.pointerType;else if(e.type==="click"){let{clientX:r,clientY:a}=e,{left:l,top:c,width:A,height:T}=this.getBoundingClientRect(),E=r-l,v=a-c;if(E<0||v<0||E>A||v>T||A===0&&T===0)return;let h=this._pointerType||"mouse";if(this._pointerType=void 0,h===Nt.TOUCH){this.handleTap(e);return}else if(h===Nt.MOUSE||h===Nt.PEN){this.handleMouseClick(e);return}}}}get mediaPaused(){return S(this,d.MEDIA_PAUSED)}set mediaPaused(e){w(this,d.MEDIA_PAUSED,e)}handleTap(e){}handleMouseClick(e){let t=this.mediaPaused?p.MEDIA_PLAY_REQUEST:p.MEDIA_PAUSE_REQUEST;this.dispatchEvent(new o.CustomEvent(t,{composed:!0,bubbles:!0}))}};$=new WeakMap;qe.shadowRootOptions={mode:"open"};qe.getTemplateHTML=Gr;function Qr(i){var e;let t=i.getAttribute(M.MEDIA_CONTROLLER);return t?(e=i.getRootNode())==null?void 0:e.getElementById(t):$e(i,"media-controller")}o.customElements.get("media-gesture-receiver")||o.customElements.define("media-gesture-receiver",qe);var Fi=qe;var yn={"Start airplay":"Start airplay","Stop airplay":"Stop airplay",Audio:"Audio",Captions:"Captions","Enable captions":"Enable captions","Disable captions":"Disable captions","Start casting":"Start casting","Stop casting":"Stop casting","Enter fullscreen mode":"Enter fullscreen mode","Exit fullscreen mode":"Exit fullscreen mode",Mute:"Mute",Unmute:"Unmute",Loop:"Loop","Enter picture in picture mode":"Enter picture in picture mode","Exit picture in picture mode":"Exit picture in picture mode",Play:"Play",Pause:"Pause","Playback rate":"Playback rate","Playback rate {playbackRate}":"Playback rate {playbackRate}",Quality:"Quality","Seek backward":"Seek backward","Seek forward":"Seek forward",Settings:"Settings",Auto:"Auto","audio player":"audio player","video player":"video player",volume:"volume",seek:"seek","closed captions":"closed captions","current playback rate":"current playback rate","playback time":"playback time","media loading":"media loading",settings:"settings","audio tracks":"audio tracks",quality:"quality",play:"play",pause:"pause",mute:"mute",unmute:"unmute","chapter: {chapterName}":"chapter: {chapterName}",live:"live",Off:"Off","start airplay":"start airplay","stop airplay":"stop airplay","start casting":"start casting","stop casting":"stop casting","enter fullscreen mode":"enter fullscreen mode","exit fullscreen mode":"exit fullscreen mode","enter picture in picture mode":"enter picture in picture mode","exit picture in picture mode":"exit picture in picture mode","seek to live":"seek to live","playing live":"playing live","seek back {seekOffset} seconds":"seek back {seekOffset} seconds","seek forward {seekOffset} seconds":"seek forward {seekOffset} seconds","Network Error":"Network Error","Decode Error":"Decode Error","Source Not Supported":"Source Not Supported","Encryption Error":"Encryption Error","A network error caused the media download to fail.":"A network error caused the media download to fail.","A media error caused playback to be aborted. The media could be corrupt or your browser does not support this format.":"A media error caused playback to be aborted. The media could be corrupt or your browser does not support this format.","An unsupported error occurred. The server or network failed, or your browser does not support this format.":"An unsupported error occurred. The server or network failed, or your browser does not support this format.","The media is encrypted and there are no keys to decrypt it.":"The media is encrypted and there are no keys to decrypt it.",hour:"hour",hours:"hours",minute:"minute",minutes:"minutes",second:"second",seconds:"seconds","{time} remaining":"{time} remaining","{currentTime} of {totalTime}":"{currentTime} of {totalTime}","video not loaded, unknown time.":"video not loaded, unknown time."};var Tn,ct={en:yn},Ge=((Tn=globalThis.navigator)==null?void 0:Tn.language)||"en",An=i=>{Ge=i};var Yr=i=>{var e,t,s;let[n]=Ge.split("-");return((e=ct[Ge])==null?void 0:e[i])||((t=ct[n])==null?void 0:t[i])||((s=ct.en)==null?void 0:s[i])||i},kn=()=>{let[i]=Ge.split("-");return ct[Ge]?Ge:ct[i]?i:"en"},R=(i,e={})=>Yr(i).replace(/\{(\w+)\}/g,(t,s)=>s in e?String(e[s]):`{${s}}`);var $i=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},P=(i,e,t)=>($i(i,e,"read from private field"),t?t.call(i):e.get(i)),K=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},se=(i,e,t,s)=>($i(i,e,"write to private field"),s?s.call(i,t):e.set(i,t),t),ne=(i,e,t)=>($i(i,e,"access private method"),t),ht,Wt,Qe,je,ze,Hi,Ye,Vt,Bi,Sn,Vi,wn,pt,Kt,qt,Wi,Ze,mt,be,$t,f={AUDIO:"audio",AUTOHIDE:"autohide",BREAKPOINTS:"breakpoints",GESTURES_DISABLED:"gesturesdisabled",KEYBOARD_CONTROL:"keyboardcontrol",NO_AUTOHIDE:"noautohide",USER_INACTIVE:"userinactive",AUTOHIDE_OVER_CONTROLS:"autohideovercontrols"};function zr(i){return`
    <style>
      
      :host([${d.MEDIA_IS_FULLSCREEN}]) ::slotted([slot=media]) {
        outline: none;
      }

      :host {
        box-sizing: border-box;
        position: relative;
        display: inline-block;
        line-height: 0;
        background-color: var(--media-background-color, #000);
        overflow: hidden;
      }

      :host(:not([${f.AUDIO}])) [part~=layer]:not([part~=media-layer]) {
        position: absolute;
        top: 0;
        left: 0;
        bottom: 0;
        right: 0;
        display: flex;
        flex-flow: column nowrap;
        align-items: start;
        pointer-events: none;
        background: none;
      }

      slot[name=media] {
        display: var(--media-slot-display, contents);
      }

      
      :host([${f.AUDIO}]) slot[name=media] {
        display: var(--media-slot-display, none);
      }

      
      :host([${f.AUDIO}]) [part~=layer][part~=gesture-layer] {
        height: 0;
        display: block;
      }

      
      :host(:not([${f.AUDIO}])[${f.GESTURES_DISABLED}]) ::slotted([slot=gestures-chrome]),
          :host(:not([${f.AUDIO}])[${f.GESTURES_DISABLED}]) media-gesture-receiver[slot=gestures-chrome] {
        display: none;
      }

      
      ::slotted(:not([slot=media]):not([slot=poster]):not(media-loading-indicator):not([role=dialog]):not([hidden])) {
        pointer-events: auto;
      }

      :host(:not([${f.AUDIO}])) *[part~=layer][part~=centered-layer] {
        align-items: center;
        justify-content: center;
      }

      :host(:not([${f.AUDIO}])) ::slotted(media-gesture-receiver[slot=gestures-chrome]),
      :host(:not([${f.AUDIO}])) media-gesture-receiver[slot=gestures-chrome] {
        align-self: stretch;
        flex-grow: 1;
      }

      slot[name=middle-chrome] {
        display: inline;
        flex-grow: 1;
        pointer-events: none;
        background: none;
      }

      
      ::slotted([slot=media]),
      ::slotted([slot=poster]) {
        width: 100%;
        height: 100%;
      }

      
      :host(:not([${f.AUDIO}])) .spacer {
        flex-grow: 1;
      }

      
      :host(:-webkit-full-screen) {
        
        width: 100% !important;
        height: 100% !important;
      }

      
      ::slotted(:not([slot=media]):not([slot=poster]):not([${f.NO_AUTOHIDE}]):not([hidden]):not([role=dialog])) {
        opacity: 1;
        transition: var(--media-control-transition-in, opacity 0.25s);
      }

      
      :host([${f.USER_INACTIVE}]:not([${d.MEDIA_PAUSED}]):not([${d.MEDIA_IS_AIRPLAYING}]):not([${d.MEDIA_IS_CASTING}]):not([${f.AUDIO}])) ::slotted(:not([slot=media]):not([slot=poster]):not([${f.NO_AUTOHIDE}]):not([role=dialog])) {
        opacity: 0;
        transition: var(--media-control-transition-out, opacity 1s);
      }

      :host([${f.USER_INACTIVE}]:not([${f.NO_AUTOHIDE}]):not([${d.MEDIA_PAUSED}]):not([${d.MEDIA_IS_CASTING}]):not([${f.AUDIO}])) ::slotted([slot=media]) {
        cursor: none;
      }

      :host([${f.USER_INACTIVE}][${f.AUTOHIDE_OVER_CONTROLS}]:not([${f.NO_AUTOHIDE}]):not([${d.MEDIA_PAUSED}]):not([${d.MEDIA_IS_CASTING}]):not([${f.AUDIO}])) * {
        --media-cursor: none;
        cursor: none;
      }


      ::slotted(media-control-bar)  {
        align-self: stretch;
      }

      
      
      :host(:not([${f.AUDIO}])[${d.MEDIA_HAS_PLAYED}]) slot[name=poster],
      :host(:not([${f.AUDIO}])[${d.MEDIA_STREAM_TYPE}="${j.ON_DEMAND}"][${d.MEDIA_CURRENT_TIME}]:not([${d.MEDIA_CURRENT_TIME}="0"])) slot[name=poster] {
        display: none;
      }

      ::slotted([role=dialog]) {
        width: 100%;
        height: 100%;
        align-self: center;
      }

      ::slotted([role=menu]) {
        align-self: end;
      }
    </style>

    <slot name="media" part="layer media-layer"></slot>
    <slot name="poster" part="layer poster-layer"></slot>
    <slot name="gestures-chrome" part="layer gesture-layer">
      <media-gesture-receiver slot="gestures-chrome">
        <template shadowrootmode="${Fi.shadowRootOptions.mode}">
          ${Fi.getTemplateHTML({})}
        </template>
      </media-gesture-receiver>
    </slot>
    <span part="layer vertical-layer">
      <slot name="top-chrome" part="top chrome"></slot>
      <slot name="middle-chrome" part="middle chrome"></slot>
      <slot name="centered-chrome" part="layer centered-layer center centered chrome"></slot>
      
      <slot part="bottom chrome"></slot>
    </span>
    <slot name="dialog" part="layer dialog-layer"></slot>
  `}var jr=Object.values(d),Zr="sm:384 md:576 lg:768 xl:960";function Xr(i){Ln(i.target,i.contentRect.width)}function Ln(i,e){var t;if(!i.isConnected)return;let s=(t=i.getAttribute(f.BREAKPOINTS))!=null?t:Zr,n=Jr(s),r=ea(n,e),a=!1;if(Object.keys(n).forEach(l=>{if(r.includes(l)){i.hasAttribute(`breakpoint${l}`)||(i.setAttribute(`breakpoint${l}`,""),a=!0);return}i.hasAttribute(`breakpoint${l}`)&&(i.removeAttribute(`breakpoint${l}`),a=!0)}),a){let l=new CustomEvent(Ie.BREAKPOINTS_CHANGE,{detail:r});i.dispatchEvent(l)}i.breakpointsComputed||(i.breakpointsComputed=!0,i.dispatchEvent(new CustomEvent(Ie.BREAKPOINTS_COMPUTED,{bubbles:!0,composed:!0})))}function Jr(i){let e=i.split(/\s+/);return Object.fromEntries(e.map(t=>t.split(":")))}function ea(i,e){return Object.keys(i).filter(t=>e>=parseInt(i[t]))}var Me=class extends o.HTMLElement{constructor(){if(super(),K(this,Bi),K(this,Vi),K(this,pt),K(this,qt),K(this,Ze),K(this,ht,void 0),K(this,Wt,0),K(this,Qe,null),K(this,je,null),K(this,ze,void 0),this.breakpointsComputed=!1,K(this,Hi,e=>{let t=this.media;for(let s of e){if(s.type!=="childList")continue;let n=s.removedNodes;for(let r of n){if(r.slot!="media"||s.target!=this)continue;let a=s.previousSibling&&s.previousSibling.previousElementSibling;if(!a||!t)this.mediaUnsetCallback(r);else{let l=a.slot!=="media";for(;(a=a.previousSibling)!==null;)a.slot=="media"&&(l=!1);l&&this.mediaUnsetCallback(r)}}if(t)for(let r of s.addedNodes)r===t&&this.handleMediaUpdated(t)}}),K(this,Ye,!1),K(this,Vt,e=>{P(this,Ye)||(setTimeout(()=>{Xr(e),se(this,Ye,!1)},0),se(this,Ye,!0))}),K(this,be,void 0),K(this,$t,()=>{if(!P(this,be).assignedElements({flatten:!0}).length){P(this,Qe)&&this.mediaUnsetCallback(P(this,Qe));return}this.handleMediaUpdated(this.media)}),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=Y(this.attributes),t=this.constructor.getTemplateHTML(e);this.shadowRoot.setHTMLUnsafe?this.shadowRoot.setHTMLUnsafe(t):this.shadowRoot.innerHTML=t}se(this,ht,new MutationObserver(P(this,Hi)))}static get observedAttributes(){return[f.AUTOHIDE,f.GESTURES_DISABLED].concat(jr).filter(e=>![d.MEDIA_RENDITION_LIST,d.MEDIA_AUDIO_TRACK_LIST,d.MEDIA_CHAPTERS_CUES,d.MEDIA_WIDTH,d.MEDIA_HEIGHT,d.MEDIA_ERROR,d.MEDIA_ERROR_MESSAGE].includes(e))}attributeChangedCallback(e,t,s){e.toLowerCase()==f.AUTOHIDE&&(this.autohide=s)}get media(){let e=this.querySelector(":scope > [slot=media]");return e?.nodeName=="SLOT"&&(e=e.assignedElements({flatten:!0})[0]),e}async handleMediaUpdated(e){e&&(se(this,Qe,e),e.localName.includes("-")&&await o.customElements.whenDefined(e.localName),this.mediaSetCallback(e))}connectedCallback(){var e;P(this,ht).observe(this,{childList:!0,subtree:!0}),Ft(this,P(this,Vt));let s=this.getAttribute(f.AUDIO)!=null?R("audio player"):R("video player");this.setAttribute("role","region"),this.setAttribute("aria-label",s),this.handleMediaUpdated(this.media),this.setAttribute(f.USER_INACTIVE,""),Ln(this,this.getBoundingClientRect().width);let n=this.querySelector(":scope > slot[slot=media]");n&&(se(this,be,n),P(this,be).addEventListener("slotchange",P(this,$t))),this.addEventListener("pointerdown",this),this.addEventListener("pointermove",this),this.addEventListener("pointerup",this),this.addEventListener("mouseleave",this),this.addEventListener("keyup",this),(e=o.window)==null||e.addEventListener("mouseup",this)}disconnectedCallback(){var e;Ht(this,P(this,Vt)),clearTimeout(P(this,je)),P(this,ht).disconnect(),this.media&&this.mediaUnsetCallback(this.media),(e=o.window)==null||e.removeEventListener("mouseup",this),this.removeEventListener("pointerdown",this),this.removeEventListener("pointermove",this),this.removeEventListener("pointerup",this),this.removeEventListener("mouseleave",this),this.removeEventListener("keyup",this),P(this,be)&&(P(this,be).removeEventListener("slotchange",P(this,$t)),se(this,be,null)),se(this,Ye,!1)}mediaSetCallback(e){}mediaUnsetCallback(e){se(this,Qe,null)}handleEvent(e){switch(e.type){case"pointerdown":se(this,Wt,e.timeStamp);break;case"pointermove":ne(this,Bi,Sn).call(this,e);break;case"pointerup":ne(this,Vi,wn).call(this,e);break;case"mouseleave":ne(this,pt,Kt).call(this);break;case"mouseup":this.removeAttribute(f.KEYBOARD_CONTROL);break;case"keyup":ne(this,Ze,mt).call(this),this.setAttribute(f.KEYBOARD_CONTROL,"");break}}set autohide(e){let t=Number(e);se(this,ze,isNaN(t)?0:t)}get autohide(){return(P(this,ze)===void 0?2:P(this,ze)).toString()}get breakpoints(){return O(this,f.BREAKPOINTS)}set breakpoints(e){D(this,f.BREAKPOINTS,e)}get audio(){return S(this,f.AUDIO)}set audio(e){w(this,f.AUDIO,e)}get gesturesDisabled(){return S(this,f.GESTURES_DISABLED)}set gesturesDisabled(e){w(this,f.GESTURES_DISABLED,e)}get keyboardControl(){return S(this,f.KEYBOARD_CONTROL)}set keyboardControl(e){w(this,f.KEYBOARD_CONTROL,e)}get noAutohide(){return S(this,f.NO_AUTOHIDE)}set noAutohide(e){w(this,f.NO_AUTOHIDE,e)}get autohideOverControls(){return S(this,f.AUTOHIDE_OVER_CONTROLS)}set autohideOverControls(e){w(this,f.AUTOHIDE_OVER_CONTROLS,e)}get userInteractive(){return S(this,f.USER_INACTIVE)}set userInteractive(e){w(this,f.USER_INACTIVE,e)}};ht=new WeakMap;Wt=new WeakMap;Qe=new WeakMap;je=new WeakMap;ze=new WeakMap;Hi=new WeakMap;Ye=new WeakMap;Vt=new WeakMap;Bi=new WeakSet;Sn=function(i){if(i.pointerType!=="mouse"&&i.timeStamp-P(this,Wt)<250)return;ne(this,qt,Wi).call(this),clearTimeout(P(this,je));let e=this.hasAttribute(f.AUTOHIDE_OVER_CONTROLS);([this,this.media].includes(i.target)||e)&&ne(this,Ze,mt).call(this)};Vi=new WeakSet;wn=function(i){if(i.pointerType==="touch"){let e=!this.hasAttribute(f.USER_INACTIVE);[this,this.media].includes(i.target)&&e?ne(this,pt,Kt).call(this):ne(this,Ze,mt).call(this)}else i.composedPath().some(e=>["media-play-button","media-fullscreen-button"].includes(e?.localName))&&ne(this,Ze,mt).call(this)};pt=new WeakSet;Kt=function(){if(P(this,ze)<0||this.hasAttribute(f.USER_INACTIVE))return;this.setAttribute(f.USER_INACTIVE,"");let i=new o.CustomEvent(Ie.USER_INACTIVE_CHANGE,{composed:!0,bubbles:!0,detail:!0});this.dispatchEvent(i)};qt=new WeakSet;Wi=function(){if(!this.hasAttribute(f.USER_INACTIVE))return;this.removeAttribute(f.USER_INACTIVE);let i=new o.CustomEvent(Ie.USER_INACTIVE_CHANGE,{composed:!0,bubbles:!0,detail:!1});this.dispatchEvent(i)};Ze=new WeakSet;mt=function(){ne(this,qt,Wi).call(this),clearTimeout(P(this,je));let i=parseInt(this.autohide);i<0||se(this,je,setTimeout(()=>{ne(this,pt,Kt).call(this)},i*1e3))};be=new WeakMap;$t=new WeakMap;Me.shadowRootOptions={mode:"open"};Me.getTemplateHTML=zr;o.customElements.get("media-container")||o.customElements.define("media-container",Me);var ji=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},Ue=(i,e,t)=>(ji(i,e,"read from private field"),t?t.call(i):e.get(i)),he=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},Zi=(i,e,t,s)=>(ji(i,e,"write to private field"),s?s.call(i,t):e.set(i,t),t),Re=(i,e,t)=>(ji(i,e,"access private method"),t),Qt,ft,De,Gt,Ki,qi,In,Gi,Mn,Qi,Rn,Yi,Un,zi,Dn;function ta(i){return`
    <style>
      :host {
        font: var(--media-font,
          var(--media-font-weight, normal)
          var(--media-font-size, 14px) /
          var(--media-text-content-height, var(--media-control-height, 24px))
          var(--media-font-family, helvetica neue, segoe ui, roboto, arial, sans-serif));
        color: var(--media-text-color, var(--media-primary-color, rgb(238 238 238)));
        display: var(--media-dialog-display, inline-flex);
        justify-content: center;
        align-items: center;
        
        transition-behavior: allow-discrete;
        visibility: hidden;
        opacity: 0;
        transform: translateY(2px) scale(.99);
        pointer-events: none;
      }

      :host([open]) {
        transition: display .2s, visibility 0s, opacity .2s ease-out, transform .15s ease-out;
        visibility: visible;
        opacity: 1;
        transform: translateY(0) scale(1);
        pointer-events: auto;
      }

      #content {
        display: flex;
        position: relative;
        box-sizing: border-box;
        width: min(320px, 100%);
        word-wrap: break-word;
        max-height: 100%;
        overflow: auto;
        text-align: center;
        line-height: 1.4;
      }
    </style>
    ${this.getSlotTemplateHTML(i)}
  `}function ia(i){return`
    <slot id="content"></slot>
  `}var vt={OPEN:"open",ANCHOR:"anchor"},_e=class extends o.HTMLElement{constructor(){super(),he(this,Gt),he(this,qi),he(this,Gi),he(this,Qi),he(this,Yi),he(this,zi),he(this,Qt,!1),he(this,ft,null),he(this,De,null)}static get observedAttributes(){return[vt.OPEN,vt.ANCHOR]}get open(){return S(this,vt.OPEN)}set open(e){w(this,vt.OPEN,e)}handleEvent(e){switch(e.type){case"invoke":Re(this,Qi,Rn).call(this,e);break;case"focusout":Re(this,Yi,Un).call(this,e);break;case"keydown":Re(this,zi,Dn).call(this,e);break}}connectedCallback(){Re(this,Gt,Ki).call(this),this.role||(this.role="dialog"),this.addEventListener("invoke",this),this.addEventListener("focusout",this),this.addEventListener("keydown",this)}disconnectedCallback(){this.removeEventListener("invoke",this),this.removeEventListener("focusout",this),this.removeEventListener("keydown",this)}attributeChangedCallback(e,t,s){Re(this,Gt,Ki).call(this),e===vt.OPEN&&s!==t&&(this.open?Re(this,qi,In).call(this):Re(this,Gi,Mn).call(this))}focus(){Zi(this,ft,Pi());let e=!this.dispatchEvent(new Event("focus",{composed:!0,cancelable:!0})),t=!this.dispatchEvent(new Event("focusin",{composed:!0,bubbles:!0,cancelable:!0}));if(e||t)return;let s=this.querySelector('[autofocus], [tabindex]:not([tabindex="-1"]), [role="menu"]');s?.focus()}get keysUsed(){return["Escape","Tab"]}};Qt=new WeakMap;ft=new WeakMap;De=new WeakMap;Gt=new WeakSet;Ki=function(){if(!Ue(this,Qt)&&(Zi(this,Qt,!0),!this.shadowRoot)){this.attachShadow(this.constructor.shadowRootOptions);let i=Y(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(i),queueMicrotask(()=>{let{style:e}=ee(this.shadowRoot,":host");e.setProperty("transition","display .15s, visibility .15s, opacity .15s ease-in, transform .15s ease-in")})}};qi=new WeakSet;In=function(){var i;(i=Ue(this,De))==null||i.setAttribute("aria-expanded","true"),this.dispatchEvent(new Event("open",{composed:!0,bubbles:!0})),this.addEventListener("transitionend",()=>this.focus(),{once:!0})};Gi=new WeakSet;Mn=function(){var i;(i=Ue(this,De))==null||i.setAttribute("aria-expanded","false"),this.dispatchEvent(new Event("close",{composed:!0,bubbles:!0}))};Qi=new WeakSet;Rn=function(i){Zi(this,De,i.relatedTarget),Ee(this,i.relatedTarget)||(this.open=!this.open)};Yi=new WeakSet;Un=function(i){var e;Ee(this,i.relatedTarget)||((e=Ue(this,ft))==null||e.focus(),Ue(this,De)&&Ue(this,De)!==i.relatedTarget&&this.open&&(this.open=!1))};zi=new WeakSet;Dn=function(i){var e,t,s,n,r;let{key:a,ctrlKey:l,altKey:c,metaKey:A}=i;l||c||A||this.keysUsed.includes(a)&&(i.preventDefault(),i.stopPropagation(),a==="Tab"?(i.shiftKey?(t=(e=this.previousElementSibling)==null?void 0:e.focus)==null||t.call(e):(n=(s=this.nextElementSibling)==null?void 0:s.focus)==null||n.call(s),this.blur()):a==="Escape"&&((r=Ue(this,ft))==null||r.focus(),this.open=!1))};_e.shadowRootOptions={mode:"open"};_e.getTemplateHTML=ta;_e.getSlotTemplateHTML=ia;o.customElements.get("media-chrome-dialog")||o.customElements.define("media-chrome-dialog",_e);var sa=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},ye=(i,e,t)=>(sa(i,e,"read from private field"),t?t.call(i):e.get(i)),Cn=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},Xe,Je,gt={HOTKEYS:"hotkeys"},na=[{keys:[{key:" ",label:"Space"},{key:"k"}],description:"Toggle Playback"},{keys:[{key:"m"}],description:"Toggle mute"},{keys:[{key:"f"}],description:"Toggle fullscreen"},{keys:[{key:"c"}],description:"Toggle captions or subtitles, if available"},{keys:[{key:"p"}],description:"Toggle Picture in Picture"},{keys:[{key:"ArrowLeft",label:"←"},{key:"j"}],description:"Seek back 10s"},{keys:[{key:"ArrowRight",label:"→"},{key:"l"}],description:"Seek forward 10s"},{keys:[{key:"ArrowUp",label:"↑"}],description:"Turn volume up"},{keys:[{key:"ArrowDown",label:"↓"}],description:"Turn volume down"},{keys:[{key:"<",label:"< (SHIFT+,)"}],description:"Decrease playback rate"},{keys:[{key:">",label:"> (SHIFT+.)"}],description:"Increase playback rate"},{keys:[{key:"shift+/",label:"SHIFT+/"}],description:"Show keyboard shortcuts"}];function zt(i){return i===" "?"nospace":`no${i.toLowerCase()}`}function ra(i){let e=new Set(i?.split(/\s+/));return na.map(({keys:t,description:s})=>({keys:t.filter(({key:n})=>!e.has(zt(n))),description:s})).filter(({keys:t})=>t.length)}function aa(i){return`
    <style>
      :host {
        position: fixed;
        top: 0;
        left: 0;
        z-index: 9999;
        background: rgb(20 20 30 / .8);
        backdrop-filter: blur(10px);
      }

      #content {
        display: block;
        width: clamp(400px, 40vw, 700px);
        max-width: 90vw;
        text-align: left;
      }

      h2 {
        margin: 0 0 1.5rem 0;
        font-size: 1.5rem;
        font-weight: 500;
        text-align: center;
      }

      .shortcuts-table {
        width: 100%;
        border-collapse: collapse;
      }

      .shortcuts-table tr {
        border-bottom: 1px solid rgba(255, 255, 255, 0.1);
      }

      .shortcuts-table tr:last-child {
        border-bottom: none;
      }

      .shortcuts-table td {
        padding: 0.75rem 0.5rem;
      }

      .shortcuts-table td:first-child {
        text-align: right;
        padding-right: 1rem;
        width: 40%;
        min-width: 120px;
      }

      .shortcuts-table td:last-child {
        padding-left: 1rem;
      }

      .key {
        display: inline-block;
        background: rgba(255, 255, 255, 0.15);
        border: 1px solid rgba(255, 255, 255, 0.2);
        border-radius: 4px;
        padding: 0.25rem 0.5rem;
        font-family: 'Courier New', monospace;
        font-size: 0.9rem;
        font-weight: 500;
        min-width: 1.5rem;
        text-align: center;
        margin: 0 0.2rem;
      }

      .description {
        color: rgba(255, 255, 255, 0.9);
        font-size: 0.95rem;
      }

      .key-combo {
        display: flex;
        align-items: center;
        justify-content: flex-end;
        gap: 0.3rem;
      }

      .key-separator {
        color: rgba(255, 255, 255, 0.5);
        font-size: 0.9rem;
      }
    </style>
    <slot id="content">
      ${xn(i[gt.HOTKEYS])}
    </slot>
  `}function xn(i){return`
    <h2>Keyboard Shortcuts</h2>
    <table class="shortcuts-table">${ra(i).map(({keys:t,description:s})=>`
        <tr>
          <td>
            <div class="key-combo">${t.map(({key:r,label:a=r},l)=>l>0?`<span class="key-separator">or</span><span class="key">${a}</span>`:`<span class="key">${a}</span>`).join("")}</div>
          </td>
          <td class="description">${s}</td>
        </tr>
      `).join("")}</table>
  `}var Yt=class extends _e{constructor(){super(...arguments),Cn(this,Xe,e=>{var t;if(!this.open)return;let s=(t=this.shadowRoot)==null?void 0:t.querySelector("#content");if(!s)return;let n=e.composedPath(),r=n[0]===this||n.includes(this),a=n.includes(s);r&&!a&&(this.open=!1)}),Cn(this,Je,e=>{if(!this.open)return;let t=e.shiftKey&&(e.key==="/"||e.key==="?");(e.key==="Escape"||t)&&!e.ctrlKey&&!e.altKey&&!e.metaKey&&(this.open=!1,e.preventDefault(),e.stopPropagation())})}static get observedAttributes(){return[...super.observedAttributes,gt.HOTKEYS]}get hotkeys(){var e;return(e=O(this,gt.HOTKEYS))!=null?e:void 0}set hotkeys(e){D(this,gt.HOTKEYS,e)}connectedCallback(){super.connectedCallback(),this.open&&(this.addEventListener("click",ye(this,Xe)),document.addEventListener("keydown",ye(this,Je)))}disconnectedCallback(){this.removeEventListener("click",ye(this,Xe)),document.removeEventListener("keydown",ye(this,Je))}attributeChangedCallback(e,t,s){var n;if(super.attributeChangedCallback(e,t,s),e==="open")this.open?(this.addEventListener("click",ye(this,Xe)),document.addEventListener("keydown",ye(this,Je))):(this.removeEventListener("click",ye(this,Xe)),document.removeEventListener("keydown",ye(this,Je)));else if(e===gt.HOTKEYS&&s!==t){let r=(n=this.shadowRoot)==null?void 0:n.querySelector("#content");r&&(r.innerHTML=xn(s))}}};Xe=new WeakMap;Je=new WeakMap;Yt.getSlotTemplateHTML=aa;o.customElements.get("media-keyboard-shortcuts-dialog")||o.customElements.define("media-keyboard-shortcuts-dialog",Yt);var On=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},V=(i,e,t)=>(On(i,e,"read from private field"),t?t.call(i):e.get(i)),Et=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},jt=(i,e,t,s)=>(On(i,e,"write to private field"),s?s.call(i,t):e.set(i,t),t),et,tt,Zt,Ce,pe,Te,Xt=class{constructor(e,t,{defaultValue:s}={defaultValue:void 0}){Et(this,pe),Et(this,et,void 0),Et(this,tt,void 0),Et(this,Zt,void 0),Et(this,Ce,new Set),jt(this,et,e),jt(this,tt,t),jt(this,Zt,new Set(s))}[Symbol.iterator](){return V(this,pe,Te).values()}get length(){return V(this,pe,Te).size}get value(){var e;return(e=[...V(this,pe,Te)].join(" "))!=null?e:""}set value(e){var t;e!==this.value&&(jt(this,Ce,new Set),this.add(...(t=e?.split(" "))!=null?t:[]))}toString(){return this.value}item(e){return[...V(this,pe,Te)][e]}values(){return V(this,pe,Te).values()}forEach(e,t){V(this,pe,Te).forEach(e,t)}add(...e){var t,s;e.forEach(n=>V(this,Ce).add(n)),!(this.value===""&&!((t=V(this,et))!=null&&t.hasAttribute(`${V(this,tt)}`)))&&((s=V(this,et))==null||s.setAttribute(`${V(this,tt)}`,`${this.value}`))}remove(...e){var t;e.forEach(s=>V(this,Ce).delete(s)),(t=V(this,et))==null||t.setAttribute(`${V(this,tt)}`,`${this.value}`)}contains(e){return V(this,pe,Te).has(e)}toggle(e,t){return typeof t<"u"?t?(this.add(e),!0):(this.remove(e),!1):this.contains(e)?(this.remove(e),!1):(this.add(e),!0)}replace(e,t){return this.remove(e),this.add(t),e===t}};et=new WeakMap;tt=new WeakMap;Zt=new WeakMap;Ce=new WeakMap;pe=new WeakSet;Te=function(){return V(this,Ce).size?V(this,Ce):V(this,Zt)};function Pn(i){return i?.map(oa).join(" ")}function oa(i){if(i){let{id:e,width:t,height:s}=i;return[e,t,s].filter(n=>n!=null).join(":")}}function Nn(i){return i?.map(la).join(" ")}function la(i){if(i){let{id:e,kind:t,language:s,label:n}=i;return[e,t,s,n].filter(r=>r!=null).join(":")}}function Fn(i){return typeof i=="number"&&!Number.isNaN(i)&&Number.isFinite(i)}var Jt=i=>new Promise(e=>setTimeout(e,i));var da=(i="")=>i.split(/\s+/),Hn=(i="")=>{let[e,t,s]=i.split(":"),n=s?decodeURIComponent(s):void 0;return{kind:e==="cc"?G.CAPTIONS:G.SUBTITLES,language:t,label:n}},ua=(i="",e={})=>da(i).map(t=>{let s=Hn(t);return{...e,...s}}),Xi=i=>i?Array.isArray(i)?i.map(e=>typeof e=="string"?Hn(e):e):typeof i=="string"?ua(i):[i]:[],ca=({kind:i,label:e,language:t}={kind:"subtitles"})=>e?`${i==="captions"?"cc":"sb"}:${t}:${encodeURIComponent(e)}`:t,Ji=(i=[])=>Array.prototype.map.call(i,ca).join(" "),ha=(i,e)=>t=>t[i]===e,Bn=i=>{let e=Object.entries(i).map(([t,s])=>ha(t,s));return t=>e.every(s=>s(t))},xe=(i,e=[],t=[])=>{let s=Xi(t).map(Bn),n=r=>s.some(a=>a(r));Array.from(e).filter(n).forEach(r=>{r.mode=i})},Oe=(i,e=()=>!0)=>{if(!i?.textTracks)return[];let t=typeof e=="function"?e:Bn(e);return Array.from(i.textTracks).filter(t)};var $n=i=>{var e;let{media:t,fullscreenElement:s}=i;try{let n=s&&"requestFullscreen"in s?"requestFullscreen":s&&"webkitRequestFullScreen"in s?"webkitRequestFullScreen":void 0;if(n){let r=(e=s[n])==null?void 0:e.call(s);if(r instanceof Promise)return r.catch(()=>{})}else t?.webkitEnterFullscreen?t.webkitEnterFullscreen():t?.requestFullscreen&&t.requestFullscreen()}catch(n){console.error(n)}},Vn="exitFullscreen"in F?"exitFullscreen":"webkitExitFullscreen"in F?"webkitExitFullscreen":"webkitCancelFullScreen"in F?"webkitCancelFullScreen":void 0,Wn=i=>{var e;let{documentElement:t}=i;if(Vn){let s=(e=t?.[Vn])==null?void 0:e.call(t);if(s instanceof Promise)return s.catch(()=>{})}},bt="fullscreenElement"in F?"fullscreenElement":"webkitFullscreenElement"in F?"webkitFullscreenElement":void 0,pa=i=>{let{documentElement:e,media:t}=i,s=e?.[bt];return!s&&"webkitDisplayingFullscreen"in t&&"webkitPresentationMode"in t&&t.webkitDisplayingFullscreen&&t.webkitPresentationMode===mn.FULLSCREEN?t:s},Kn=i=>{var e;let{media:t,documentElement:s,fullscreenElement:n=t}=i;if(!t||!s)return!1;let r=pa(i);if(!r)return!1;if(r===n||r===t)return!0;if(r.localName.includes("-")){let a=r.shadowRoot;if(!(bt in a))return Ee(r,n);for(;a?.[bt];){if(a[bt]===n)return!0;a=(e=a[bt])==null?void 0:e.shadowRoot}}return!1},ma="fullscreenEnabled"in F?"fullscreenEnabled":"webkitFullscreenEnabled"in F?"webkitFullscreenEnabled":void 0,qn=i=>{let{documentElement:e,media:t}=i;return!!e?.[ma]||t&&"webkitSupportsFullscreen"in t};var ei,es=()=>{var i,e;return ei||(ei=(e=(i=F)==null?void 0:i.createElement)==null?void 0:e.call(i,"video"),ei)},Gn=async(i=es())=>{if(!i)return!1;let e=i.volume;i.volume=e/2+.1;let t=new AbortController,s=await Promise.race([va(i,t.signal),fa(i,e)]);return t.abort(),s},va=(i,e)=>new Promise(t=>{i.addEventListener("volumechange",()=>t(!0),{signal:e})}),fa=async(i,e)=>{for(let t=0;t<10;t++){if(i.volume===e)return!1;await Jt(10)}return i.volume!==e},ga=/.*Version\/.*Safari\/.*/.test(o.navigator.userAgent),ts=(i=es())=>o.matchMedia("(display-mode: standalone)").matches&&ga?!1:typeof i?.requestPictureInPicture=="function",is=(i=es())=>qn({documentElement:F,media:i}),Qn=is(),Yn=ts(),zn=!!o.WebKitPlaybackTargetAvailabilityEvent,jn=!!o.chrome;var it=i=>Oe(i.media,e=>[G.SUBTITLES,G.CAPTIONS].includes(e.kind)).sort((e,t)=>e.kind>=t.kind?1:-1),ss=i=>Oe(i.media,e=>e.mode===ge.SHOWING&&[G.SUBTITLES,G.CAPTIONS].includes(e.kind)),ti=(i,e)=>{let t=it(i),s=ss(i),n=!!s.length;if(t.length){if(e===!1||n&&e!==!0)xe(ge.DISABLED,t,s);else if(e===!0||!n&&e!==!1){let r=t[0],{options:a}=i;if(!a?.noSubtitlesLangPref){let T=o.localStorage.getItem("media-chrome-pref-subtitles-lang"),E=T?[T,...o.navigator.languages]:o.navigator.languages,v=t.filter(h=>E.some(b=>h.language.toLowerCase().startsWith(b.split("-")[0]))).sort((h,b)=>{let g=E.findIndex(_=>h.language.toLowerCase().startsWith(_.split("-")[0])),k=E.findIndex(_=>b.language.toLowerCase().startsWith(_.split("-")[0]));return g-k});v[0]&&(r=v[0])}let{language:l,label:c,kind:A}=r;xe(ge.DISABLED,t,s),xe(ge.SHOWING,t,[{language:l,label:c,kind:A}])}}},ii=(i,e)=>i===e?!0:i==null||e==null||typeof i!=typeof e?!1:typeof i=="number"&&Number.isNaN(i)&&Number.isNaN(e)?!0:typeof i!="object"?!1:Array.isArray(i)?Ea(i,e):Object.entries(i).every(([t,s])=>t in e&&ii(s,e[t])),Ea=(i,e)=>{let t=Array.isArray(i),s=Array.isArray(e);return t!==s?!1:t||s?i.length!==e.length?!1:i.every((n,r)=>ii(n,e[r])):!0};var ba=Object.values(j),si,_a=Gn().then(i=>(si=i,si)),Zn=async(...i)=>{await Promise.all(i.filter(e=>e).map(async e=>{if(!("localName"in e&&e instanceof o.HTMLElement))return;let t=e.localName;if(!t.includes("-"))return;let s=o.customElements.get(t);s&&e instanceof s||(await o.customElements.whenDefined(t),o.customElements.upgrade(e))}))},ya=new o.DOMParser,Ta=i=>i&&(ya.parseFromString(i,"text/html").body.textContent||i),st={mediaError:{get(i,e){let{media:t}=i;if(e?.type!=="playing")return t?.error},mediaEvents:["emptied","error","playing"]},mediaErrorCode:{get(i,e){var t;let{media:s}=i;if(e?.type!=="playing")return(t=s?.error)==null?void 0:t.code},mediaEvents:["emptied","error","playing"]},mediaErrorMessage:{get(i,e){var t,s;let{media:n}=i;if(e?.type!=="playing")return(s=(t=n?.error)==null?void 0:t.message)!=null?s:""},mediaEvents:["emptied","error","playing"]},mediaWidth:{get(i){var e;let{media:t}=i;return(e=t?.videoWidth)!=null?e:0},mediaEvents:["resize"]},mediaHeight:{get(i){var e;let{media:t}=i;return(e=t?.videoHeight)!=null?e:0},mediaEvents:["resize"]},mediaPaused:{get(i){var e;let{media:t}=i;return(e=t?.paused)!=null?e:!0},set(i,e){var t;let{media:s}=e;s&&(i?s.pause():(t=s.play())==null||t.catch(()=>{}))},mediaEvents:["play","playing","pause","emptied"]},mediaHasPlayed:{get(i,e){let{media:t}=i;return t?e?e.type==="playing":!t.paused:!1},mediaEvents:["playing","emptied"]},mediaEnded:{get(i){var e;let{media:t}=i;return(e=t?.ended)!=null?e:!1},mediaEvents:["seeked","ended","emptied"]},mediaPlaybackRate:{get(i){var e;let{media:t}=i;return(e=t?.playbackRate)!=null?e:1},set(i,e){let{media:t}=e;t&&Number.isFinite(+i)&&(t.playbackRate=+i)},mediaEvents:["ratechange","loadstart"]},mediaMuted:{get(i){var e;let{media:t}=i;return(e=t?.muted)!=null?e:!1},set(i,e){let{media:t,options:{noMutedPref:s}={}}=e;if(t){t.muted=i;try{let n=o.localStorage.getItem("media-chrome-pref-muted")!==null,r=t.hasAttribute("muted");if(s){n&&o.localStorage.removeItem("media-chrome-pref-muted");return}if(r&&!n)return;o.localStorage.setItem("media-chrome-pref-muted",i?"true":"false")}catch(n){console.debug("Error setting muted pref",n)}}},mediaEvents:["volumechange"],stateOwnersUpdateHandlers:[(i,e)=>{let{options:{noMutedPref:t}}=e,{media:s}=e;if(!(!s||s.muted||t))try{let n=o.localStorage.getItem("media-chrome-pref-muted")==="true";st.mediaMuted.set(n,e),i(n)}catch(n){console.debug("Error getting muted pref",n)}}]},mediaLoop:{get(i){let{media:e}=i;return e?.loop},set(i,e){let{media:t}=e;t&&(t.loop=i)},mediaEvents:["medialooprequest"]},mediaVolume:{get(i){var e;let{media:t}=i;return(e=t?.volume)!=null?e:1},set(i,e){let{media:t,options:{noVolumePref:s}={}}=e;if(t){try{i==null?o.localStorage.removeItem("media-chrome-pref-volume"):!t.hasAttribute("muted")&&!s&&o.localStorage.setItem("media-chrome-pref-volume",i.toString())}catch(n){console.debug("Error setting volume pref",n)}Number.isFinite(+i)&&(t.volume=+i)}},mediaEvents:["volumechange"],stateOwnersUpdateHandlers:[(i,e)=>{let{options:{noVolumePref:t}}=e;if(!t)try{let{media:s}=e;if(!s)return;let n=o.localStorage.getItem("media-chrome-pref-volume");if(n==null)return;st.mediaVolume.set(+n,e),i(+n)}catch(s){console.debug("Error getting volume pref",s)}}]},mediaVolumeLevel:{get(i){let{media:e}=i;return typeof e?.volume>"u"?"high":e.muted||e.volume===0?"off":e.volume<.5?"low":e.volume<.75?"medium":"high"},mediaEvents:["volumechange"]},mediaCurrentTime:{get(i){var e;let{media:t}=i;return(e=t?.currentTime)!=null?e:0},set(i,e){let{media:t}=e;!t||!Fn(i)||(t.currentTime=i)},mediaEvents:["timeupdate","loadedmetadata","seeking"]},mediaDuration:{get(i){let{media:e,options:{defaultDuration:t}={}}=i;return t&&(!e||!e.duration||Number.isNaN(e.duration)||!Number.isFinite(e.duration))?t:Number.isFinite(e?.duration)?e.duration:Number.NaN},mediaEvents:["durationchange","loadedmetadata","emptied"]},mediaLoading:{get(i){let{media:e}=i;return e?.readyState<3},mediaEvents:["waiting","playing","emptied"]},mediaSeekable:{get(i){var e;let{media:t}=i;if(!((e=t?.seekable)!=null&&e.length))return;let s=t.seekable.start(0),n=t.seekable.end(t.seekable.length-1);if(!(!s&&!n))return[Number(s.toFixed(3)),Number(n.toFixed(3))]},mediaEvents:["loadedmetadata","emptied","progress","seekablechange"]},mediaBuffered:{get(i){var e;let{media:t}=i,s=(e=t?.buffered)!=null?e:[];return Array.from(s).map((n,r)=>[Number(s.start(r).toFixed(3)),Number(s.end(r).toFixed(3))])},mediaEvents:["progress","emptied"]},mediaStreamType:{get(i){let{media:e,options:{defaultStreamType:t}={}}=i,s=[j.LIVE,j.ON_DEMAND].includes(t)?t:void 0;if(!e)return s;let{streamType:n}=e;if(ba.includes(n))return n===j.UNKNOWN?s:n;let r=e.duration;return r===1/0?j.LIVE:Number.isFinite(r)?j.ON_DEMAND:s},mediaEvents:["emptied","durationchange","loadedmetadata","streamtypechange"]},mediaTargetLiveWindow:{get(i){let{media:e}=i;if(!e)return Number.NaN;let{targetLiveWindow:t}=e,s=st.mediaStreamType.get(i);return(t==null||Number.isNaN(t))&&s===j.LIVE?0:t},mediaEvents:["emptied","durationchange","loadedmetadata","streamtypechange","targetlivewindowchange"]},mediaTimeIsLive:{get(i){let{media:e,options:{liveEdgeOffset:t=10}={}}=i;if(!e)return!1;if(typeof e.liveEdgeStart=="number")return Number.isNaN(e.liveEdgeStart)?!1:e.currentTime>=e.liveEdgeStart;if(!(st.mediaStreamType.get(i)===j.LIVE))return!1;let n=e.seekable;if(!n)return!0;if(!n.length)return!1;let r=n.end(n.length-1)-t;return e.currentTime>=r},mediaEvents:["playing","timeupdate","progress","waiting","emptied"]},mediaSubtitlesList:{get(i){return it(i).map(({kind:e,label:t,language:s})=>({kind:e,label:t,language:s}))},mediaEvents:["loadstart"],textTracksEvents:["addtrack","removetrack"]},mediaSubtitlesShowing:{get(i){return ss(i).map(({kind:e,label:t,language:s})=>({kind:e,label:t,language:s}))},mediaEvents:["loadstart"],textTracksEvents:["addtrack","removetrack","change"],stateOwnersUpdateHandlers:[(i,e)=>{var t,s;let{media:n,options:r}=e;if(!n)return;let a=l=>{var c;!r.defaultSubtitles||l&&![G.CAPTIONS,G.SUBTITLES].includes((c=l?.track)==null?void 0:c.kind)||ti(e,!0)};return n.addEventListener("loadstart",a),(t=n.textTracks)==null||t.addEventListener("addtrack",a),(s=n.textTracks)==null||s.addEventListener("removetrack",a),()=>{var l,c;n.removeEventListener("loadstart",a),(l=n.textTracks)==null||l.removeEventListener("addtrack",a),(c=n.textTracks)==null||c.removeEventListener("removetrack",a)}}]},mediaChaptersCues:{get(i){var e;let{media:t}=i;if(!t)return[];let[s]=Oe(t,{kind:G.CHAPTERS});return Array.from((e=s?.cues)!=null?e:[]).map(({text:n,startTime:r,endTime:a})=>({text:Ta(n),startTime:r,endTime:a}))},mediaEvents:["loadstart","loadedmetadata"],textTracksEvents:["addtrack","removetrack","change"],stateOwnersUpdateHandlers:[(i,e)=>{var t;let{media:s}=e;if(!s)return;let n=s.querySelector('track[kind="chapters"][default][src]'),r=(t=s.shadowRoot)==null?void 0:t.querySelector(':is(video,audio) > track[kind="chapters"][default][src]');return n?.addEventListener("load",i),r?.addEventListener("load",i),()=>{n?.removeEventListener("load",i),r?.removeEventListener("load",i)}}]},mediaIsPip:{get(i){var e,t;let{media:s,documentElement:n}=i;if(!s||!n||!n.pictureInPictureElement)return!1;if(n.pictureInPictureElement===s)return!0;if(n.pictureInPictureElement instanceof HTMLMediaElement)return(e=s.localName)!=null&&e.includes("-")?Ee(s,n.pictureInPictureElement):!1;if(n.pictureInPictureElement.localName.includes("-")){let r=n.pictureInPictureElement.shadowRoot;for(;r?.pictureInPictureElement;){if(r.pictureInPictureElement===s)return!0;r=(t=r.pictureInPictureElement)==null?void 0:t.shadowRoot}}return!1},set(i,e){let{media:t}=e;if(t)if(i){if(!F.pictureInPictureEnabled){console.warn("MediaChrome: Picture-in-picture is not enabled");return}if(!t.requestPictureInPicture){console.warn("MediaChrome: The current media does not support picture-in-picture");return}let s=()=>{console.warn("MediaChrome: The media is not ready for picture-in-picture. It must have a readyState > 0.")};t.requestPictureInPicture().catch(n=>{if(n.code===11){if(!t.src){console.warn("MediaChrome: The media is not ready for picture-in-picture. It must have a src set.");return}if(t.readyState===0&&t.preload==="none"){let r=()=>{t.removeEventListener("loadedmetadata",a),t.preload="none"},a=()=>{t.requestPictureInPicture().catch(s),r()};t.addEventListener("loadedmetadata",a),t.preload="metadata",setTimeout(()=>{t.readyState===0&&s(),r()},1e3)}else throw n}else throw n})}else F.pictureInPictureElement&&F.exitPictureInPicture()},mediaEvents:["enterpictureinpicture","leavepictureinpicture"]},mediaRenditionList:{get(i){var e;let{media:t}=i;return[...(e=t?.videoRenditions)!=null?e:[]].map(s=>({...s}))},mediaEvents:["emptied","loadstart"],videoRenditionsEvents:["addrendition","removerendition"]},mediaRenditionSelected:{get(i){var e,t,s;let{media:n}=i;return(s=(t=n?.videoRenditions)==null?void 0:t[(e=n.videoRenditions)==null?void 0:e.selectedIndex])==null?void 0:s.id},set(i,e){let{media:t}=e;if(!t?.videoRenditions){console.warn("MediaController: Rendition selection not supported by this media.");return}let s=i,n=Array.prototype.findIndex.call(t.videoRenditions,r=>r.id==s);t.videoRenditions.selectedIndex!=n&&(t.videoRenditions.selectedIndex=n)},mediaEvents:["emptied"],videoRenditionsEvents:["addrendition","removerendition","change"]},mediaAudioTrackList:{get(i){var e;let{media:t}=i;return[...(e=t?.audioTracks)!=null?e:[]]},mediaEvents:["emptied","loadstart"],audioTracksEvents:["addtrack","removetrack"]},mediaAudioTrackEnabled:{get(i){var e,t;let{media:s}=i;return(t=[...(e=s?.audioTracks)!=null?e:[]].find(n=>n.enabled))==null?void 0:t.id},set(i,e){let{media:t}=e;if(!t?.audioTracks){console.warn("MediaChrome: Audio track selection not supported by this media.");return}let s=i;for(let n of t.audioTracks)n.enabled=s==n.id},mediaEvents:["emptied"],audioTracksEvents:["addtrack","removetrack","change"]},mediaIsFullscreen:{get(i){return Kn(i)},set(i,e,t){var s,n;i?($n(e),t.detail&&!((s=e.media)!=null&&s.inert)&&((n=e.media)==null||n.focus())):Wn(e)},rootEvents:["fullscreenchange","webkitfullscreenchange"],mediaEvents:["webkitbeginfullscreen","webkitendfullscreen","webkitpresentationmodechanged"]},mediaIsCasting:{get(i){var e;let{media:t}=i;return!t?.remote||((e=t.remote)==null?void 0:e.state)==="disconnected"?!1:t.remote.state==="connected"},set(i,e){var t,s;let{media:n}=e;if(n&&!(i&&((t=n.remote)==null?void 0:t.state)!=="disconnected")&&!(!i&&((s=n.remote)==null?void 0:s.state)!=="connected")){if(typeof n.remote.prompt!="function"){console.warn("MediaChrome: Casting is not supported in this environment");return}n.remote.prompt().catch(()=>{})}},remoteEvents:["connect","connecting","disconnect"]},mediaIsAirplaying:{get(){return!1},set(i,e){let{media:t}=e;if(t){if(!(t.webkitShowPlaybackTargetPicker&&o.WebKitPlaybackTargetAvailabilityEvent)){console.error("MediaChrome: received a request to select AirPlay but AirPlay is not supported in this environment");return}t.webkitShowPlaybackTargetPicker()}},mediaEvents:["webkitcurrentplaybacktargetiswirelesschanged"]},mediaFullscreenUnavailable:{get(i){let{media:e}=i;if(!Qn||!is(e))return Q.UNSUPPORTED}},mediaPipUnavailable:{get(i){let{media:e}=i;if(!Yn||!ts(e))return Q.UNSUPPORTED;if(e?.disablePictureInPicture)return Q.UNAVAILABLE}},mediaVolumeUnavailable:{get(i){let{media:e}=i;if(si===!1||e?.volume==null)return Q.UNSUPPORTED},stateOwnersUpdateHandlers:[i=>{si==null&&_a.then(e=>i(e?void 0:Q.UNSUPPORTED))}]},mediaCastUnavailable:{get(i,{availability:e="not-available"}={}){var t;let{media:s}=i;if(!jn||!((t=s?.remote)!=null&&t.state))return Q.UNSUPPORTED;if(!(e==null||e==="available"))return Q.UNAVAILABLE},stateOwnersUpdateHandlers:[(i,e)=>{var t;let{media:s}=e;return s?(s.disableRemotePlayback||s.hasAttribute("disableremoteplayback")||(t=s?.remote)==null||t.watchAvailability(r=>{i({availability:r?"available":"not-available"})}).catch(r=>{r.name==="NotSupportedError"?i({availability:null}):i({availability:"not-available"})}),()=>{var r;(r=s?.remote)==null||r.cancelWatchAvailability().catch(()=>{})}):void 0}]},mediaAirplayUnavailable:{get(i,e){if(!zn)return Q.UNSUPPORTED;if(e?.availability==="not-available")return Q.UNAVAILABLE},mediaEvents:["webkitplaybacktargetavailabilitychanged"],stateOwnersUpdateHandlers:[(i,e)=>{var t;let{media:s}=e;return s?(s.disableRemotePlayback||s.hasAttribute("disableremoteplayback")||(t=s?.remote)==null||t.watchAvailability(r=>{i({availability:r?"available":"not-available"})}).catch(r=>{r.name==="NotSupportedError"?i({availability:null}):i({availability:"not-available"})}),()=>{var r;(r=s?.remote)==null||r.cancelWatchAvailability().catch(()=>{})}):void 0}]},mediaRenditionUnavailable:{get(i){var e;let{media:t}=i;if(!t?.videoRenditions)return Q.UNSUPPORTED;if(!((e=t.videoRenditions)!=null&&e.length))return Q.UNAVAILABLE},mediaEvents:["emptied","loadstart"],videoRenditionsEvents:["addrendition","removerendition"]},mediaAudioTrackUnavailable:{get(i){var e,t;let{media:s}=i;if(!s?.audioTracks)return Q.UNSUPPORTED;if(((t=(e=s.audioTracks)==null?void 0:e.length)!=null?t:0)<=1)return Q.UNAVAILABLE},mediaEvents:["emptied","loadstart"],audioTracksEvents:["addtrack","removetrack"]},mediaLang:{get(i){let{options:{mediaLang:e}={}}=i;return e??"en"}}};var Xn={[p.MEDIA_PREVIEW_REQUEST](i,e,{detail:t}){var s,n,r;let{media:a}=e,l=t??void 0,c,A;if(a&&l!=null){let[h]=Oe(a,{kind:G.METADATA,label:"thumbnails"}),b=Array.prototype.find.call((s=h?.cues)!=null?s:[],(g,k,_)=>k===0?g.endTime>l:k===_.length-1?g.startTime<=l:g.startTime<=l&&g.endTime>l);if(b){let g=/'^(?:[a-z]+:)?\/\//i.test(b.text)||(n=a?.querySelector('track[label="thumbnails"]'))==null?void 0:n.src,k=new URL(b.text,g);A=new URLSearchParams(k.hash).get("#xywh").split(",").map(fe=>+fe),c=k.href}}let T=i.mediaDuration.get(e),v=(r=i.mediaChaptersCues.get(e).find((h,b,g)=>b===g.length-1&&T===h.endTime?h.startTime<=l&&h.endTime>=l:h.startTime<=l&&h.endTime>l))==null?void 0:r.text;return t!=null&&v==null&&(v=""),{mediaPreviewTime:l,mediaPreviewImage:c,mediaPreviewCoords:A,mediaPreviewChapter:v}},[p.MEDIA_PAUSE_REQUEST](i,e){i["mediaPaused"].set(!0,e)},[p.MEDIA_PLAY_REQUEST](i,e){var t,s,n,r;let a="mediaPaused",c=i.mediaStreamType.get(e)===j.LIVE,A=!((t=e.options)!=null&&t.noAutoSeekToLive),T=i.mediaTargetLiveWindow.get(e)>0;if(c&&A&&!T){let E=(s=i.mediaSeekable.get(e))==null?void 0:s[1];if(E){let v=(r=(n=e.options)==null?void 0:n.seekToLiveOffset)!=null?r:0,h=E-v;i.mediaCurrentTime.set(h,e)}}i[a].set(!1,e)},[p.MEDIA_PLAYBACK_RATE_REQUEST](i,e,{detail:t}){let s="mediaPlaybackRate",n=t;i[s].set(n,e)},[p.MEDIA_MUTE_REQUEST](i,e){i["mediaMuted"].set(!0,e)},[p.MEDIA_UNMUTE_REQUEST](i,e){let t="mediaMuted";i.mediaVolume.get(e)||i.mediaVolume.set(.25,e),i[t].set(!1,e)},[p.MEDIA_LOOP_REQUEST](i,e,{detail:t}){let s="mediaLoop",n=!!t;return i[s].set(n,e),{mediaLoop:n}},[p.MEDIA_VOLUME_REQUEST](i,e,{detail:t}){let s="mediaVolume",n=t;n&&i.mediaMuted.get(e)&&i.mediaMuted.set(!1,e),i[s].set(n,e)},[p.MEDIA_SEEK_REQUEST](i,e,{detail:t}){let s="mediaCurrentTime",n=t;i[s].set(n,e)},[p.MEDIA_SEEK_TO_LIVE_REQUEST](i,e){var t,s,n;let r="mediaCurrentTime",a=(t=i.mediaSeekable.get(e))==null?void 0:t[1];if(Number.isNaN(Number(a)))return;let l=(n=(s=e.options)==null?void 0:s.seekToLiveOffset)!=null?n:0,c=a-l;i[r].set(c,e)},[p.MEDIA_SHOW_SUBTITLES_REQUEST](i,e,{detail:t}){var s;let{options:n}=e,r=it(e),a=Xi(t),l=(s=a[0])==null?void 0:s.language;l&&!n.noSubtitlesLangPref&&o.localStorage.setItem("media-chrome-pref-subtitles-lang",l),xe(ge.SHOWING,r,a)},[p.MEDIA_DISABLE_SUBTITLES_REQUEST](i,e,{detail:t}){let s=it(e),n=t??[];xe(ge.DISABLED,s,n)},[p.MEDIA_TOGGLE_SUBTITLES_REQUEST](i,e,{detail:t}){ti(e,t)},[p.MEDIA_RENDITION_REQUEST](i,e,{detail:t}){let s="mediaRenditionSelected",n=t;i[s].set(n,e)},[p.MEDIA_AUDIO_TRACK_REQUEST](i,e,{detail:t}){let s="mediaAudioTrackEnabled",n=t;i[s].set(n,e)},[p.MEDIA_ENTER_PIP_REQUEST](i,e){let t="mediaIsPip";i.mediaIsFullscreen.get(e)&&i.mediaIsFullscreen.set(!1,e),i[t].set(!0,e)},[p.MEDIA_EXIT_PIP_REQUEST](i,e){i["mediaIsPip"].set(!1,e)},[p.MEDIA_ENTER_FULLSCREEN_REQUEST](i,e,t){let s="mediaIsFullscreen";i.mediaIsPip.get(e)&&i.mediaIsPip.set(!1,e),i[s].set(!0,e,t)},[p.MEDIA_EXIT_FULLSCREEN_REQUEST](i,e){i["mediaIsFullscreen"].set(!1,e)},[p.MEDIA_ENTER_CAST_REQUEST](i,e){let t="mediaIsCasting";i.mediaIsFullscreen.get(e)&&i.mediaIsFullscreen.set(!1,e),i[t].set(!0,e)},[p.MEDIA_EXIT_CAST_REQUEST](i,e){i["mediaIsCasting"].set(!1,e)},[p.MEDIA_AIRPLAY_REQUEST](i,e){i["mediaIsAirplaying"].set(!0,e)}};var Jn=({media:i,fullscreenElement:e,documentElement:t,stateMediator:s=st,requestMap:n=Xn,options:r={},monitorStateOwnersOnlyWithSubscriptions:a=!0})=>{let l=[],c={options:{...r}},A=Object.freeze({mediaPreviewTime:void 0,mediaPreviewImage:void 0,mediaPreviewCoords:void 0,mediaPreviewChapter:void 0}),T=g=>{g!=null&&(ii(g,A)||(A=Object.freeze({...A,...g}),l.forEach(k=>k(A))))},E=()=>{let g=Object.entries(s).reduce((k,[_,{get:fe}])=>(k[_]=fe(c),k),{});T(g)},v={},h,b=async(g,k)=>{var _,fe,Dt,Rs,Us,Ds,Cs,xs,Os,Ps,Ns,Fs,Hs,Bs,Vs,$s;let Cr=!!h;if(h={...c,...h??{},...g},Cr)return;await Zn(...Object.values(g));let Be=l.length>0&&k===0&&a,Ws=c.media!==h.media,Ks=((_=c.media)==null?void 0:_.textTracks)!==((fe=h.media)==null?void 0:fe.textTracks),qs=((Dt=c.media)==null?void 0:Dt.videoRenditions)!==((Rs=h.media)==null?void 0:Rs.videoRenditions),Gs=((Us=c.media)==null?void 0:Us.audioTracks)!==((Ds=h.media)==null?void 0:Ds.audioTracks),Qs=((Cs=c.media)==null?void 0:Cs.remote)!==((xs=h.media)==null?void 0:xs.remote),Ys=c.documentElement!==h.documentElement,zs=!!c.media&&(Ws||Be),js=!!((Os=c.media)!=null&&Os.textTracks)&&(Ks||Be),Zs=!!((Ps=c.media)!=null&&Ps.videoRenditions)&&(qs||Be),Xs=!!((Ns=c.media)!=null&&Ns.audioTracks)&&(Gs||Be),Js=!!((Fs=c.media)!=null&&Fs.remote)&&(Qs||Be),en=!!c.documentElement&&(Ys||Be),Di=zs||js||Zs||Xs||Js||en,Ve=l.length===0&&k===1&&a,tn=!!h.media&&(Ws||Ve),sn=!!((Hs=h.media)!=null&&Hs.textTracks)&&(Ks||Ve),nn=!!((Bs=h.media)!=null&&Bs.videoRenditions)&&(qs||Ve),rn=!!((Vs=h.media)!=null&&Vs.audioTracks)&&(Gs||Ve),an=!!(($s=h.media)!=null&&$s.remote)&&(Qs||Ve),on=!!h.documentElement&&(Ys||Ve),ln=tn||sn||nn||rn||an||on;if(!(Di||ln)){Object.entries(h).forEach(([L,dt])=>{c[L]=dt}),E(),h=void 0;return}Object.entries(s).forEach(([L,{get:dt,mediaEvents:xr=[],textTracksEvents:Or=[],videoRenditionsEvents:Pr=[],audioTracksEvents:Nr=[],remoteEvents:Fr=[],rootEvents:Hr=[],stateOwnersUpdateHandlers:Br=[]}])=>{v[L]||(v[L]={});let z=U=>{let N=dt(c,U);T({[L]:N})},B;B=v[L].mediaEvents,xr.forEach(U=>{B&&zs&&(c.media.removeEventListener(U,B),v[L].mediaEvents=void 0),tn&&(h.media.addEventListener(U,z),v[L].mediaEvents=z)}),B=v[L].textTracksEvents,Or.forEach(U=>{var N,te;B&&js&&((N=c.media.textTracks)==null||N.removeEventListener(U,B),v[L].textTracksEvents=void 0),sn&&((te=h.media.textTracks)==null||te.addEventListener(U,z),v[L].textTracksEvents=z)}),B=v[L].videoRenditionsEvents,Pr.forEach(U=>{var N,te;B&&Zs&&((N=c.media.videoRenditions)==null||N.removeEventListener(U,B),v[L].videoRenditionsEvents=void 0),nn&&((te=h.media.videoRenditions)==null||te.addEventListener(U,z),v[L].videoRenditionsEvents=z)}),B=v[L].audioTracksEvents,Nr.forEach(U=>{var N,te;B&&Xs&&((N=c.media.audioTracks)==null||N.removeEventListener(U,B),v[L].audioTracksEvents=void 0),rn&&((te=h.media.audioTracks)==null||te.addEventListener(U,z),v[L].audioTracksEvents=z)}),B=v[L].remoteEvents,Fr.forEach(U=>{var N,te;B&&Js&&((N=c.media.remote)==null||N.removeEventListener(U,B),v[L].remoteEvents=void 0),an&&((te=h.media.remote)==null||te.addEventListener(U,z),v[L].remoteEvents=z)}),B=v[L].rootEvents,Hr.forEach(U=>{B&&en&&(c.documentElement.removeEventListener(U,B),v[L].rootEvents=void 0),on&&(h.documentElement.addEventListener(U,z),v[L].rootEvents=z)});let Ct=v[L].stateOwnersUpdateHandlers;if(Ct&&Di&&(Array.isArray(Ct)?Ct:[Ct]).forEach(N=>{typeof N=="function"&&N()}),ln){let U=Br.map(N=>N(z,h)).filter(N=>typeof N=="function");v[L].stateOwnersUpdateHandlers=U.length===1?U[0]:U}else Di&&(v[L].stateOwnersUpdateHandlers=void 0)}),Object.entries(h).forEach(([L,dt])=>{c[L]=dt}),E(),h=void 0};return b({media:i,fullscreenElement:e,documentElement:t,options:r}),{dispatch(g){let{type:k,detail:_}=g;if(n[k]&&A.mediaErrorCode==null){T(n[k](s,c,g));return}k==="mediaelementchangerequest"?b({media:_}):k==="fullscreenelementchangerequest"?b({fullscreenElement:_}):k==="documentelementchangerequest"?b({documentElement:_}):k==="optionschangerequest"&&(Object.entries(_??{}).forEach(([fe,Dt])=>{c.options[fe]=Dt}),E())},getState(){return A},subscribe(g){return b({},l.length+1),l.push(g),g(A),()=>{let k=l.indexOf(g);k>=0&&(b({},l.length-1),l.splice(k,1))}}}};var ds=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},m=(i,e,t)=>(ds(i,e,"read from private field"),t?t.call(i):e.get(i)),Z=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},re=(i,e,t,s)=>(ds(i,e,"write to private field"),s?s.call(i,t):e.set(i,t),t),Ae=(i,e,t)=>(ds(i,e,"access private method"),t),me,_t,y,X,yt,le,ni,Tt,ri,ns,Ne,ai,rs,At,oi,as,ar,or=["ArrowLeft","ArrowRight","ArrowUp","ArrowDown","Enter"," ","f","m","k","c","l","j",">","<","p"],er=10,tr=.025,ir=.25,Aa=.25,ka=2,u={DEFAULT_SUBTITLES:"defaultsubtitles",DEFAULT_STREAM_TYPE:"defaultstreamtype",DEFAULT_DURATION:"defaultduration",FULLSCREEN_ELEMENT:"fullscreenelement",HOTKEYS:"hotkeys",KEYBOARD_BACKWARD_SEEK_OFFSET:"keyboardbackwardseekoffset",KEYBOARD_FORWARD_SEEK_OFFSET:"keyboardforwardseekoffset",KEYBOARD_DOWN_VOLUME_STEP:"keyboarddownvolumestep",KEYBOARD_UP_VOLUME_STEP:"keyboardupvolumestep",KEYS_USED:"keysused",LANG:"lang",LOOP:"loop",LIVE_EDGE_OFFSET:"liveedgeoffset",NO_AUTO_SEEK_TO_LIVE:"noautoseektolive",NO_DEFAULT_STORE:"nodefaultstore",NO_HOTKEYS:"nohotkeys",NO_MUTED_PREF:"nomutedpref",NO_SUBTITLES_LANG_PREF:"nosubtitleslangpref",NO_VOLUME_PREF:"novolumepref",SEEK_TO_LIVE_OFFSET:"seektoliveoffset"},os=class extends Me{constructor(){super(),Z(this,ri),Z(this,ai),Z(this,At),Z(this,as),this.mediaStateReceivers=[],this.associatedElementSubscriptions=new Map,Z(this,me,new Xt(this,u.HOTKEYS)),Z(this,_t,void 0),Z(this,y,void 0),Z(this,X,null),Z(this,yt,void 0),Z(this,le,void 0),Z(this,ni,t=>{var s;(s=m(this,y))==null||s.dispatch(t)}),Z(this,Tt,void 0),Z(this,Ne,t=>{let{key:s,shiftKey:n}=t;if(!(n&&(s==="/"||s==="?")||or.includes(s))){this.removeEventListener("keyup",m(this,Ne));return}this.keyboardShortcutHandler(t)}),this.associateElement(this);let e={};re(this,yt,t=>{Object.entries(t).forEach(([s,n])=>{if(s in e&&e[s]===n)return;this.propagateMediaState(s,n);let r=s.toLowerCase(),a=new o.CustomEvent(pn[r],{composed:!0,detail:n});this.dispatchEvent(a)}),e=t})}static get observedAttributes(){return super.observedAttributes.concat(u.NO_HOTKEYS,u.HOTKEYS,u.DEFAULT_STREAM_TYPE,u.DEFAULT_SUBTITLES,u.DEFAULT_DURATION,u.NO_MUTED_PREF,u.NO_VOLUME_PREF,u.LANG,u.LOOP,u.LIVE_EDGE_OFFSET,u.SEEK_TO_LIVE_OFFSET,u.NO_AUTO_SEEK_TO_LIVE)}get mediaStore(){return m(this,y)}set mediaStore(e){var t,s;if(m(this,y)&&((t=m(this,le))==null||t.call(this),re(this,le,void 0)),re(this,y,e),!m(this,y)&&!this.hasAttribute(u.NO_DEFAULT_STORE)){Ae(this,ri,ns).call(this);return}re(this,le,(s=m(this,y))==null?void 0:s.subscribe(m(this,yt)))}get fullscreenElement(){var e;return(e=m(this,_t))!=null?e:this}set fullscreenElement(e){var t;this.hasAttribute(u.FULLSCREEN_ELEMENT)&&this.removeAttribute(u.FULLSCREEN_ELEMENT),re(this,_t,e),(t=m(this,y))==null||t.dispatch({type:"fullscreenelementchangerequest",detail:this.fullscreenElement})}get defaultSubtitles(){return S(this,u.DEFAULT_SUBTITLES)}set defaultSubtitles(e){w(this,u.DEFAULT_SUBTITLES,e)}get defaultStreamType(){return O(this,u.DEFAULT_STREAM_TYPE)}set defaultStreamType(e){D(this,u.DEFAULT_STREAM_TYPE,e)}get defaultDuration(){return We(this,u.DEFAULT_DURATION)}set defaultDuration(e){Ke(this,u.DEFAULT_DURATION,e)}get noHotkeys(){return S(this,u.NO_HOTKEYS)}set noHotkeys(e){w(this,u.NO_HOTKEYS,e)}get keysUsed(){return O(this,u.KEYS_USED)}set keysUsed(e){D(this,u.KEYS_USED,e)}get liveEdgeOffset(){return We(this,u.LIVE_EDGE_OFFSET)}set liveEdgeOffset(e){Ke(this,u.LIVE_EDGE_OFFSET,e)}get noAutoSeekToLive(){return S(this,u.NO_AUTO_SEEK_TO_LIVE)}set noAutoSeekToLive(e){w(this,u.NO_AUTO_SEEK_TO_LIVE,e)}get noVolumePref(){return S(this,u.NO_VOLUME_PREF)}set noVolumePref(e){w(this,u.NO_VOLUME_PREF,e)}get noMutedPref(){return S(this,u.NO_MUTED_PREF)}set noMutedPref(e){w(this,u.NO_MUTED_PREF,e)}get noSubtitlesLangPref(){return S(this,u.NO_SUBTITLES_LANG_PREF)}set noSubtitlesLangPref(e){w(this,u.NO_SUBTITLES_LANG_PREF,e)}get noDefaultStore(){return S(this,u.NO_DEFAULT_STORE)}set noDefaultStore(e){w(this,u.NO_DEFAULT_STORE,e)}get resolvedLang(){return kn()}attributeChangedCallback(e,t,s){var n,r,a,l,c,A,T,E,v,h,b,g;if(super.attributeChangedCallback(e,t,s),e===u.NO_HOTKEYS)s!==t&&s===""?(this.hasAttribute(u.HOTKEYS)&&console.warn("Media Chrome: Both `hotkeys` and `nohotkeys` have been set. All hotkeys will be disabled."),this.disableHotkeys()):s!==t&&s===null&&this.enableHotkeys(),Ae(this,At,oi).call(this);else if(e===u.HOTKEYS)m(this,me).value=s,Ae(this,At,oi).call(this);else if(e===u.DEFAULT_SUBTITLES&&s!==t)(n=m(this,y))==null||n.dispatch({type:"optionschangerequest",detail:{defaultSubtitles:this.hasAttribute(u.DEFAULT_SUBTITLES)}});else if(e===u.DEFAULT_STREAM_TYPE)(a=m(this,y))==null||a.dispatch({type:"optionschangerequest",detail:{defaultStreamType:(r=this.getAttribute(u.DEFAULT_STREAM_TYPE))!=null?r:void 0}});else if(e===u.LIVE_EDGE_OFFSET&&s!==t)(l=m(this,y))==null||l.dispatch({type:"optionschangerequest",detail:{liveEdgeOffset:this.hasAttribute(u.LIVE_EDGE_OFFSET)?+this.getAttribute(u.LIVE_EDGE_OFFSET):void 0,seekToLiveOffset:this.hasAttribute(u.SEEK_TO_LIVE_OFFSET)?+this.getAttribute(u.SEEK_TO_LIVE_OFFSET):this.hasAttribute(u.LIVE_EDGE_OFFSET)?+this.getAttribute(u.LIVE_EDGE_OFFSET):void 0}});else if(e===u.SEEK_TO_LIVE_OFFSET&&s!==t)(c=m(this,y))==null||c.dispatch({type:"optionschangerequest",detail:{seekToLiveOffset:this.hasAttribute(u.SEEK_TO_LIVE_OFFSET)?+this.getAttribute(u.SEEK_TO_LIVE_OFFSET):this.hasAttribute(u.LIVE_EDGE_OFFSET)?+this.getAttribute(u.LIVE_EDGE_OFFSET):void 0}});else if(e===u.NO_AUTO_SEEK_TO_LIVE)(A=m(this,y))==null||A.dispatch({type:"optionschangerequest",detail:{noAutoSeekToLive:this.hasAttribute(u.NO_AUTO_SEEK_TO_LIVE)}});else if(e===u.FULLSCREEN_ELEMENT){let k=s?(T=this.getRootNode())==null?void 0:T.getElementById(s):void 0;re(this,_t,k),(E=m(this,y))==null||E.dispatch({type:"fullscreenelementchangerequest",detail:this.fullscreenElement})}else e===u.LANG&&s!==t?(An(s),(v=m(this,y))==null||v.dispatch({type:"optionschangerequest",detail:{mediaLang:s}})):e===u.LOOP&&s!==t?(h=m(this,y))==null||h.dispatch({type:p.MEDIA_LOOP_REQUEST,detail:s!=null}):e===u.NO_VOLUME_PREF&&s!==t?(b=m(this,y))==null||b.dispatch({type:"optionschangerequest",detail:{noVolumePref:this.hasAttribute(u.NO_VOLUME_PREF)}}):e===u.NO_MUTED_PREF&&s!==t&&((g=m(this,y))==null||g.dispatch({type:"optionschangerequest",detail:{noMutedPref:this.hasAttribute(u.NO_MUTED_PREF)}}))}connectedCallback(){var e,t,s;this.associateElement(this),!m(this,y)&&!this.hasAttribute(u.NO_DEFAULT_STORE)&&Ae(this,ri,ns).call(this),(e=m(this,y))==null||e.dispatch({type:"documentelementchangerequest",detail:F}),(t=m(this,y))==null||t.dispatch({type:"fullscreenelementchangerequest",detail:this.fullscreenElement}),super.connectedCallback(),m(this,y)&&!m(this,le)&&re(this,le,(s=m(this,y))==null?void 0:s.subscribe(m(this,yt))),m(this,Tt)!==void 0&&m(this,y)&&this.media&&setTimeout(()=>{var n,r,a;(r=(n=this.media)==null?void 0:n.textTracks)!=null&&r.length&&((a=m(this,y))==null||a.dispatch({type:p.MEDIA_TOGGLE_SUBTITLES_REQUEST,detail:m(this,Tt)}))},0),this.hasAttribute(u.NO_HOTKEYS)?this.disableHotkeys():this.enableHotkeys()}disconnectedCallback(){var e,t,s,n,r,a;if((e=super.disconnectedCallback)==null||e.call(this),this.disableHotkeys(),m(this,y)){let l=m(this,y).getState();re(this,Tt,!!((t=l.mediaSubtitlesShowing)!=null&&t.length)),(s=m(this,y))==null||s.dispatch({type:"fullscreenelementchangerequest",detail:void 0}),(n=m(this,y))==null||n.dispatch({type:"documentelementchangerequest",detail:void 0}),(r=m(this,y))==null||r.dispatch({type:p.MEDIA_TOGGLE_SUBTITLES_REQUEST,detail:!1})}m(this,le)&&((a=m(this,le))==null||a.call(this),re(this,le,void 0)),this.unassociateElement(this),m(this,X)&&(m(this,X).remove(),re(this,X,null))}mediaSetCallback(e){var t;super.mediaSetCallback(e),(t=m(this,y))==null||t.dispatch({type:"mediaelementchangerequest",detail:e}),e.hasAttribute("tabindex")||(e.tabIndex=-1)}mediaUnsetCallback(e){var t;super.mediaUnsetCallback(e),(t=m(this,y))==null||t.dispatch({type:"mediaelementchangerequest",detail:void 0})}propagateMediaState(e,t){rr(this.mediaStateReceivers,e,t)}associateElement(e){if(!e)return;let{associatedElementSubscriptions:t}=this;if(t.has(e))return;let s=this.registerMediaStateReceiver.bind(this),n=this.unregisterMediaStateReceiver.bind(this),r=Ra(e,s,n);Object.values(p).forEach(a=>{e.addEventListener(a,m(this,ni))}),t.set(e,r)}unassociateElement(e){if(!e)return;let{associatedElementSubscriptions:t}=this;if(!t.has(e))return;t.get(e)(),t.delete(e),Object.values(p).forEach(n=>{e.removeEventListener(n,m(this,ni))})}registerMediaStateReceiver(e){if(!e)return;let t=this.mediaStateReceivers;t.indexOf(e)>-1||(t.push(e),m(this,y)&&Object.entries(m(this,y).getState()).forEach(([n,r])=>{rr([e],n,r)}))}unregisterMediaStateReceiver(e){let t=this.mediaStateReceivers,s=t.indexOf(e);s<0||t.splice(s,1)}enableHotkeys(){this.addEventListener("keydown",Ae(this,ai,rs))}disableHotkeys(){this.removeEventListener("keydown",Ae(this,ai,rs)),this.removeEventListener("keyup",m(this,Ne))}get hotkeys(){return m(this,me)}set hotkeys(e){D(this,u.HOTKEYS,e)}keyboardShortcutHandler(e){var t,s,n,r,a,l,c,A,T;let E=e.target;if(((n=(s=(t=E.getAttribute(u.KEYS_USED))==null?void 0:t.split(" "))!=null?s:E?.keysUsed)!=null?n:[]).map(_=>_==="Space"?" ":_).filter(Boolean).includes(e.key))return;let h,b,g;if(!(m(this,me).contains(zt(e.key))||e.shiftKey&&(e.key==="/"||e.key==="?")&&m(this,me).contains("noshift+/")))switch(e.key){case" ":case"k":h=m(this,y).getState().mediaPaused?p.MEDIA_PLAY_REQUEST:p.MEDIA_PAUSE_REQUEST,this.dispatchEvent(new o.CustomEvent(h,{composed:!0,bubbles:!0}));break;case"m":h=this.mediaStore.getState().mediaVolumeLevel==="off"?p.MEDIA_UNMUTE_REQUEST:p.MEDIA_MUTE_REQUEST,this.dispatchEvent(new o.CustomEvent(h,{composed:!0,bubbles:!0}));break;case"f":h=this.mediaStore.getState().mediaIsFullscreen?p.MEDIA_EXIT_FULLSCREEN_REQUEST:p.MEDIA_ENTER_FULLSCREEN_REQUEST,this.dispatchEvent(new o.CustomEvent(h,{composed:!0,bubbles:!0}));break;case"c":this.dispatchEvent(new o.CustomEvent(p.MEDIA_TOGGLE_SUBTITLES_REQUEST,{composed:!0,bubbles:!0}));break;case"ArrowLeft":case"j":{let _=this.hasAttribute(u.KEYBOARD_BACKWARD_SEEK_OFFSET)?+this.getAttribute(u.KEYBOARD_BACKWARD_SEEK_OFFSET):er;b=Math.max(((r=this.mediaStore.getState().mediaCurrentTime)!=null?r:0)-_,0),g=new o.CustomEvent(p.MEDIA_SEEK_REQUEST,{composed:!0,bubbles:!0,detail:b}),this.dispatchEvent(g);break}case"ArrowRight":case"l":{let _=this.hasAttribute(u.KEYBOARD_FORWARD_SEEK_OFFSET)?+this.getAttribute(u.KEYBOARD_FORWARD_SEEK_OFFSET):er;b=Math.max(((a=this.mediaStore.getState().mediaCurrentTime)!=null?a:0)+_,0),g=new o.CustomEvent(p.MEDIA_SEEK_REQUEST,{composed:!0,bubbles:!0,detail:b}),this.dispatchEvent(g);break}case"ArrowUp":{let _=this.hasAttribute(u.KEYBOARD_UP_VOLUME_STEP)?+this.getAttribute(u.KEYBOARD_UP_VOLUME_STEP):tr;b=Math.min(((l=this.mediaStore.getState().mediaVolume)!=null?l:1)+_,1),g=new o.CustomEvent(p.MEDIA_VOLUME_REQUEST,{composed:!0,bubbles:!0,detail:b}),this.dispatchEvent(g);break}case"ArrowDown":{let _=this.hasAttribute(u.KEYBOARD_DOWN_VOLUME_STEP)?+this.getAttribute(u.KEYBOARD_DOWN_VOLUME_STEP):tr;b=Math.max(((c=this.mediaStore.getState().mediaVolume)!=null?c:1)-_,0),g=new o.CustomEvent(p.MEDIA_VOLUME_REQUEST,{composed:!0,bubbles:!0,detail:b}),this.dispatchEvent(g);break}case"<":{let _=(A=this.mediaStore.getState().mediaPlaybackRate)!=null?A:1;b=Math.max(_-ir,Aa).toFixed(2),g=new o.CustomEvent(p.MEDIA_PLAYBACK_RATE_REQUEST,{composed:!0,bubbles:!0,detail:b}),this.dispatchEvent(g);break}case">":{let _=(T=this.mediaStore.getState().mediaPlaybackRate)!=null?T:1;b=Math.min(_+ir,ka).toFixed(2),g=new o.CustomEvent(p.MEDIA_PLAYBACK_RATE_REQUEST,{composed:!0,bubbles:!0,detail:b}),this.dispatchEvent(g);break}case"/":case"?":{e.shiftKey&&Ae(this,as,ar).call(this);break}case"p":{h=this.mediaStore.getState().mediaIsPip?p.MEDIA_EXIT_PIP_REQUEST:p.MEDIA_ENTER_PIP_REQUEST,g=new o.CustomEvent(h,{composed:!0,bubbles:!0}),this.dispatchEvent(g);break}default:break}}};me=new WeakMap;_t=new WeakMap;y=new WeakMap;X=new WeakMap;yt=new WeakMap;le=new WeakMap;ni=new WeakMap;Tt=new WeakMap;ri=new WeakSet;ns=function(){var i;this.mediaStore=Jn({media:this.media,fullscreenElement:this.fullscreenElement,options:{defaultSubtitles:this.hasAttribute(u.DEFAULT_SUBTITLES),defaultDuration:this.hasAttribute(u.DEFAULT_DURATION)?+this.getAttribute(u.DEFAULT_DURATION):void 0,defaultStreamType:(i=this.getAttribute(u.DEFAULT_STREAM_TYPE))!=null?i:void 0,liveEdgeOffset:this.hasAttribute(u.LIVE_EDGE_OFFSET)?+this.getAttribute(u.LIVE_EDGE_OFFSET):void 0,seekToLiveOffset:this.hasAttribute(u.SEEK_TO_LIVE_OFFSET)?+this.getAttribute(u.SEEK_TO_LIVE_OFFSET):this.hasAttribute(u.LIVE_EDGE_OFFSET)?+this.getAttribute(u.LIVE_EDGE_OFFSET):void 0,noAutoSeekToLive:this.hasAttribute(u.NO_AUTO_SEEK_TO_LIVE),noVolumePref:this.hasAttribute(u.NO_VOLUME_PREF),noMutedPref:this.hasAttribute(u.NO_MUTED_PREF),noSubtitlesLangPref:this.hasAttribute(u.NO_SUBTITLES_LANG_PREF)}})};Ne=new WeakMap;ai=new WeakSet;rs=function(i){var e;let{metaKey:t,altKey:s,key:n,shiftKey:r}=i,a=r&&(n==="/"||n==="?");if(a&&((e=m(this,X))!=null&&e.open)){this.removeEventListener("keyup",m(this,Ne));return}if(t||s||!a&&!or.includes(n)){this.removeEventListener("keyup",m(this,Ne));return}let l=i.target,c=l instanceof HTMLElement&&(l.tagName.toLowerCase()==="media-volume-range"||l.tagName.toLowerCase()==="media-time-range");[" ","ArrowLeft","ArrowRight","ArrowUp","ArrowDown"].includes(n)&&!m(this,me).contains(zt(n))&&!c&&i.preventDefault(),this.addEventListener("keyup",m(this,Ne),{once:!0})};At=new WeakSet;oi=function(){m(this,X)&&(m(this,X).hotkeys=m(this,me).value||void 0,(this.noHotkeys||m(this,me).contains("noshift+/"))&&(m(this,X).open=!1))};as=new WeakSet;ar=function(){m(this,X)||(re(this,X,F.createElement("media-keyboard-shortcuts-dialog")),Ae(this,At,oi).call(this),this.appendChild(m(this,X))),m(this,X).open=!0};var Sa=Object.values(d),wa=Object.values(xi),lr=i=>{var e,t,s,n;let{observedAttributes:r}=i.constructor;!r&&((e=i.nodeName)!=null&&e.includes("-"))&&(o.customElements.upgrade(i),{observedAttributes:r}=i.constructor);let a=(n=(s=(t=i?.getAttribute)==null?void 0:t.call(i,M.MEDIA_CHROME_ATTRIBUTES))==null?void 0:s.split)==null?void 0:n.call(s,/\s+/);return Array.isArray(r||a)?(r||a).filter(l=>Sa.includes(l)):[]},La=i=>{var e,t;return(e=i.nodeName)!=null&&e.includes("-")&&o.customElements.get((t=i.nodeName)==null?void 0:t.toLowerCase())&&!(i instanceof o.customElements.get(i.nodeName.toLowerCase()))&&o.customElements.upgrade(i),wa.some(s=>s in i)},ls=i=>La(i)||!!lr(i).length,sr=i=>{var e;return(e=i?.join)==null?void 0:e.call(i,":")},nr={[d.MEDIA_SUBTITLES_LIST]:Ji,[d.MEDIA_SUBTITLES_SHOWING]:Ji,[d.MEDIA_SEEKABLE]:sr,[d.MEDIA_BUFFERED]:i=>i?.map(sr).join(" "),[d.MEDIA_PREVIEW_COORDS]:i=>i?.join(" "),[d.MEDIA_RENDITION_LIST]:Pn,[d.MEDIA_AUDIO_TRACK_LIST]:Nn},Ia=async(i,e,t)=>{var s,n;if(i.isConnected||await Jt(0),typeof t=="boolean"||t==null)return w(i,e,t);if(typeof t=="number")return Ke(i,e,t);if(typeof t=="string")return D(i,e,t);if(Array.isArray(t)&&!t.length)return i.removeAttribute(e);let r=(n=(s=nr[e])==null?void 0:s.call(nr,t))!=null?n:t;return i.setAttribute(e,r)},Ma=i=>{var e;return!!((e=i.closest)!=null&&e.call(i,'*[slot="media"]'))},Pe=(i,e)=>{if(Ma(i))return;let t=(n,r)=>{var a,l;ls(n)&&r(n);let{children:c=[]}=n??{},A=(l=(a=n?.shadowRoot)==null?void 0:a.children)!=null?l:[];[...c,...A].forEach(E=>Pe(E,r))},s=i?.nodeName.toLowerCase();if(s.includes("-")&&!ls(i)){o.customElements.whenDefined(s).then(()=>{t(i,e)});return}t(i,e)},rr=(i,e,t)=>{i.forEach(s=>{if(e in s){s[e]=t;return}let n=lr(s),r=e.toLowerCase();n.includes(r)&&Ia(s,r,t)})},Ra=(i,e,t)=>{Pe(i,e);let s=T=>{var E;let v=(E=T?.composedPath()[0])!=null?E:T.target;e(v)},n=T=>{var E;let v=(E=T?.composedPath()[0])!=null?E:T.target;t(v)};i.addEventListener(p.REGISTER_MEDIA_STATE_RECEIVER,s),i.addEventListener(p.UNREGISTER_MEDIA_STATE_RECEIVER,n);let r=T=>{T.forEach(E=>{let{addedNodes:v=[],removedNodes:h=[],type:b,target:g,attributeName:k}=E;b==="childList"?(Array.prototype.forEach.call(v,_=>Pe(_,e)),Array.prototype.forEach.call(h,_=>Pe(_,t))):b==="attributes"&&k===M.MEDIA_CHROME_ATTRIBUTES&&(ls(g)?e(g):t(g))})},a=[],l=T=>{let E=T.target;E.name!=="media"&&(a.forEach(v=>Pe(v,t)),a=[...E.assignedElements({flatten:!0})],a.forEach(v=>Pe(v,e)))};i.addEventListener("slotchange",l);let c=new MutationObserver(r);return c.observe(i,{childList:!0,attributes:!0,subtree:!0}),()=>{Pe(i,t),i.removeEventListener("slotchange",l),c.disconnect(),i.removeEventListener(p.REGISTER_MEDIA_STATE_RECEIVER,s),i.removeEventListener(p.UNREGISTER_MEDIA_STATE_RECEIVER,n)}};o.customElements.get("media-controller")||o.customElements.define("media-controller",os);var dr=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},li=(i,e,t)=>(dr(i,e,"read from private field"),t?t.call(i):e.get(i)),Ua=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},di=(i,e,t,s)=>(dr(i,e,"write to private field"),s?s.call(i,t):e.set(i,t),t),de;function Da(i){return`
    <style>
      :host {
        
        box-sizing: border-box;
        display: var(--media-control-display, var(--media-control-bar-display, inline-flex));
        color: var(--media-text-color, var(--media-primary-color, rgb(238 238 238)));
        --media-loading-indicator-icon-height: 44px;
      }

      ::slotted(media-time-range),
      ::slotted(media-volume-range) {
        min-height: 100%;
      }

      ::slotted(media-time-range),
      ::slotted(media-clip-selector) {
        flex-grow: 1;
      }

      ::slotted([role="menu"]) {
        position: absolute;
      }
    </style>

    <slot></slot>
  `}var kt=class extends o.HTMLElement{constructor(){if(super(),Ua(this,de,void 0),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=Y(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[M.MEDIA_CONTROLLER]}attributeChangedCallback(e,t,s){var n,r,a,l,c;e===M.MEDIA_CONTROLLER&&(t&&((r=(n=li(this,de))==null?void 0:n.unassociateElement)==null||r.call(n,this),di(this,de,null)),s&&this.isConnected&&(di(this,de,(a=this.getRootNode())==null?void 0:a.getElementById(s)),(c=(l=li(this,de))==null?void 0:l.associateElement)==null||c.call(l,this)))}connectedCallback(){var e,t,s;let n=this.getAttribute(M.MEDIA_CONTROLLER);n&&(di(this,de,(e=this.getRootNode())==null?void 0:e.getElementById(n)),(s=(t=li(this,de))==null?void 0:t.associateElement)==null||s.call(t,this))}disconnectedCallback(){var e,t;(t=(e=li(this,de))==null?void 0:e.unassociateElement)==null||t.call(e,this),di(this,de,null)}};de=new WeakMap;kt.shadowRootOptions={mode:"open"};kt.getTemplateHTML=Da;o.customElements.get("media-control-bar")||o.customElements.define("media-control-bar",kt);var nt={PLACEMENT:"placement",BOUNDS:"bounds"};function Ca(i){return`
    <style>
      :host {
        --_tooltip-background-color: var(--media-tooltip-background-color, var(--media-secondary-color, rgba(20, 20, 30, .7)));
        --_tooltip-background: var(--media-tooltip-background, var(--_tooltip-background-color));
        --_tooltip-arrow-half-width: calc(var(--media-tooltip-arrow-width, 12px) / 2);
        --_tooltip-arrow-height: var(--media-tooltip-arrow-height, 5px);
        --_tooltip-arrow-background: var(--media-tooltip-arrow-color, var(--_tooltip-background-color));
        position: relative;
        pointer-events: none;
        display: var(--media-tooltip-display, inline-flex);
        justify-content: center;
        align-items: center;
        box-sizing: border-box;
        z-index: var(--media-tooltip-z-index, 1);
        background: var(--_tooltip-background);
        color: var(--media-text-color, var(--media-primary-color, rgb(238 238 238)));
        font: var(--media-font,
          var(--media-font-weight, 400)
          var(--media-font-size, 13px) /
          var(--media-text-content-height, var(--media-control-height, 18px))
          var(--media-font-family, helvetica neue, segoe ui, roboto, arial, sans-serif));
        padding: var(--media-tooltip-padding, .35em .7em);
        border: var(--media-tooltip-border, none);
        border-radius: var(--media-tooltip-border-radius, 5px);
        filter: var(--media-tooltip-filter, drop-shadow(0 0 4px rgba(0, 0, 0, .2)));
        white-space: var(--media-tooltip-white-space, nowrap);
      }

      :host([hidden]) {
        display: none;
      }

      img, svg {
        display: inline-block;
      }

      #arrow {
        position: absolute;
        width: 0px;
        height: 0px;
        border-style: solid;
        display: var(--media-tooltip-arrow-display, block);
      }

      :host(:not([placement])),
      :host([placement="top"]) {
        position: absolute;
        bottom: calc(100% + var(--media-tooltip-distance, 12px));
        left: 50%;
        transform: translate(calc(-50% - var(--media-tooltip-offset-x, 0px)), 0);
      }
      :host(:not([placement])) #arrow,
      :host([placement="top"]) #arrow {
        top: 100%;
        left: 50%;
        border-width: var(--_tooltip-arrow-height) var(--_tooltip-arrow-half-width) 0 var(--_tooltip-arrow-half-width);
        border-color: var(--_tooltip-arrow-background) transparent transparent transparent;
        transform: translate(calc(-50% + var(--media-tooltip-offset-x, 0px)), 0);
      }

      :host([placement="right"]) {
        position: absolute;
        left: calc(100% + var(--media-tooltip-distance, 12px));
        top: 50%;
        transform: translate(0, -50%);
      }
      :host([placement="right"]) #arrow {
        top: 50%;
        right: 100%;
        border-width: var(--_tooltip-arrow-half-width) var(--_tooltip-arrow-height) var(--_tooltip-arrow-half-width) 0;
        border-color: transparent var(--_tooltip-arrow-background) transparent transparent;
        transform: translate(0, -50%);
      }

      :host([placement="bottom"]) {
        position: absolute;
        top: calc(100% + var(--media-tooltip-distance, 12px));
        left: 50%;
        transform: translate(calc(-50% - var(--media-tooltip-offset-x, 0px)), 0);
      }
      :host([placement="bottom"]) #arrow {
        bottom: 100%;
        left: 50%;
        border-width: 0 var(--_tooltip-arrow-half-width) var(--_tooltip-arrow-height) var(--_tooltip-arrow-half-width);
        border-color: transparent transparent var(--_tooltip-arrow-background) transparent;
        transform: translate(calc(-50% + var(--media-tooltip-offset-x, 0px)), 0);
      }

      :host([placement="left"]) {
        position: absolute;
        right: calc(100% + var(--media-tooltip-distance, 12px));
        top: 50%;
        transform: translate(0, -50%);
      }
      :host([placement="left"]) #arrow {
        top: 50%;
        left: 100%;
        border-width: var(--_tooltip-arrow-half-width) 0 var(--_tooltip-arrow-half-width) var(--_tooltip-arrow-height);
        border-color: transparent transparent transparent var(--_tooltip-arrow-background);
        transform: translate(0, -50%);
      }
      
      :host([placement="none"]) #arrow {
        display: none;
      }
    </style>
    <slot></slot>
    <div id="arrow"></div>
  `}var rt=class extends o.HTMLElement{constructor(){if(super(),this.updateXOffset=()=>{var e;if(!En(this,{checkOpacity:!1,checkVisibilityCSS:!1}))return;let t=this.placement;if(t==="left"||t==="right"){this.style.removeProperty("--media-tooltip-offset-x");return}let s=getComputedStyle(this),n=(e=$e(this,"#"+this.bounds))!=null?e:gn(this);if(!n)return;let{x:r,width:a}=n.getBoundingClientRect(),{x:l,width:c}=this.getBoundingClientRect(),A=l+c,T=r+a,E=s.getPropertyValue("--media-tooltip-offset-x"),v=E?parseFloat(E.replace("px","")):0,h=s.getPropertyValue("--media-tooltip-container-margin"),b=h?parseFloat(h.replace("px","")):0,g=l-r+v-b,k=A-T+v+b;if(g<0){this.style.setProperty("--media-tooltip-offset-x",`${g}px`);return}if(k>0){this.style.setProperty("--media-tooltip-offset-x",`${k}px`);return}this.style.removeProperty("--media-tooltip-offset-x")},!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=Y(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}if(this.arrowEl=this.shadowRoot.querySelector("#arrow"),Object.prototype.hasOwnProperty.call(this,"placement")){let e=this.placement;delete this.placement,this.placement=e}}static get observedAttributes(){return[nt.PLACEMENT,nt.BOUNDS]}get placement(){return O(this,nt.PLACEMENT)}set placement(e){D(this,nt.PLACEMENT,e)}get bounds(){return O(this,nt.BOUNDS)}set bounds(e){D(this,nt.BOUNDS,e)}};rt.shadowRootOptions={mode:"open"};rt.getTemplateHTML=Ca;o.customElements.get("media-tooltip")||o.customElements.define("media-tooltip",rt);var us=rt;var ps=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},H=(i,e,t)=>(ps(i,e,"read from private field"),t?t.call(i):e.get(i)),Fe=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},ui=(i,e,t,s)=>(ps(i,e,"write to private field"),s?s.call(i,t):e.set(i,t),t),ur=(i,e,t)=>(ps(i,e,"access private method"),t),ue,ot,cs,cr,Se,at,ci,hs,hr,ke={TOOLTIP_PLACEMENT:"tooltipplacement",DISABLED:"disabled",NO_TOOLTIP:"notooltip"};function xa(i,e={}){return`
    <style>
      :host {
        position: relative;
        font: var(--media-font,
          var(--media-font-weight, bold)
          var(--media-font-size, 14px) /
          var(--media-text-content-height, var(--media-control-height, 24px))
          var(--media-font-family, helvetica neue, segoe ui, roboto, arial, sans-serif));
        color: var(--media-text-color, var(--media-primary-color, rgb(238 238 238)));
        background: var(--media-control-background, var(--media-secondary-color, rgb(20 20 30 / .7)));
        padding: var(--media-button-padding, var(--media-control-padding, 10px));
        justify-content: var(--media-button-justify-content, center);
        display: inline-flex;
        align-items: center;
        vertical-align: middle;
        box-sizing: border-box;
        transition: background .15s linear;
        pointer-events: auto;
        cursor: var(--media-cursor, pointer);
        -webkit-tap-highlight-color: transparent;
      }

      
      :host(:focus-visible) {
        box-shadow: var(--media-focus-box-shadow, inset 0 0 0 2px rgb(27 127 204 / .9));
        outline: 0;
      }
      
      :host(:where(:focus)) {
        box-shadow: none;
        outline: 0;
      }

      :host(:hover) {
        background: var(--media-control-hover-background, rgba(50 50 70 / .7));
      }

      slot[name="icon"] {
        display: inline-flex;
        align-items: center;
      }

      svg, img, ::slotted(svg), ::slotted(img) {
        width: var(--media-button-icon-width);
        height: var(--media-button-icon-height, var(--media-control-height, 24px));
        transform: var(--media-button-icon-transform);
        transition: var(--media-button-icon-transition);
        fill: var(--media-icon-color, var(--media-primary-color, rgb(238 238 238)));
        vertical-align: middle;
        max-width: 100%;
        max-height: 100%;
        min-width: 100%;
      }

      media-tooltip {
        
        max-width: 0;
        overflow-x: clip;
        opacity: 0;
        transition: opacity .3s, max-width 0s 9s;
      }

      :host(:hover) media-tooltip,
      :host(:focus-visible) media-tooltip {
        max-width: 100vw;
        opacity: 1;
        transition: opacity .3s;
      }

      :host([notooltip]) slot[name="tooltip"] {
        display: none;
      }
    </style>

    ${this.getSlotTemplateHTML(i,e)}

    <slot name="tooltip">
      <media-tooltip part="tooltip" aria-hidden="true">
        <template shadowrootmode="${us.shadowRootOptions.mode}">
          ${us.getTemplateHTML({})}
        </template>
        <slot name="tooltip-content">
          ${this.getTooltipContentHTML(i)}
        </slot>
      </media-tooltip>
    </slot>
  `}function Oa(i,e){return`
    <slot></slot>
  `}function Pa(){return""}var q=class extends o.HTMLElement{constructor(){if(super(),Fe(this,cs),Fe(this,hs),Fe(this,ue,void 0),this.preventClick=!1,this.tooltipEl=null,Fe(this,ot,e=>{this.preventClick||this.handleClick(e),setTimeout(H(this,Se),0)}),Fe(this,Se,()=>{var e,t;(t=(e=this.tooltipEl)==null?void 0:e.updateXOffset)==null||t.call(e)}),Fe(this,at,e=>{let{key:t}=e;if(!this.keysUsed.includes(t)){this.removeEventListener("keyup",H(this,at));return}this.preventClick||this.handleClick(e)}),Fe(this,ci,e=>{let{metaKey:t,altKey:s,key:n}=e;if(t||s||!this.keysUsed.includes(n)){this.removeEventListener("keyup",H(this,at));return}this.addEventListener("keyup",H(this,at),{once:!0})}),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=Y(this.attributes),t=this.constructor.getTemplateHTML(e);this.shadowRoot.setHTMLUnsafe?this.shadowRoot.setHTMLUnsafe(t):this.shadowRoot.innerHTML=t}this.tooltipEl=this.shadowRoot.querySelector("media-tooltip")}static get observedAttributes(){return["disabled",ke.TOOLTIP_PLACEMENT,M.MEDIA_CONTROLLER,d.MEDIA_LANG]}enable(){this.addEventListener("click",H(this,ot)),this.addEventListener("keydown",H(this,ci)),this.tabIndex=0}disable(){this.removeEventListener("click",H(this,ot)),this.removeEventListener("keydown",H(this,ci)),this.removeEventListener("keyup",H(this,at)),this.tabIndex=-1}attributeChangedCallback(e,t,s){var n,r,a,l,c;e===M.MEDIA_CONTROLLER?(t&&((r=(n=H(this,ue))==null?void 0:n.unassociateElement)==null||r.call(n,this),ui(this,ue,null)),s&&this.isConnected&&(ui(this,ue,(a=this.getRootNode())==null?void 0:a.getElementById(s)),(c=(l=H(this,ue))==null?void 0:l.associateElement)==null||c.call(l,this))):e==="disabled"&&s!==t?s==null?this.enable():this.disable():e===ke.TOOLTIP_PLACEMENT&&this.tooltipEl&&s!==t?this.tooltipEl.placement=s:e===d.MEDIA_LANG&&(this.shadowRoot.querySelector('slot[name="tooltip-content"]').innerHTML=this.constructor.getTooltipContentHTML()),ur(this,cs,cr).call(this)&&H(this,Se).call(this)}connectedCallback(){var e,t,s;let{style:n}=ee(this.shadowRoot,":host");n.setProperty("display",`var(--media-control-display, var(--${this.localName}-display, inline-flex))`),this.hasAttribute("disabled")?this.disable():this.enable(),this.setAttribute("role","button");let r=this.getAttribute(M.MEDIA_CONTROLLER);r&&(ui(this,ue,(e=this.getRootNode())==null?void 0:e.getElementById(r)),(s=(t=H(this,ue))==null?void 0:t.associateElement)==null||s.call(t,this)),o.customElements.whenDefined("media-tooltip").then(()=>ur(this,hs,hr).call(this))}disconnectedCallback(){var e,t;this.disable(),(t=(e=H(this,ue))==null?void 0:e.unassociateElement)==null||t.call(e,this),ui(this,ue,null),this.removeEventListener("mouseenter",H(this,Se)),this.removeEventListener("focus",H(this,Se)),this.removeEventListener("click",H(this,ot))}get keysUsed(){return["Enter"," "]}get tooltipPlacement(){return O(this,ke.TOOLTIP_PLACEMENT)}set tooltipPlacement(e){D(this,ke.TOOLTIP_PLACEMENT,e)}get mediaController(){return O(this,M.MEDIA_CONTROLLER)}set mediaController(e){D(this,M.MEDIA_CONTROLLER,e)}get disabled(){return S(this,ke.DISABLED)}set disabled(e){w(this,ke.DISABLED,e)}get noTooltip(){return S(this,ke.NO_TOOLTIP)}set noTooltip(e){w(this,ke.NO_TOOLTIP,e)}handleClick(e){}};ue=new WeakMap;ot=new WeakMap;cs=new WeakSet;cr=function(){try{return this.matches(":hover, :focus-visible")}catch{return this.matches(":hover, :focus")}};Se=new WeakMap;at=new WeakMap;ci=new WeakMap;hs=new WeakSet;hr=function(){this.addEventListener("mouseenter",H(this,Se)),this.addEventListener("focus",H(this,Se)),this.addEventListener("click",H(this,ot));let i=this.tooltipPlacement;i&&this.tooltipEl&&(this.tooltipEl.placement=i)};q.shadowRootOptions={mode:"open"};q.getTemplateHTML=xa;q.getSlotTemplateHTML=Oa;q.getTooltipContentHTML=Pa;o.customElements.get("media-chrome-button")||o.customElements.define("media-chrome-button",q);var Na=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="m6 21 15-9L6 3v18Z"/>
</svg>`,Fa=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M6 20h4V4H6v16Zm8-16v16h4V4h-4Z"/>
</svg>`;function Ha(i){return`
    <style>
      :host([${d.MEDIA_PAUSED}]) slot[name=pause],
      :host(:not([${d.MEDIA_PAUSED}])) slot[name=play] {
        display: none !important;
      }

      :host([${d.MEDIA_PAUSED}]) slot[name=tooltip-pause],
      :host(:not([${d.MEDIA_PAUSED}])) slot[name=tooltip-play] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="play">${Na}</slot>
      <slot name="pause">${Fa}</slot>
    </slot>
  `}function Ba(){return`
    <slot name="tooltip-play">${R("Play")}</slot>
    <slot name="tooltip-pause">${R("Pause")}</slot>
  `}var pr=i=>{let e=i.mediaPaused?R("play"):R("pause");i.setAttribute("aria-label",e)},St=class extends q{static get observedAttributes(){return[...super.observedAttributes,d.MEDIA_PAUSED,d.MEDIA_ENDED]}connectedCallback(){super.connectedCallback(),pr(this)}attributeChangedCallback(e,t,s){super.attributeChangedCallback(e,t,s),(e===d.MEDIA_PAUSED||e===d.MEDIA_LANG)&&pr(this)}get mediaPaused(){return S(this,d.MEDIA_PAUSED)}set mediaPaused(e){w(this,d.MEDIA_PAUSED,e)}handleClick(){let e=this.mediaPaused?p.MEDIA_PLAY_REQUEST:p.MEDIA_PAUSE_REQUEST;this.dispatchEvent(new o.CustomEvent(e,{composed:!0,bubbles:!0}))}};St.getSlotTemplateHTML=Ha;St.getTooltipContentHTML=Ba;o.customElements.get("media-play-button")||o.customElements.define("media-play-button",St);var Va=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M16.5 12A4.5 4.5 0 0 0 14 8v2.18l2.45 2.45a4.22 4.22 0 0 0 .05-.63Zm2.5 0a6.84 6.84 0 0 1-.54 2.64L20 16.15A8.8 8.8 0 0 0 21 12a9 9 0 0 0-7-8.77v2.06A7 7 0 0 1 19 12ZM4.27 3 3 4.27 7.73 9H3v6h4l5 5v-6.73l4.25 4.25A6.92 6.92 0 0 1 14 18.7v2.06A9 9 0 0 0 17.69 19l2 2.05L21 19.73l-9-9L4.27 3ZM12 4 9.91 6.09 12 8.18V4Z"/>
</svg>`,mr=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M3 9v6h4l5 5V4L7 9H3Zm13.5 3A4.5 4.5 0 0 0 14 8v8a4.47 4.47 0 0 0 2.5-4Z"/>
</svg>`,$a=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M3 9v6h4l5 5V4L7 9H3Zm13.5 3A4.5 4.5 0 0 0 14 8v8a4.47 4.47 0 0 0 2.5-4ZM14 3.23v2.06a7 7 0 0 1 0 13.42v2.06a9 9 0 0 0 0-17.54Z"/>
</svg>`;function Wa(i){return`
    <style>
      :host(:not([${d.MEDIA_VOLUME_LEVEL}])) slot[name=icon] slot:not([name=high]),
      :host([${d.MEDIA_VOLUME_LEVEL}=high]) slot[name=icon] slot:not([name=high]) {
        display: none !important;
      }

      :host([${d.MEDIA_VOLUME_LEVEL}=off]) slot[name=icon] slot:not([name=off]) {
        display: none !important;
      }

      :host([${d.MEDIA_VOLUME_LEVEL}=low]) slot[name=icon] slot:not([name=low]) {
        display: none !important;
      }

      :host([${d.MEDIA_VOLUME_LEVEL}=medium]) slot[name=icon] slot:not([name=medium]) {
        display: none !important;
      }

      :host(:not([${d.MEDIA_VOLUME_LEVEL}=off])) slot[name=tooltip-unmute],
      :host([${d.MEDIA_VOLUME_LEVEL}=off]) slot[name=tooltip-mute] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="off">${Va}</slot>
      <slot name="low">${mr}</slot>
      <slot name="medium">${mr}</slot>
      <slot name="high">${$a}</slot>
    </slot>
  `}function Ka(){return`
    <slot name="tooltip-mute">${R("Mute")}</slot>
    <slot name="tooltip-unmute">${R("Unmute")}</slot>
  `}var vr=i=>{let t=i.mediaVolumeLevel==="off"?R("unmute"):R("mute");i.setAttribute("aria-label",t)},wt=class extends q{static get observedAttributes(){return[...super.observedAttributes,d.MEDIA_VOLUME_LEVEL]}connectedCallback(){super.connectedCallback(),vr(this)}attributeChangedCallback(e,t,s){super.attributeChangedCallback(e,t,s),e===d.MEDIA_VOLUME_LEVEL&&vr(this)}get mediaVolumeLevel(){return O(this,d.MEDIA_VOLUME_LEVEL)}set mediaVolumeLevel(e){D(this,d.MEDIA_VOLUME_LEVEL,e)}handleClick(){let e=this.mediaVolumeLevel==="off"?p.MEDIA_UNMUTE_REQUEST:p.MEDIA_MUTE_REQUEST;this.dispatchEvent(new o.CustomEvent(e,{composed:!0,bubbles:!0}))}};wt.getSlotTemplateHTML=Wa;wt.getTooltipContentHTML=Ka;o.customElements.get("media-mute-button")||o.customElements.define("media-mute-button",wt);var _s=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},C=(i,e,t)=>(_s(i,e,"read from private field"),t?t.call(i):e.get(i)),W=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},we=(i,e,t,s)=>(_s(i,e,"write to private field"),s?s.call(i,t):e.set(i,t),t),ae=(i,e,t)=>(_s(i,e,"access private method"),t),ce,yi,hi,pi,oe,bi,mi,vi,fi,ys,fr,gi,ms,Ei,vs,_i,Ts,fs,gr,gs,Er,Es,br,bs,_r;function qa(i){return`
    <style>
      :host {
        --_focus-box-shadow: var(--media-focus-box-shadow, inset 0 0 0 2px rgb(27 127 204 / .9));
        --_media-range-padding: var(--media-range-padding, var(--media-control-padding, 10px));

        box-shadow: var(--_focus-visible-box-shadow, none);
        background: var(--media-control-background, var(--media-secondary-color, rgb(20 20 30 / .7)));
        height: calc(var(--media-control-height, 24px) + 2 * var(--_media-range-padding));
        display: inline-flex;
        align-items: center;
        
        vertical-align: middle;
        box-sizing: border-box;
        position: relative;
        width: 100px;
        transition: background .15s linear;
        cursor: var(--media-cursor, pointer);
        pointer-events: auto;
        touch-action: none; 
      }

      
      input[type=range]:focus {
        outline: 0;
      }
      input[type=range]:focus::-webkit-slider-runnable-track {
        outline: 0;
      }

      :host(:hover) {
        background: var(--media-control-hover-background, rgb(50 50 70 / .7));
      }

      #leftgap {
        padding-left: var(--media-range-padding-left, var(--_media-range-padding));
      }

      #rightgap {
        padding-right: var(--media-range-padding-right, var(--_media-range-padding));
      }

      #startpoint,
      #endpoint {
        position: absolute;
      }

      #endpoint {
        right: 0;
      }

      #container {
        
        width: var(--media-range-track-width, 100%);
        transform: translate(var(--media-range-track-translate-x, 0px), var(--media-range-track-translate-y, 0px));
        position: relative;
        height: 100%;
        display: flex;
        align-items: center;
        min-width: 40px;
      }

      #range {
        
        display: var(--media-time-range-hover-display, block);
        bottom: var(--media-time-range-hover-bottom, 0);
        height: var(--media-time-range-hover-height, max(100% , 25px));
        width: 100%;
        position: absolute;
        cursor: var(--media-cursor, pointer);

        -webkit-appearance: none; 
        -webkit-tap-highlight-color: transparent;
        background: transparent; 
        margin: 0;
        z-index: 1;
      }

      @media (hover: hover) {
        #range {
          bottom: var(--media-time-range-hover-bottom, 0);
          height: var(--media-time-range-hover-height, max(100%, 20px));
        }
      }

      
      
      #range::-webkit-slider-thumb {
        -webkit-appearance: none;
        background: transparent;
        width: .1px;
        height: .1px;
      }

      
      #range::-moz-range-thumb {
        background: transparent;
        border: transparent;
        width: .1px;
        height: .1px;
      }

      #appearance {
        height: var(--media-range-track-height, 4px);
        display: flex;
        flex-direction: column;
        justify-content: center;
        width: 100%;
        position: absolute;
        
        will-change: transform;
      }

      #track {
        background: var(--media-range-track-background, rgb(255 255 255 / .2));
        border-radius: var(--media-range-track-border-radius, 1px);
        border: var(--media-range-track-border, none);
        outline: var(--media-range-track-outline);
        outline-offset: var(--media-range-track-outline-offset);
        backdrop-filter: var(--media-range-track-backdrop-filter);
        -webkit-backdrop-filter: var(--media-range-track-backdrop-filter);
        box-shadow: var(--media-range-track-box-shadow, none);
        position: absolute;
        width: 100%;
        height: 100%;
        overflow: hidden;
      }

      #progress,
      #pointer {
        position: absolute;
        height: 100%;
        will-change: width;
      }

      #progress {
        background: var(--media-range-bar-color, var(--media-primary-color, rgb(238 238 238)));
        transition: var(--media-range-track-transition);
      }

      #pointer {
        background: var(--media-range-track-pointer-background);
        border-right: var(--media-range-track-pointer-border-right);
        transition: visibility .25s, opacity .25s;
        visibility: hidden;
        opacity: 0;
      }

      @media (hover: hover) {
        :host(:hover) #pointer {
          transition: visibility .5s, opacity .5s;
          visibility: visible;
          opacity: 1;
        }
      }

      #thumb,
      ::slotted([slot=thumb]) {
        width: var(--media-range-thumb-width, 10px);
        height: var(--media-range-thumb-height, 10px);
        transition: var(--media-range-thumb-transition);
        transform: var(--media-range-thumb-transform, none);
        opacity: var(--media-range-thumb-opacity, 1);
        translate: -50%;
        position: absolute;
        left: 0;
        cursor: var(--media-cursor, pointer);
      }

      #thumb {
        border-radius: var(--media-range-thumb-border-radius, 10px);
        background: var(--media-range-thumb-background, var(--media-primary-color, rgb(238 238 238)));
        box-shadow: var(--media-range-thumb-box-shadow, 1px 1px 1px transparent);
        border: var(--media-range-thumb-border, none);
      }

      :host([disabled]) #thumb {
        background-color: #777;
      }

      .segments #appearance {
        height: var(--media-range-segment-hover-height, 7px);
      }

      #track {
        clip-path: url(#segments-clipping);
      }

      #segments {
        --segments-gap: var(--media-range-segments-gap, 2px);
        position: absolute;
        width: 100%;
        height: 100%;
      }

      #segments-clipping {
        transform: translateX(calc(var(--segments-gap) / 2));
      }

      #segments-clipping:empty {
        display: none;
      }

      #segments-clipping rect {
        height: var(--media-range-track-height, 4px);
        y: calc((var(--media-range-segment-hover-height, 7px) - var(--media-range-track-height, 4px)) / 2);
        transition: var(--media-range-segment-transition, transform .1s ease-in-out);
        transform: var(--media-range-segment-transform, scaleY(1));
        transform-origin: center;
      }

      /* Visible label for accessibility - positioned off-screen but technically visible (Firefox requires visible labels) */
      #range-label {
        position: absolute;
        left: -10000px;
        background: var(--media-control-background, var(--media-secondary-color, rgb(20 20 30 / .7)));
        pointer-events: none;
      }
    </style>
    <div id="leftgap"></div>
    <div id="container">
      <div id="startpoint"></div>
      <div id="endpoint"></div>
      <div id="appearance">
        <div id="track" part="track">
          <div id="pointer"></div>
          <div id="progress" part="progress"></div>
        </div>
        <slot name="thumb">
          <div id="thumb" part="thumb"></div>
        </slot>
        <svg id="segments" aria-hidden="true"><clipPath id="segments-clipping"></clipPath></svg>
      </div>
        <input id="range" type="range" min="0" max="1" step="any" value="0">
        <label for="range" id="range-label"></label>

      ${this.getContainerTemplateHTML(i)}
    </div>
    <div id="rightgap"></div>
  `}function Ga(i){return""}var Le=class extends o.HTMLElement{constructor(){if(super(),W(this,ys),W(this,gi),W(this,Ei),W(this,_i),W(this,fs),W(this,gs),W(this,Es),W(this,bs),W(this,ce,void 0),W(this,yi,void 0),W(this,hi,void 0),W(this,pi,void 0),W(this,oe,{}),W(this,bi,[]),W(this,mi,()=>{if(this.range.matches(":focus-visible")){let{style:e}=ee(this.shadowRoot,":host");e.setProperty("--_focus-visible-box-shadow","var(--_focus-box-shadow)")}}),W(this,vi,()=>{let{style:e}=ee(this.shadowRoot,":host");e.removeProperty("--_focus-visible-box-shadow")}),W(this,fi,()=>{let e=this.shadowRoot.querySelector("#segments-clipping");e&&e.parentNode.append(e)}),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=Y(this.attributes),t=this.constructor.getTemplateHTML(e);this.shadowRoot.setHTMLUnsafe?this.shadowRoot.setHTMLUnsafe(t):this.shadowRoot.innerHTML=t}this.container=this.shadowRoot.querySelector("#container"),we(this,hi,this.shadowRoot.querySelector("#startpoint")),we(this,pi,this.shadowRoot.querySelector("#endpoint")),this.range=this.shadowRoot.querySelector("#range"),this.appearance=this.shadowRoot.querySelector("#appearance")}static get observedAttributes(){return["disabled","aria-disabled",M.MEDIA_CONTROLLER]}attributeChangedCallback(e,t,s){var n,r,a,l,c;e===M.MEDIA_CONTROLLER?(t&&((r=(n=C(this,ce))==null?void 0:n.unassociateElement)==null||r.call(n,this),we(this,ce,null)),s&&this.isConnected&&(we(this,ce,(a=this.getRootNode())==null?void 0:a.getElementById(s)),(c=(l=C(this,ce))==null?void 0:l.associateElement)==null||c.call(l,this))):(e==="disabled"||e==="aria-disabled"&&t!==s)&&(s==null?(this.range.removeAttribute(e),ae(this,gi,ms).call(this)):(this.range.setAttribute(e,s),ae(this,Ei,vs).call(this)))}connectedCallback(){var e,t,s;let{style:n}=ee(this.shadowRoot,":host");n.setProperty("display",`var(--media-control-display, var(--${this.localName}-display, inline-flex))`),C(this,oe).pointer=ee(this.shadowRoot,"#pointer"),C(this,oe).progress=ee(this.shadowRoot,"#progress"),C(this,oe).thumb=ee(this.shadowRoot,'#thumb, ::slotted([slot="thumb"])'),C(this,oe).activeSegment=ee(this.shadowRoot,"#segments-clipping rect:nth-child(0)");let r=this.getAttribute(M.MEDIA_CONTROLLER);r&&(we(this,ce,(e=this.getRootNode())==null?void 0:e.getElementById(r)),(s=(t=C(this,ce))==null?void 0:t.associateElement)==null||s.call(t,this)),this.updateBar(),this.shadowRoot.addEventListener("focusin",C(this,mi)),this.shadowRoot.addEventListener("focusout",C(this,vi)),ae(this,gi,ms).call(this),Ft(this.container,C(this,fi))}disconnectedCallback(){var e,t;ae(this,Ei,vs).call(this),(t=(e=C(this,ce))==null?void 0:e.unassociateElement)==null||t.call(e,this),we(this,ce,null),this.shadowRoot.removeEventListener("focusin",C(this,mi)),this.shadowRoot.removeEventListener("focusout",C(this,vi)),Ht(this.container,C(this,fi))}updatePointerBar(e){var t;(t=C(this,oe).pointer)==null||t.style.setProperty("width",`${this.getPointerRatio(e)*100}%`)}updateBar(){var e,t;let s=this.range.valueAsNumber*100;(e=C(this,oe).progress)==null||e.style.setProperty("width",`${s}%`),(t=C(this,oe).thumb)==null||t.style.setProperty("left",`${s}%`)}updateSegments(e){let t=this.shadowRoot.querySelector("#segments-clipping");if(t.textContent="",this.container.classList.toggle("segments",!!e?.length),!e?.length)return;let s=[...new Set([+this.range.min,...e.flatMap(r=>[r.start,r.end]),+this.range.max])];we(this,bi,[...s]);let n=s.pop();for(let[r,a]of s.entries()){let[l,c]=[r===0,r===s.length-1],A=l?"calc(var(--segments-gap) / -1)":`${a*100}%`,E=`calc(${((c?n:s[r+1])-a)*100}%${l||c?"":" - var(--segments-gap)"})`,v=F.createElementNS("http://www.w3.org/2000/svg","rect"),h=Ni(this.shadowRoot,`#segments-clipping rect:nth-child(${r+1})`);h.style.setProperty("x",A),h.style.setProperty("width",E),t.append(v)}}getPointerRatio(e){return bn(e.clientX,e.clientY,C(this,hi).getBoundingClientRect(),C(this,pi).getBoundingClientRect())}get dragging(){return this.hasAttribute("dragging")}handleEvent(e){switch(e.type){case"pointermove":ae(this,bs,_r).call(this,e);break;case"input":this.updateBar();break;case"pointerenter":ae(this,fs,gr).call(this,e);break;case"pointerdown":ae(this,_i,Ts).call(this,e);break;case"pointerup":ae(this,gs,Er).call(this);break;case"pointerleave":ae(this,Es,br).call(this);break}}get keysUsed(){return["ArrowUp","ArrowRight","ArrowDown","ArrowLeft"]}};ce=new WeakMap;yi=new WeakMap;hi=new WeakMap;pi=new WeakMap;oe=new WeakMap;bi=new WeakMap;mi=new WeakMap;vi=new WeakMap;fi=new WeakMap;ys=new WeakSet;fr=function(i){let e=C(this,oe).activeSegment;if(!e)return;let t=this.getPointerRatio(i),n=`#segments-clipping rect:nth-child(${C(this,bi).findIndex((r,a,l)=>{let c=l[a+1];return c!=null&&t>=r&&t<=c})+1})`;(e.selectorText!=n||!e.style.transform)&&(e.selectorText=n,e.style.setProperty("transform","var(--media-range-segment-hover-transform, scaleY(2))"))};gi=new WeakSet;ms=function(){this.hasAttribute("disabled")||!this.isConnected||(this.addEventListener("input",this),this.addEventListener("pointerdown",this),this.addEventListener("pointerenter",this))};Ei=new WeakSet;vs=function(){var i,e;this.removeEventListener("input",this),this.removeEventListener("pointerdown",this),this.removeEventListener("pointerenter",this),this.removeEventListener("pointerleave",this),(i=o.window)==null||i.removeEventListener("pointerup",this),(e=o.window)==null||e.removeEventListener("pointermove",this)};_i=new WeakSet;Ts=function(i){var e;we(this,yi,i.composedPath().includes(this.range)),(e=o.window)==null||e.addEventListener("pointerup",this,{once:!0})};fs=new WeakSet;gr=function(i){var e;i.pointerType!=="mouse"&&ae(this,_i,Ts).call(this,i),this.addEventListener("pointerleave",this,{once:!0}),(e=o.window)==null||e.addEventListener("pointermove",this)};gs=new WeakSet;Er=function(){var i;(i=o.window)==null||i.removeEventListener("pointerup",this),this.toggleAttribute("dragging",!1),this.range.disabled=this.hasAttribute("disabled")};Es=new WeakSet;br=function(){var i,e;this.removeEventListener("pointerleave",this),(i=o.window)==null||i.removeEventListener("pointermove",this),this.toggleAttribute("dragging",!1),this.range.disabled=this.hasAttribute("disabled"),(e=C(this,oe).activeSegment)==null||e.style.removeProperty("transform")};bs=new WeakSet;_r=function(i){i.pointerType==="pen"&&i.buttons===0||(this.toggleAttribute("dragging",i.buttons===1||i.pointerType!=="mouse"),this.updatePointerBar(i),ae(this,ys,fr).call(this,i),this.dragging&&(i.pointerType!=="mouse"||!C(this,yi))&&(this.range.disabled=!0,this.range.valueAsNumber=this.getPointerRatio(i),this.range.dispatchEvent(new Event("input",{bubbles:!0,composed:!0}))))};Le.shadowRootOptions={mode:"open"};Le.getTemplateHTML=qa;Le.getContainerTemplateHTML=Ga;o.customElements.get("media-chrome-range")||o.customElements.define("media-chrome-range",Le);var Qa=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},yr=(i,e,t)=>(Qa(i,e,"read from private field"),t?t.call(i):e.get(i)),Ya=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},Ti,za=1,ja=i=>i.mediaMuted?0:i.mediaVolume,Za=i=>`${Math.round(i*100)}%`,As=class extends Le{constructor(){super(...arguments),Ya(this,Ti,()=>{let e=this.range.value,t=new o.CustomEvent(p.MEDIA_VOLUME_REQUEST,{composed:!0,bubbles:!0,detail:e});this.dispatchEvent(t)})}static get observedAttributes(){return[...super.observedAttributes,d.MEDIA_VOLUME,d.MEDIA_MUTED,d.MEDIA_VOLUME_UNAVAILABLE]}connectedCallback(){super.connectedCallback(),this.range.setAttribute("aria-label",R("volume")),this.range.addEventListener("input",yr(this,Ti))}disconnectedCallback(){this.range.removeEventListener("input",yr(this,Ti)),super.disconnectedCallback()}attributeChangedCallback(e,t,s){super.attributeChangedCallback(e,t,s),(e===d.MEDIA_VOLUME||e===d.MEDIA_MUTED)&&(this.range.valueAsNumber=ja(this),this.range.setAttribute("aria-valuetext",Za(this.range.valueAsNumber)),this.updateBar())}get mediaVolume(){return We(this,d.MEDIA_VOLUME,za)}set mediaVolume(e){Ke(this,d.MEDIA_VOLUME,e)}get mediaMuted(){return S(this,d.MEDIA_MUTED)}set mediaMuted(e){w(this,d.MEDIA_MUTED,e)}get mediaVolumeUnavailable(){return O(this,d.MEDIA_VOLUME_UNAVAILABLE)}set mediaVolumeUnavailable(e){D(this,d.MEDIA_VOLUME_UNAVAILABLE,e)}};Ti=new WeakMap;o.customElements.get("media-volume-range")||o.customElements.define("media-volume-range",As);var Tr=`<svg aria-hidden="true" viewBox="0 0 28 24">
  <path d="M24 3H4a1 1 0 0 0-1 1v16a1 1 0 0 0 1 1h20a1 1 0 0 0 1-1V4a1 1 0 0 0-1-1Zm-1 16H5V5h18v14Zm-3-8h-7v5h7v-5Z"/>
</svg>`;function Xa(i){return`
    <style>
      :host([${d.MEDIA_IS_PIP}]) slot[name=icon] slot:not([name=exit]) {
        display: none !important;
      }

      :host(:not([${d.MEDIA_IS_PIP}])) slot[name=icon] slot:not([name=enter]) {
        display: none !important;
      }

      :host([${d.MEDIA_IS_PIP}]) slot[name=tooltip-enter],
      :host(:not([${d.MEDIA_IS_PIP}])) slot[name=tooltip-exit] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="enter">${Tr}</slot>
      <slot name="exit">${Tr}</slot>
    </slot>
  `}function Ja(){return`
    <slot name="tooltip-enter">${R("Enter picture in picture mode")}</slot>
    <slot name="tooltip-exit">${R("Exit picture in picture mode")}</slot>
  `}var Ar=i=>{let e=i.mediaIsPip?R("exit picture in picture mode"):R("enter picture in picture mode");i.setAttribute("aria-label",e)},Lt=class extends q{static get observedAttributes(){return[...super.observedAttributes,d.MEDIA_IS_PIP,d.MEDIA_PIP_UNAVAILABLE]}connectedCallback(){super.connectedCallback(),Ar(this)}attributeChangedCallback(e,t,s){super.attributeChangedCallback(e,t,s),e===d.MEDIA_IS_PIP&&Ar(this)}get mediaPipUnavailable(){return O(this,d.MEDIA_PIP_UNAVAILABLE)}set mediaPipUnavailable(e){D(this,d.MEDIA_PIP_UNAVAILABLE,e)}get mediaIsPip(){return S(this,d.MEDIA_IS_PIP)}set mediaIsPip(e){w(this,d.MEDIA_IS_PIP,e)}handleClick(){let e=this.mediaIsPip?p.MEDIA_EXIT_PIP_REQUEST:p.MEDIA_ENTER_PIP_REQUEST;this.dispatchEvent(new o.CustomEvent(e,{composed:!0,bubbles:!0}))}};Lt.getSlotTemplateHTML=Xa;Lt.getTooltipContentHTML=Ja;o.customElements.get("media-pip-button")||o.customElements.define("media-pip-button",Lt);var Sr=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},eo=(i,e,t)=>(Sr(i,e,"read from private field"),t?t.call(i):e.get(i)),to=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},io=(i,e,t,s)=>(Sr(i,e,"write to private field"),s?s.call(i,t):e.set(i,t),t),Ai,so=`<svg aria-hidden="true" viewBox="0 0 26 24">
  <path d="M16 3v2.5h3.5V9H22V3h-6ZM4 9h2.5V5.5H10V3H4v6Zm15.5 9.5H16V21h6v-6h-2.5v3.5ZM6.5 15H4v6h6v-2.5H6.5V15Z"/>
</svg>`,no=`<svg aria-hidden="true" viewBox="0 0 26 24">
  <path d="M18.5 6.5V3H16v6h6V6.5h-3.5ZM16 21h2.5v-3.5H22V15h-6v6ZM4 17.5h3.5V21H10v-6H4v2.5Zm3.5-11H4V9h6V3H7.5v3.5Z"/>
</svg>`;function ro(i){return`
    <style>
      :host([${d.MEDIA_IS_FULLSCREEN}]) slot[name=icon] slot:not([name=exit]) {
        display: none !important;
      }

      
      :host(:not([${d.MEDIA_IS_FULLSCREEN}])) slot[name=icon] slot:not([name=enter]) {
        display: none !important;
      }

      :host([${d.MEDIA_IS_FULLSCREEN}]) slot[name=tooltip-enter],
      :host(:not([${d.MEDIA_IS_FULLSCREEN}])) slot[name=tooltip-exit] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="enter">${so}</slot>
      <slot name="exit">${no}</slot>
    </slot>
  `}function ao(){return`
    <slot name="tooltip-enter">${R("Enter fullscreen mode")}</slot>
    <slot name="tooltip-exit">${R("Exit fullscreen mode")}</slot>
  `}var kr=i=>{let e=i.mediaIsFullscreen?R("exit fullscreen mode"):R("enter fullscreen mode");i.setAttribute("aria-label",e)},It=class extends q{constructor(){super(...arguments),to(this,Ai,null)}static get observedAttributes(){return[...super.observedAttributes,d.MEDIA_IS_FULLSCREEN,d.MEDIA_FULLSCREEN_UNAVAILABLE]}connectedCallback(){super.connectedCallback(),kr(this)}attributeChangedCallback(e,t,s){super.attributeChangedCallback(e,t,s),e===d.MEDIA_IS_FULLSCREEN&&kr(this)}get mediaFullscreenUnavailable(){return O(this,d.MEDIA_FULLSCREEN_UNAVAILABLE)}set mediaFullscreenUnavailable(e){D(this,d.MEDIA_FULLSCREEN_UNAVAILABLE,e)}get mediaIsFullscreen(){return S(this,d.MEDIA_IS_FULLSCREEN)}set mediaIsFullscreen(e){w(this,d.MEDIA_IS_FULLSCREEN,e)}handleClick(e){io(this,Ai,e);let t=eo(this,Ai)instanceof PointerEvent,s=this.mediaIsFullscreen?new o.CustomEvent(p.MEDIA_EXIT_FULLSCREEN_REQUEST,{composed:!0,bubbles:!0}):new o.CustomEvent(p.MEDIA_ENTER_FULLSCREEN_REQUEST,{composed:!0,bubbles:!0,detail:t});this.dispatchEvent(s)}};Ai=new WeakMap;It.getSlotTemplateHTML=ro;It.getTooltipContentHTML=ao;o.customElements.get("media-fullscreen-button")||o.customElements.define("media-fullscreen-button",It);function Ss(i){let e=new DataView(i);if(i.byteLength<4)return null;switch(e.getUint8(0)){case 1:{let t=e.getUint16(2);return i.byteLength<4+t?null:{mime:new TextDecoder().decode(new Uint8Array(i,4,t)),data:new Uint8Array(i,4+t)}}case 2:{if(i.byteLength<24)return null;let t=e.getUint8(1);return{data:new Uint8Array(i,24),key:(t&1)!==0,gap:(t&2)!==0,audio:(t&4)!==0,duration:e.getUint32(4)/1e6,time:Number(e.getBigInt64(8))/1e6,capture:Number(e.getBigInt64(16))/1e6}}}return null}var ks=250,oo=5e3,lo=6e3,ki=class{constructor(e){this.url=e}url;sink=null;socket=null;retry=ks;timer=0;watch=0;heard=0;wasOpen=!1;ahead=-1/0;wake=()=>this.now();start(e){this.sink=e,window.addEventListener("online",this.wake),document.addEventListener("visibilitychange",this.wake),this.connect()}stop(){window.removeEventListener("online",this.wake),document.removeEventListener("visibilitychange",this.wake),this.sink=null,this.drop()}connect(){let e=this.sink;if(!e)return;this.drop(),e.state(this.wasOpen?"lost":"connecting");let t=new WebSocket(new URL(this.url,location.href.replace(/^http/,"ws")));t.binaryType="arraybuffer",this.socket=t,this.heard=performance.now(),this.watch=window.setInterval(()=>{performance.now()-this.heard>lo&&this.again()},1e3),t.onopen=()=>{this.wasOpen=!0,this.ahead=-1/0,e.begin(),e.state("open")},t.onmessage=s=>{this.heard=performance.now(),typeof s.data=="string"?this.text(s.data):this.binary(s.data)},t.onclose=()=>this.again()}drop(){clearTimeout(this.timer),clearInterval(this.watch),this.timer=0;let e=this.socket;this.socket=null,e&&(e.onopen=e.onmessage=e.onclose=null,e.close())}again(){if(this.drop(),!this.sink)return;this.sink.state(this.wasOpen?"lost":"connecting");let e=this.retry*(.75+Math.random()/2);this.retry=Math.min(oo,this.retry*2),this.timer=window.setTimeout(()=>this.connect(),e)}now(){this.timer===0||document.visibilityState==="hidden"||(this.retry=ks,this.connect())}binary(e){let t=Ss(e);!t||!this.sink||(this.retry=ks,"mime"in t?this.sink.init(t.mime,t.data):this.sink.fragment(t))}text(e){let t=this.sink;if(!t)return;let s;try{s=JSON.parse(e)}catch{return}switch(typeof s.title=="string"&&t.title(s.title),typeof s.now=="number"&&(this.ahead=Math.max(this.ahead,s.now/1e6-Date.now()/1e3),t.clock(this.ahead)),s.type){case"hello":typeof s.link=="string"&&t.link(s.link);break;case"stats":t.figures(s.figures??{});break;case"end":t.state("ended"),this.stop();break}}};var x={startTarget:.3,minTarget:.2,maxTarget:2.5,margin:.12,window:10,fall:.05,stallMemory:60,settle:5,deadZone:.03,done:.01,gain:.15,minRate:.97,maxRate:1.05,jump:1.5},wr=20,Si=class{slots=[];begun=-1;last=0;lastAt=0;stallFloor=0;stallAt=-1/0;reset(){this.slots=[],this.begun=-1}arrived(e,t){this.begun<0&&(this.begun=e,this.last=x.startTarget,this.lastAt=e);let s=e-t,n=x.window/wr,r=this.slots[this.slots.length-1];if(r&&e-r.at<n)r.min=Math.min(r.min,s),r.max=Math.max(r.max,s);else for(this.slots.push({at:e,min:s,max:s});this.slots.length>wr;)this.slots.shift()}stalled(e){this.stallFloor=Math.min(x.maxTarget,this.target(e)*1.5),this.stallAt=e}forgive(){this.stallFloor=0,this.last=x.startTarget}get known(){return this.slots.length>0}get base(){let e=1/0;for(let t of this.slots)e=Math.min(e,t.min);return e}get jitter(){if(!this.known)return 0;let e=this.slots.map(t=>t.max).sort((t,s)=>s-t);return Math.max(0,e[e.length>2?1:0]-this.base)}target(e){let t=this.jitter+x.margin;e-this.begun<x.settle&&(t=Math.max(t,x.startTarget));let s=e-this.stallAt;s<x.stallMemory&&(t=Math.max(t,this.stallFloor*(1-s/x.stallMemory))),t=Math.min(x.maxTarget,Math.max(x.minTarget,t));let n=this.last-x.fall*Math.max(0,e-this.lastAt);return this.last=Math.max(t,Math.min(this.last,n)),this.lastAt=e,this.last}desired(e){return e-this.base-this.target(e)}};function Lr(i,e){let t=e===1?x.deadZone:x.done;if(Math.abs(i)<t)return 1;let s=Math.min(x.maxRate,Math.max(x.minRate,1+i*x.gain));return Math.round(s*200)/200}var I={tick:100,calm:.06,calmMedia:.15,longestStart:.5,keepBehind:20,trimAt:30,keepAll:90,startCheck:.7,startError:.4,maxQueue:32<<20,nearEnd:.06,inside:.02,timeJump:.5,deaf:.3,maxFailures:4,failureWindow:20,leaveLive:3,refill:.7,longestHold:1.5,captures:120},ws=globalThis.MediaSource??globalThis.ManagedMediaSource,J=()=>performance.now()/1e3,wi=class{constructor(e,t){this.video=e;this.changed=t;let s=(n,r)=>e.addEventListener(n,r,{signal:this.abort.signal});s("waiting",()=>this.waiting()),s("playing",()=>this.playing()),s("seeking",()=>this.seeking()),s("pause",()=>this.paused()),s("play",()=>this.resumed()),s("error",()=>this.failed()),document.addEventListener("visibilitychange",()=>{document.visibilityState!=="visible"||this.userPaused||!this.started||(this.play(),this.tick())},{signal:this.abort.signal}),e.disableRemotePlayback=!0,this.timer=window.setInterval(()=>this.tick(),I.tick),this.awaitFrame()}video;changed;source=null;buffer=null;url="";work=[];queued=0;mime="";initData=null;needKey=!0;lastEnd=NaN;lastAudioEnd=NaN;timeLine=NaN;deafUntil=NaN;failures=[];arrivals=new Si;recent=[];captures=[];beganWaiting=NaN;started=!1;startedAt=1/0;hasVideo=!0;state="idle";live=!0;userPaused=!1;ownSeek=!1;stallSince=NaN;holdSince=NaN;firstFrame=NaN;stallCount=0;stalledFor=0;jumps=0;lastTime=NaN;lastMoved=NaN;made=J();timer;abort=new AbortController;clockOffset=0;close(){clearInterval(this.timer),this.abort.abort(),this.dropSource(),this.video.removeAttribute("src"),this.video.load()}begin(){this.needKey=!0,this.initData=null,this.deafUntil=NaN}init(e,t){if(this.initData&&this.mime===e&&uo(this.initData,t)&&this.buffer)return;let s=this.initData===null&&this.mime===e;if(this.initData=t,this.needKey=!0,!ws?.isTypeSupported(e)){this.mime=e,this.set("unsupported");return}let n=a=>a.split(",").length+a.slice(0,5),r=this.source!==null&&n(this.mime)===n(e);this.mime=e,this.hasVideo=e.startsWith("video/"),r||this.openSource(),s||(this.started=this.started&&r),this.push({kind:"init",mime:e,data:t}),(this.state==="idle"||this.state==="unsupported")&&this.set("starting")}fragment(e){if(this.state==="unsupported"||!this.source||this.needKey&&!e.key)return;let t=!e.audio||!this.hasVideo;if(!this.sameTime(e,t)){if(!t)return;if(!e.key){this.needKey=!0;return}e.time<this.lastEnd-I.timeJump?this.restart():this.arrivals.reset()}if(this.needKey=!1,this.queued+e.data.length>I.maxQueue){this.needKey=!0;return}t?this.note(e):this.lastAudioEnd=e.time+e.duration,this.push({kind:"media",data:e.data})}goLive(){this.live=!0,this.userPaused=!1,this.started&&(this.jumpTo(this.edge()-this.arrivals.target(J())),this.play())}get stats(){let e=J(),t=this.video instanceof HTMLVideoElement?this.video.getVideoPlaybackQuality():null;return{state:this.state,delayMs:this.delay()*1e3,firstFrameMs:this.firstFrame*1e3,stalls:this.stallCount,stalledMs:1e3*(this.stalledFor+(isNaN(this.stallSince)?0:e-this.stallSince)),bufferMs:this.ahead()*1e3,targetMs:this.arrivals.known?this.arrivals.target(e)*1e3:x.startTarget*1e3,jitterMs:this.arrivals.jitter*1e3,rate:this.video.playbackRate,live:this.live,jumps:this.jumps,frames:t?.totalVideoFrames??0,droppedFrames:t?.droppedVideoFrames??0,currentTime:this.video.currentTime,mime:this.mime}}note(e){let t=J(),s=e.time+e.duration;for(this.lastEnd=s,this.recent.push({at:t,time:s});this.recent.length>1&&this.recent[0].at<t-1;)this.recent.shift();for(isNaN(this.deafUntil)&&(this.deafUntil=this.started?t+I.deaf:0),this.started&&t>=this.deafUntil&&this.arrivals.arrived(t,s),this.timeLine=e.capture-e.time,this.captures.push({time:e.time,capture:e.capture});this.captures.length>1&&this.captures[0].time<e.time-I.captures;)this.captures.shift()}sameTime(e,t){let s=t?this.lastEnd:this.lastAudioEnd;return!(Math.abs(e.time-s)>I.timeJump)||!(Math.abs(e.capture-e.time-this.timeLine)>I.timeJump)}restart(){this.work=this.work.filter(e=>e.kind==="init"),this.queued=0,this.recent=[],this.captures=[],this.lastEnd=this.lastAudioEnd=NaN,this.started=!1,this.beganWaiting=NaN,this.push({kind:"remove",from:0,to:1/0})}delay(){let e=this.video.currentTime,t=NaN;for(let s=this.captures.length-1;s>=0;s--){let n=this.captures[s];if(n.time<=e){t=n.capture+Math.min(e-n.time,1);break}}return Date.now()/1e3+this.clockOffset-t}openSource(){if(this.dropSource(),!ws)return;let e=new ws;this.source=e,this.url=URL.createObjectURL(e),e.addEventListener("sourceopen",()=>{this.source!==e||this.buffer||(URL.revokeObjectURL(this.url),e.duration=1/0,this.buffer=e.addSourceBuffer(this.mime),this.buffer.addEventListener("updateend",()=>{this.next(),this.tick()}),this.next())}),this.video.src=this.url,this.started=!1,this.beganWaiting=NaN,this.recent=[],this.captures=[],this.lastEnd=this.lastAudioEnd=NaN}dropSource(){this.url&&URL.revokeObjectURL(this.url),this.source=null,this.buffer=null,this.url="",this.work=[],this.queued=0}push(e){this.work.push(e),e.kind==="media"&&(this.queued+=e.data.length),this.next()}next(){let e=this.buffer,t=this.work[0];if(!(!e||!t||e.updating||this.source?.readyState!=="open"))try{switch(t.kind){case"init":e.changeType(t.mime),e.appendBuffer(t.data),this.work.shift();break;case"remove":e.remove(t.from,t.to),this.work.shift();break;case"media":{let s=1;for(;s<this.work.length&&this.work[s].kind==="media";)s++;let n=this.work.slice(0,s).map(a=>a.data),r=co(n);e.appendBuffer(r),this.work.splice(0,s),this.queued-=r.length}}}catch(s){s instanceof DOMException&&s.name==="QuotaExceededError"?this.makeRoom():this.failed()}}makeRoom(){let e=this.rangeStart(),t=this.video.currentTime-2;if(e<t){this.work.unshift({kind:"remove",from:0,to:t}),this.next();return}this.work=this.work.filter(s=>s.kind!=="media"),this.queued=0,this.needKey=!0}failed(){if(!this.initData||this.state==="unsupported")return;let e=J();if(this.failures=this.failures.filter(s=>e-s<I.failureWindow),this.failures.push(e),this.failures.length>I.maxFailures){this.set("unsupported");return}let t=this.initData;this.openSource(),this.needKey=!0,this.push({kind:"init",mime:this.mime,data:t}),this.set("starting")}trim(){let e=this.buffer;if(!e||e.updating||this.work.length>0)return;let t=this.rangeStart(),s=this.video.currentTime,n=s-t>I.trimAt?s-I.keepBehind:0;this.edge()-t>I.keepAll&&(n=Math.max(n,this.edge()-I.keepAll*.8)),n>t&&this.push({kind:"remove",from:0,to:n})}rangeStart(){let e=this.video.buffered;return e.length>0?e.start(0):NaN}edge(){let e=this.video.buffered;return e.length>0?e.end(e.length-1):NaN}tick(){if(!this.buffer||this.state==="unsupported")return;if(!this.started){this.tryStart();return}if(this.trim(),this.video.paused)return;let e=J();if(this.watchProgress(e),this.skipHoles(),!isNaN(this.holdSince)){this.tryRelease(e);return}if(!this.live||!this.arrivals.known||this.video.seeking)return;let t=this.arrivals.desired(e)-this.video.currentTime;if(t>x.jump&&this.edge()-this.video.currentTime>x.jump){this.jumpTo(this.arrivals.desired(e));return}if(e-this.startedAt>I.startCheck&&!isNaN(this.firstFrame)&&(this.startedAt=1/0,t>I.startError)){this.jumpTo(this.arrivals.desired(e));return}this.setRate(Lr(t,this.video.playbackRate))}tryStart(){let e=this.edge();if(isNaN(e)||this.recent.length===0)return;let t=J();isNaN(this.beganWaiting)&&(this.beganWaiting=t);let s=this.recent[this.recent.length-1],n=this.recent.findLast(c=>c.at<=t-I.calm),r=n?s.time-n.time<I.calmMedia:!1,a=this.work.length>0,l=e-this.rangeStart()>=x.startTarget;(!r||a||!l)&&t-this.beganWaiting<I.longestStart||(this.started=!0,this.startedAt=t,this.release(t),this.arrivals.reset(),this.arrivals.arrived(t,s.time),this.jumpTo(e-x.minTarget),!this.userPaused&&this.play())}play(){this.video.paused&&this.video.play().catch(e=>{!(e instanceof DOMException)||e.name!=="NotAllowedError"||(this.video.muted?this.set("blocked"):(this.video.muted=!0,this.play()))})}jumpTo(e){let t=this.video.buffered;if(t.length===0||isNaN(e))return;let s=Math.min(e,t.end(t.length-1)-I.nearEnd);for(let n=0;n<t.length;n++)if(s<=t.end(n)){s=Math.max(s,t.start(n)+(n>0||t.start(n)>0?I.inside:0));break}this.ownSeek=!0,this.jumps++,this.setRate(1),this.video.currentTime=s}skipHoles(){let e=this.video.buffered,t=this.video.currentTime,s=!isNaN(this.holdSince);for(let n=0;n<e.length;n++){if(t<e.start(n)){let r=this.arrivals.known?this.arrivals.desired(J()):0;this.jumpTo(this.live&&n===e.length-1?Math.max(e.start(n),r):e.start(n)),s&&this.arrivals.forgive();return}if(t<e.end(n)-I.nearEnd&&!s)return}}watchProgress(e){let t=this.video.currentTime;if(t!==this.lastTime){this.lastTime=t,this.lastMoved=e,isNaN(this.holdSince)&&this.endStall(e);return}e-this.lastMoved>.4&&isNaN(this.holdSince)&&this.ahead()<I.nearEnd*2&&this.stall(e)}waiting(){!this.started||this.video.seeking||this.ownSeek||isNaN(this.firstFrame)||this.video.paused||!isNaN(this.holdSince)||this.stall(J())}stall(e){isNaN(this.stallSince)&&(this.stallSince=e,this.stallCount++,this.arrivals.stalled(e),this.holdSince=e,this.video.playbackRate=0,this.set("stalled"))}tryRelease(e){let t=this.ahead();!(t>=this.arrivals.target(e)*I.refill)&&(e-this.holdSince<I.longestHold||t<I.nearEnd)||this.release(e)}release(e){this.holdSince=NaN,this.video.playbackRate=1,this.endStall(e)}ahead(){let e=this.video.buffered,t=this.video.currentTime;for(let s=0;s<e.length;s++)if(t>=e.start(s)&&t<=e.end(s))return e.end(s)-t;return 0}endStall(e){isNaN(this.stallSince)||(this.stalledFor+=e-this.stallSince,this.stallSince=NaN,this.set("playing"))}setRate(e){isNaN(this.holdSince)&&this.video.playbackRate!==e&&(this.video.playbackRate=e)}playing(){this.ownSeek=!1,!this.hasVideo&&isNaN(this.firstFrame)&&(this.firstFrame=J()-this.made),isNaN(this.holdSince)&&(this.endStall(J()),this.set("playing"))}seeking(){this.ownSeek||(isNaN(this.holdSince)||this.release(J()),this.live=this.edge()-this.video.currentTime<I.leaveLive,this.live||this.setRate(1),this.changed())}paused(){!this.started||this.video.ended||document.visibilityState==="hidden"||(this.userPaused=!0,this.set("paused"))}resumed(){let e=this.userPaused;this.userPaused=!1,e&&this.live&&this.goLive()}awaitFrame(){let e=this.video;if(!(e instanceof HTMLVideoElement)||!e.requestVideoFrameCallback){e.addEventListener("loadeddata",()=>this.sawFrame(),{once:!0});return}e.requestVideoFrameCallback(()=>this.sawFrame())}sawFrame(){isNaN(this.firstFrame)&&(this.firstFrame=J()-this.made),this.changed()}set(e){this.state!==e&&(this.state=e,this.changed())}};function uo(i,e){return i.length===e.length&&i.every((t,s)=>t===e[s])}function co(i){if(i.length===1)return i[0];let e=new Uint8Array(i.reduce((s,n)=>s+n.length,0)),t=0;for(let s of i)e.set(s,t),t+=s.length;return e}var Ir=`/* The player, inside its shadow tree. */
:host {
  display: block;
  position: relative;
  aspect-ratio: 16 / 9;
  background: #000;
  color: #fff;
  overflow: hidden;
  font: 500 15px/1.4 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
  --live: #ff4d4d;
}
:host([hidden]) { display: none; }
:host(:fullscreen) { aspect-ratio: auto; }

media-controller {
  width: 100%;
  height: 100%;
  --media-primary-color: #fff;
  --media-secondary-color: transparent;
  --media-control-background: transparent;
  --media-control-hover-background: rgb(255 255 255 / 0.16);
  --media-control-padding: 10px;
  --media-button-icon-width: 22px;
  --media-button-icon-height: 22px;
  --media-font-family: inherit;
  --media-tooltip-background-color: rgb(20 20 24 / 0.92);
  --media-tooltip-border-radius: 6px;
  --media-range-track-height: 4px;
  --media-range-track-border-radius: 2px;
  --media-range-thumb-height: 12px;
  --media-range-thumb-width: 12px;
  --media-focus-box-shadow: inset 0 0 0 2px rgb(125 180 255 / 0.95);
}
video { width: 100%; height: 100%; object-fit: contain; }

.bar {
  width: 100%;
  align-items: center;
  gap: 2px;
  padding: 34px 10px 8px;
  box-sizing: border-box;
  background: linear-gradient(to top, rgb(0 0 0 / 0.72), rgb(0 0 0 / 0));
}
media-play-button, media-mute-button, media-pip-button, media-fullscreen-button { border-radius: 8px; }
media-volume-range { width: 84px; --media-control-hover-background: transparent; }
.space { flex: 1; }

button { font: inherit; color: inherit; border: 0; cursor: pointer; }
button:focus-visible { outline: 2px solid #7db4ff; outline-offset: 2px; }

.badge {
  display: inline-flex;
  align-items: center;
  gap: 7px;
  margin: 0 6px;
  padding: 5px 11px 5px 9px;
  border-radius: 999px;
  background: rgb(255 255 255 / 0.14);
  font-size: 13px;
  letter-spacing: 0.02em;
  font-variant-numeric: tabular-nums;
  white-space: nowrap;
}
.badge:hover { background: rgb(255 255 255 / 0.24); }
.badge::before { content: ''; width: 8px; height: 8px; border-radius: 50%; background: #a3a3ad; }
.badge b { font-weight: 700; letter-spacing: 0.06em; }
.badge.live::before { background: var(--live); box-shadow: 0 0 0 3px rgb(255 77 77 / 0.25); }

.sound {
  position: absolute;
  bottom: 66px;
  left: 16px;
  display: inline-flex;
  align-items: center;
  gap: 9px;
  padding: 10px 17px 10px 13px;
  border-radius: 999px;
  background: #fff;
  color: #14141a;
  font-weight: 650;
  box-shadow: 0 4px 18px rgb(0 0 0 / 0.35);
  z-index: 2;
}
.sound:hover { background: #eef0f5; }
.sound svg { width: 20px; height: 20px; flex: none; }

.message {
  position: absolute;
  inset: 0;
  display: flex;
  flex-direction: column;
  align-items: center;
  justify-content: center;
  gap: 14px;
  padding: 20px 24px 56px;
  text-align: center;
  pointer-events: none;
  background: rgb(0 0 0 / 0.55);
  z-index: 1;
}
.message.plain { background: radial-gradient(circle at 50% 42%, #262633, #0c0c11 70%); }
.message p { margin: 0; max-width: 34em; font-size: clamp(15px, 2.2vw, 19px); text-wrap: balance; }
.message small { max-width: 40em; color: #c3c3cf; font-size: 14px; font-weight: 400; text-wrap: balance; }
.spinner {
  width: 34px; height: 34px; border-radius: 50%;
  border: 3px solid rgb(255 255 255 / 0.22); border-top-color: #fff;
  animation: turn 0.9s linear infinite;
}
.play {
  pointer-events: auto;
  width: 76px; height: 76px; border-radius: 50%;
  background: #fff; color: #14141a;
  display: grid; place-items: center;
}
.play svg { width: 34px; height: 34px; margin-left: 4px; }
.audio { position: absolute; inset: 0; display: grid; place-items: center; background: radial-gradient(circle at 50% 45%, #2b2b45, #0c0c11 72%); }
.audio svg { width: min(22%, 130px); opacity: 0.85; }
[hidden] { display: none !important; }

@keyframes turn { to { transform: rotate(1turn); } }
@media (prefers-reduced-motion: reduce) { .spinner { animation-duration: 4s; } }
@media (max-width: 520px) {
  media-volume-range { display: none; }
  .bar { padding: 24px 4px 4px; }
  .sound { bottom: 58px; left: 10px; padding: 8px 14px 8px 10px; }
}
`;var Mt={offer:1,answer:2};var hu=Array.from({length:256},(i,e)=>e.toString(16).padStart(2,"0"));var pu=new TextEncoder,mu=new TextDecoder;var po=24,Mr=128,mo=350,vo=1.6,fo=2e3,go=12e3,Eo=60,Ii=class{constructor(e,t,s=n=>new RTCPeerConnection(n)){this.self=e;this.host=t;this.make=s}self;host;make;links=new Map;nextId=1;closed=!1;iceServers=[];counts={tried:0,up:0,failed:0};get up(){return[...this.links.values()].filter(e=>e.up).length}connect(e){if(this.closed)return;let t=this.find(e);if(t){t.wanted=!0;return}if(this.links.size>=Mr){this.host.failed(e);return}let s=this.open(e,bo(),!0);s&&this.offer(s)}described(e,t,s,n){this.closed||(t===Mt.offer?this.offered(e,s,n):t===Mt.answer&&this.answered(e,s,n))}candidatesOf(e,t,s){let n=this.find(e);n?.session===t&&this.addCandidates(n,s.split(`
`))}refused(e,t){let s=this.find(e);s?.session===t&&s.offered&&!s.up&&this.drop(s)}disconnect(e){let t=this.links.get(e);t&&this.forget(t)}close(){this.closed=!0;for(let e of[...this.links.values()])this.forget(e)}find(e){let t;for(let s of this.links.values())s.peer===e&&(t=s);return t}open(e,t,s){let n,r;try{n=this.make({iceServers:this.iceServers}),r=n.createDataChannel("throng",{negotiated:!0,id:0,ordered:!1,maxRetransmits:0})}catch{return this.counts.failed++,s&&this.host.failed(e),null}let a={id:this.nextId++,peer:e,session:t,offered:s,wanted:s,connection:n,remote:!1,up:!1,candidates:[],told:0,heard:new Set,repeat:mo,timer:0,deadline:performance.now()+go};return this.links.set(a.id,a),this.counts.tried++,n.onicecandidate=l=>{l.candidate?.candidate&&(a.candidates.push(l.candidate.candidate),a.told>0&&this.tellCandidates(a))},n.onconnectionstatechange=()=>this.stateChanged(a),this.host.channel(a.id,e,r),this.schedule(a),a}stateChanged(e){switch(e.connection.connectionState){case"connected":if(e.up)return;e.up=!0,this.counts.up++,this.host.up?.(e.id),clearTimeout(e.timer),this.replaceOlder(e);break;case"failed":case"closed":this.drop(e)}}replaceOlder(e){for(let t of[...this.links.values()])t.peer===e.peer&&t.id<e.id&&this.drop(t)}async offer(e){try{await e.connection.setLocalDescription(await e.connection.createOffer()),await this.gathered(e),this.describe(e)}catch{this.drop(e)}}gathered(e){let{connection:t}=e;return new Promise(s=>{if(t.iceGatheringState==="complete")return s();let n=window.setTimeout(s,Eo);t.addEventListener("icegatheringstatechange",()=>{t.iceGatheringState==="complete"&&(clearTimeout(n),s())})})}describe(e){if(!this.links.has(e.id))return;let t=e.connection.localDescription;t&&(e.told=Math.max(1,e.candidates.length),this.host.describe(e.peer,e.offered?Mt.offer:Mt.answer,e.session,t.sdp))}tellCandidates(e){e.candidates.length<=e.told&&e.told>1||(e.told=e.candidates.length,this.host.candidates(e.peer,e.session,e.candidates.join(`
`)))}schedule(e){e.timer=window.setTimeout(()=>{if(!(e.up||!this.links.has(e.id))){if(performance.now()>=e.deadline){this.drop(e);return}e.offered&&!e.remote&&this.describe(e),e.repeat=Math.min(fo,e.repeat*vo),this.schedule(e)}},e.repeat)}offered(e,t,s){let n=this.find(e);if(n&&!n.offered&&n.session===t){this.addCandidates(n,Li(s)),n.connection.localDescription&&this.describe(n);return}if(n?.offered&&!n.up){if(this.self>e)return;this.forget(n)}let r=n?.wanted===!0&&!n.up,a=[...this.links.values()].filter(c=>!c.offered&&!c.up);if(a.length>=po||this.links.size>=Mr){this.host.refuse(e,t),r&&this.host.failed(e);return}for(let c of a)c.peer===e&&this.forget(c);let l=this.open(e,t,!1);if(!l){r&&this.host.failed(e);return}l.wanted=r,this.answer(l,s)}async answer(e,t){try{await e.connection.setRemoteDescription({type:"offer",sdp:t}),e.remote=!0;for(let s of Li(t))e.heard.add(s);await e.connection.setLocalDescription(await e.connection.createAnswer()),await this.gathered(e),this.describe(e)}catch{this.drop(e)}}answered(e,t,s){let n=this.find(e);if(!(!n?.offered||n.session!==t)){if(n.remote){this.addCandidates(n,Li(s));return}n.remote=!0;for(let r of Li(s))n.heard.add(r);n.connection.setRemoteDescription({type:"answer",sdp:s}).then(()=>n.candidates.length>n.told&&this.tellCandidates(n),()=>this.drop(n))}}addCandidates(e,t){if(e.connection.remoteDescription)for(let s of t)s===""||e.heard.has(s)||(e.heard.add(s),e.connection.addIceCandidate({candidate:s,sdpMid:"0",sdpMLineIndex:0}).catch(()=>{}))}drop(e){this.links.has(e.id)&&(this.forget(e),e.up||this.counts.failed++,!e.up&&e.wanted?this.host.failed(e.peer):this.host.down(e.id))}forget(e){this.links.delete(e.id),clearTimeout(e.timer),e.connection.onicecandidate=e.connection.onconnectionstatechange=null,e.connection.close()}};function Li(i){return i.split(/\r?\n/).filter(e=>e.startsWith("a=candidate:")).map(e=>e.slice(2))}function bo(){return crypto.getRandomValues(new BigUint64Array(1))[0]}var _o=1e7,yo=1.5,Ls=4e3,lt=i=>performance.mark(`throng:${i}`),Mi=class{constructor(e,t={}){this.link=e;this.options=t;this.allowed=t.sharing??{upload:_o,bound:yo}}link;options;sink=null;worker=null;links=null;self="";open=!1;began=0;fatal="";fault="";trackerError="";last=null;lastAt=0;online=()=>this.post({kind:"online"});leave=()=>this.post({kind:"leave"});onfigures=null;allowed;get sharing(){return this.allowed}set sharing(e){this.allowed=e,this.post({kind:"sharing",sharing:e})}start(e){this.sink=e,this.began=performance.now(),e.state("connecting"),e.link(this.link),window.addEventListener("online",this.online),window.addEventListener("pagehide",this.leave);let t=To();t?this.fail(t):this.begin()}stop(){window.removeEventListener("online",this.online),window.removeEventListener("pagehide",this.leave),this.sink=null,this.post({kind:"leave"}),this.links?.close();let e=this.worker;this.worker=this.links=null,e&&setTimeout(()=>e.terminate(),100)}async begin(){let e,t;try{lt("start");let s=await Ao(this.options.assets),n=WebAssembly.compileStreaming(fetch(s.wasm,{credentials:"same-origin"}));e=await ko(s.worker),e.onerror=()=>this.fail("The peer for this tab could not be loaded. Load the page again."),e.onmessage=r=>this.message(r.data),e.postMessage({kind:"prepare",link:this.link}),t=await n,lt("compiled")}catch(s){this.fail(s instanceof Ri?s.message:"The peer for this tab could not be loaded, or came damaged. Load the page again.");return}if(!this.sink){e.terminate();return}this.worker=e,this.post({kind:"open",link:this.link,module:t,sharing:this.allowed})}post(e,t=[]){this.worker?.postMessage(e,t)}message(e){if(this.sink)switch(e.kind){case"opened":lt("opened"),this.opened(e.peer);break;case"connect":lt("connect"),this.links?.connect(e.peer);break;case"disconnect":this.links?.disconnect(e.id);break;case"described":this.links?.described(e.peer,e.type,e.session,e.sdp);break;case"candidatesOf":this.links?.candidatesOf(e.peer,e.session,e.lines);break;case"refused":this.links?.refused(e.peer,e.session);break;case"ice":this.links&&(this.links.iceServers=e.servers.map(So).filter(t=>t!==null).slice(0,4));break;case"data":this.bridges.get(e.id)?.(e.data);break;default:this.stream(e)}}stream(e){let t=this.sink;if(t)switch(e.kind){case"media":for(let s of e.messages)this.media(t,s);break;case"meta":t.title(wo(e.text));break;case"ended":t.state("ended");break;case"figures":this.trackerError=e.trackerError,this.figures(t,e.figures,e.viewers);break;case"fault":e.fatal?this.fail(e.text):this.fault=e.text}}opened(e){this.self=e,this.links=new Ii(e,{up:()=>lt("up"),channel:(t,s,n)=>this.channel(t,s,n),down:t=>{this.bridges.delete(t),this.post({kind:"down",id:t})},failed:t=>this.post({kind:"failed",peer:t}),describe:(t,s,n,r)=>this.post({kind:"describe",peer:t,type:s,session:n,sdp:r}),candidates:(t,s,n)=>this.post({kind:"candidates",peer:t,session:s,lines:n}),refuse:(t,s)=>this.post({kind:"refuse",peer:t,session:s})})}bridges=new Map;channel(e,t,s){try{this.post({kind:"up",id:e,peer:t,channel:s},[s]);return}catch{}s.binaryType="arraybuffer",s.onopen=()=>{this.bridges.set(e,n=>{s.readyState==="open"&&s.bufferedAmount<262144&&s.send(n)}),this.post({kind:"up",id:e,peer:t})},s.onmessage=n=>this.post({kind:"data",id:e,data:n.data},[n.data]),s.onclose=()=>{this.bridges.delete(e),this.post({kind:"down",id:e})}}media(e,t){let s=Ss(t);s&&(this.open||(this.open=!0,lt("media"),e.begin(),e.state("open")),"mime"in s?e.init(s.mime,s.data):e.fragment(s))}figures(e,t,s){Number.isNaN(t.ahead)||e.clock(t.ahead),this.onfigures?.(t);let n={peers:t.neighbours,viewers:s,receivedBytes:t.fromSourceBytes+t.fromPeersBytes,fromViewersBytes:t.fromPeersBytes,uploadedBytes:t.sentBytes,uploadOn:t.uploadOn,reason:this.reason(t)};Number.isNaN(t.delay)||(n.delayMs=t.delay*1e3),e.figures(n),this.last&&t.delivered>this.last.delivered&&(this.lastAt=performance.now()),this.last=t,!this.open&&performance.now()-this.began>Ls&&e.state("open")}reason(e){if(this.fatal)return this.fatal;let t=performance.now();if(t-this.lastAt<Ls||t-this.began<Ls)return"";if(this.trackerError&&e.neighbours===0)return this.trackerError;if(e.neighbours===0){let s=this.links?.counts;return s&&s.failed>0&&s.up===0?"No connection to another viewer could be made. A firewall or the browser may block WebRTC (UDP).":"Nobody is here who has the channel. It plays as soon as the broadcaster is."}return e.short?"The viewers cannot pass on enough for all just now. It plays as soon as there is room.":this.fault?this.fault:"Connected, but nothing comes: the broadcaster may have stopped."}fail(e){this.fatal=e,this.sink?.state("open"),this.sink?.figures({reason:e,failed:!0})}},Ri=class extends Error{};function To(){return typeof RTCPeerConnection>"u"?"WebRTC is switched off in this browser, or it has none: allow it, or use another browser.":typeof WebAssembly>"u"||!WebAssembly.compileStreaming?"This browser has no WebAssembly: use a newer one.":""}async function Ao(i){let e=i===void 0?document.querySelector("link[data-worker]"):null;if(e?.dataset.worker)return{wasm:e.href,worker:new URL(e.dataset.worker,document.baseURI).href};let t=new URL(i??"tab/",document.baseURI),s=await fetch(new URL("names.json",t),{cache:"no-cache"});if(s.status===404)throw new Ri("The program that serves this page was built without the peer for browsers: build it by `make build`.");let n=await s.json();return{wasm:new URL(n.wasm,t).href,worker:new URL(n.worker,t).href}}async function ko(i){if(new URL(i).origin===location.origin)return new Worker(i);let e=URL.createObjectURL(await(await fetch(i)).blob());try{return new Worker(e)}finally{URL.revokeObjectURL(e)}}function So(i){let e=/^(turns?):([^:@]+):([^@]+)@(.+)$/.exec(i);return e?{urls:`${e[1]}:${e[4]}`,username:decodeURIComponent(e[2]),credential:decodeURIComponent(e[3])}:/^stuns?:[^@]+$/.test(i)?{urls:i}:null}function wo(i){try{let e=JSON.parse(i)?.title;return typeof e=="string"?e.slice(0,200):""}catch{return""}}var Is={sound:'<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path fill="currentColor" d="M11 5 6 9H3v6h3l5 4z"/><path d="m16 9.5 5 5m0-5-5 5"/></svg>',play:'<svg viewBox="0 0 24 24" fill="currentColor" aria-hidden="true"><path d="M7 4.5v15l12.5-7.5z"/></svg>',note:'<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" aria-hidden="true"><path d="M4 10v4m4-8v12m4-15v18m4-14v10m4-6v2"/></svg>'},Lo=`
<media-controller part="controller" autohide="3" defaultstreamtype="live" nomutedpref noautoseektolive keyboardbackwardseekoffset="5" keyboardforwardseekoffset="5">
  <video slot="media" playsinline muted></video>
  <div slot="poster" class="audio" hidden>${Is.note}</div>
  <media-control-bar class="bar">
    <media-play-button></media-play-button>
    <media-mute-button></media-mute-button>
    <media-volume-range></media-volume-range>
    <button class="badge" type="button"><b>LIVE</b><span></span></button>
    <span class="space"></span>
    <media-pip-button></media-pip-button>
    <media-fullscreen-button></media-fullscreen-button>
  </media-control-bar>
  <div slot="centered-chrome" hidden></div>
</media-controller>
<button class="sound" type="button" hidden>${Is.sound}<span>Sound on</span></button>
<div class="message plain">
  <div class="spinner" aria-hidden="true"></div>
  <button class="play" type="button" aria-label="Play" hidden>${Is.play}</button>
  <p role="status" aria-live="polite"></p>
  <small></small>
</div>`,Ur="throng-sound",Io=250,Mo=600,Ro=12e4,Ms=class extends HTMLElement{static observedAttributes=["src"];root;video;own=null;running=null;player=null;feedState="connecting";figures={};timer=0;stalledSince=0;started=!1;said={state:"connecting",text:"",hint:""};channelTitle="";link="";constructor(){super(),this.root=this.attachShadow({mode:"open"});let e=new CSSStyleSheet;e.replaceSync(Ir),this.root.adoptedStyleSheets=[e],this.root.innerHTML=Lo,this.video=this.find("video"),this.find(".sound").addEventListener("click",()=>this.soundOn()),this.find(".badge").addEventListener("click",()=>this.goLive()),this.find(".play").addEventListener("click",()=>this.soundOn()),this.video.addEventListener("volumechange",()=>this.volumeChanged())}connectedCallback(){this.timer=window.setInterval(()=>this.look(),Io),this.restart()}disconnectedCallback(){clearInterval(this.timer),this.halt()}attributeChangedCallback(){this.isConnected&&this.restart()}set feed(e){this.own=e,this.isConnected&&this.restart()}get feed(){return this.running}get stats(){if(!this.player)return null;let e=this.player.stats.delayMs;return{...this.figures,...this.player.stats,delayMs:Rr(e)?e:NaN,state:this.said.state}}get status(){return this.said}goLive(){this.player?.goLive(),this.look()}restart(){this.halt();let e=this.getAttribute("src"),t=this.own??(e?this.feedOf(e):null);if(!t)return;this.feedState="connecting",this.started=!1,this.video.muted=Fo()!=="on";let s=new wi(this.video,()=>this.look());this.player=s,this.running=t,t.start(this.sink(s)),this.look()}feedOf(e){return e.startsWith("throng:")?new Mi(e,{assets:this.getAttribute("assets")??void 0}):new ki(e)}halt(){this.running?.stop(),this.player?.close(),this.running=this.player=null}sink(e){return{state:t=>{this.feedState=t,this.look()},begin:()=>e.begin(),init:(t,s)=>{this.find(".audio").hidden=t.startsWith("video/"),e.init(t,s)},fragment:t=>e.fragment(t),figures:t=>this.figures=t,title:t=>{t!==this.channelTitle&&(this.channelTitle=t,this.dispatchEvent(new Event("infochange")))},link:t=>{this.link=t,this.dispatchEvent(new Event("infochange"))},clock:t=>e.clockOffset=t}}soundOn(){this.video.muted=!1,this.video.volume===0&&(this.video.volume=1),this.video.play().catch(()=>{}),this.look()}volumeChanged(){let e=!this.video.muted&&this.video.volume>0;(e||this.started)&&Ho(e?"on":"off"),this.look()}look(){let e=this.player;if(!e)return;let t=e.stats;(t.frames>0||t.state==="playing")&&(this.started=!0);let s=this.describe(t);this.showMessage(s,t),this.showBadge(s,t);let n=this.video.muted&&this.started&&s.state!=="ended"&&s.state!=="unsupported";this.find(".sound").hidden=!n||!Po(t.mime)||s.state==="blocked",(s.state!==this.said.state||s.text!==this.said.text)&&(this.said=s,this.setAttribute("state",s.state),this.dispatchEvent(new Event("statuschange"))),this.dispatchEvent(new Event("statschange"))}describe(e){if(e.state==="unsupported")return{state:"unsupported",...xo(e.mime)};if(this.figures.failed)return{state:"failed",text:this.figures.reason??"",hint:""};let t=e.state!=="playing"||e.bufferMs<100;if(this.feedState==="ended"&&t)return{state:"ended",text:"This channel has ended.",hint:"Thank you for watching."};if(this.feedState==="connecting")return{state:"connecting",text:"Connecting…",hint:""};let s=Do(e.state);return this.feedState==="lost"&&(s==="waiting"||s==="stalled")?{state:"lost",text:"The connection is lost. Trying again…",hint:"It plays on by itself. Is the program that serves this page still running?"}:s==="playing"&&!e.live?{state:"behind",text:"Playing behind live.",hint:""}:{state:s,text:Uo[s]??"",hint:s==="waiting"||s==="stalled"?this.figures.reason??"":""}}showMessage(e,t){let s=this.find(".message"),n=performance.now();t.state!=="stalled"&&(this.stalledSince=n);let r=["playing","paused","behind"].includes(e.state),a=e.state==="stalled"&&n-this.stalledSince<Mo;s.hidden=r||a,s.classList.toggle("plain",t.frames===0||["ended","failed","unsupported"].includes(e.state)),this.find(".spinner").hidden=["blocked","ended","failed","unsupported"].includes(e.state),this.find(".play").hidden=e.state!=="blocked",Ui(s.querySelector("p"),e.text),Ui(s.querySelector("small"),e.hint)}showBadge(e,t){let s=this.find(".badge"),n=e.state==="playing"&&t.live;s.classList.toggle("live",n),s.hidden=!this.started||e.state==="ended"||e.state==="unsupported";let r=Rr(t.delayMs),a=r?No(t.delayMs):"";Ui(s.querySelector("b"),n?"LIVE":"GO LIVE"),Ui(s.querySelector("span"),a);let l=n?`Live${r?`, ${a} behind the camera`:""}`:`Go to live${r?`, now ${a} behind`:""}`;s.getAttribute("aria-label")!==l&&s.setAttribute("aria-label",l),s.title=n?"Time from the camera to this screen":"Jump to the newest picture"}find(e){return this.root.querySelector(e)}},Uo={waiting:"Waiting for the channel…",stalled:"Waiting for more picture…",blocked:"Press play to watch.",playing:"Playing live.",paused:"Paused."};function Do(i){return i==="idle"||i==="starting"?"waiting":i}var Co=[[/^(hvc1|hev1)/,"H.265 video"],[/^av01/,"AV1 video"],[/^avc[13]/,"H.264 video"],[/^vp0?9/,"VP9 video"],[/^mp4a/,"AAC sound"],[/^opus/i,"Opus sound"]];function xo(i){let e=/codecs="([^"]*)"/.exec(i)?.[1].split(",")??[],t=e.filter(n=>!Oo(n));return{text:`This browser cannot play this channel's ${(t.length>0?t:e).map(n=>Co.find(([r])=>r.test(n))?.[1]??n).join(" and ")||"format"}.`,hint:"Try another browser, or open the address of stream.mp4 in a player such as VLC or mpv."}}function Oo(i){return globalThis.MediaSource?.isTypeSupported(`video/mp4; codecs="${i}"`)??!1}function Po(i){return/mp4a|opus|ac-3|ec-3|flac/i.test(i)}function Rr(i){return i>=0&&i<Ro}function No(i){let e=i/1e3;return`${e<10?e.toFixed(1):Math.round(e)} s`}function Ui(i,e){i&&i.textContent!==e&&(i.textContent=e)}function Fo(){try{return localStorage.getItem(Ur)}catch{return null}}function Ho(i){try{localStorage.setItem(Ur,i)}catch{}}customElements.get("throng-player")||customElements.define("throng-player",Ms);var ve=document.querySelector("throng-player"),He=i=>document.getElementById(i);function Ut(i,e){let t=He(i);t.textContent!==e&&(t.textContent=e)}function Bo(i){let e=["B","kB","MB","GB","TB"],t=0;for(;i>=1e3&&t<e.length-1;)i/=1e3,t++;return`${i<10&&t>0?i.toFixed(1):Math.round(i)} ${e[t]}`}function Rt(i,e){He(i).hidden=e===null,e!==null&&Ut(`${i}-value`,e)}function Vo(i){if(!i)return;let e=Number.isFinite(i.delayMs)&&["playing","behind","paused"].includes(i.state);Rt("delay",e?`${(i.delayMs/1e3).toFixed(1)} s`:null),Rt("peers",i.peers===void 0?null:String(i.peers)),Rt("viewers",i.viewers?String(i.viewers):null);let t=i.receivedBytes?Math.round(100*(i.fromViewersBytes??0)/i.receivedBytes):null;Rt("share",t===null?null:`${t} %`),Rt("given",i.uploadedBytes===void 0?null:Bo(i.uploadedBytes))}function $o(){let i=ve.channelTitle||"Live";Ut("title",i),document.title=`${i} · Throng`,He("share-box").hidden=ve.link==="",He("link").value=ve.link}async function Wo(i){let e=He(i.dataset.copy??"");e.select();try{await navigator.clipboard.writeText(e.value)}catch{document.execCommand("copy")}i.textContent="Copied",Ut("copied","Copied to the clipboard"),setTimeout(()=>{i.textContent="Copy",Ut("copied","")},1500)}ve.addEventListener("statuschange",()=>{let{state:i,text:e}=ve.status;Ut("status",e),He("status").dataset.state=i});var Dr=0;ve.addEventListener("statschange",()=>{performance.now()-Dr<500||(Dr=performance.now(),Vo(ve.stats))});ve.addEventListener("infochange",$o);for(let[i,e]of[["stream-address","stream.mp4"],["hls-address","index.m3u8"]])He(i).value=new URL(e,location.href).href;for(let i of document.querySelectorAll("button[data-copy]"))i.addEventListener("click",()=>{Wo(i)});for(let i of document.querySelectorAll("input[readonly]"))i.addEventListener("focus",()=>i.select());document.addEventListener("keydown",i=>{if(i.target!==document.body||i.ctrlKey||i.metaKey||i.altKey)return;let t=ve.shadowRoot?.querySelector("media-controller");!t||!["k","m","f"," "].includes(i.key)||(i.preventDefault(),t.dispatchEvent(new KeyboardEvent("keydown",{key:i.key})),t.dispatchEvent(new KeyboardEvent("keyup",{key:i.key})))});

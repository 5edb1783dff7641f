var Gt=class{addEventListener(){}removeEventListener(){}dispatchEvent(){return!0}},Qt=class extends Gt{},Yt=class extends Qt{constructor(){super(...arguments),this.role=null}},zi=class{observe(){}unobserve(){}disconnect(){}},Ps={createElement:function(){return new _t.HTMLElement},createElementNS:function(){return new _t.HTMLElement},addEventListener(){},removeEventListener(){},dispatchEvent(i){return!1}},_t={ResizeObserver:zi,document:Ps,Node:Qt,Element:Yt,HTMLElement:class extends Yt{constructor(){super(...arguments),this.innerHTML=""}get content(){return new _t.DocumentFragment}},DocumentFragment:class extends Gt{},customElements:{get:function(){},define:function(){},whenDefined:function(){}},localStorage:{getItem(i){return null},setItem(i,e){},removeItem(i){}},CustomEvent:function(){},getComputedStyle:function(){},navigator:{languages:[],get userAgent(){return""}},matchMedia(i){return{matches:!1,media:i}},DOMParser:class{parseFromString(e,t){return{body:{textContent:e}}}}},Ns="global"in globalThis&&globalThis?.global===globalThis||typeof window>"u"||typeof window.customElements>"u",Fs=Object.keys(_t).every(i=>i in globalThis),l=Ns&&!Fs?_t:globalThis,N=Ns&&!Fs?Ps:globalThis.document;var p={MEDIA_PLAY_REQUEST:"mediaplayrequest",MEDIA_PAUSE_REQUEST:"mediapauserequest",MEDIA_MUTE_REQUEST:"mediamuterequest",MEDIA_UNMUTE_REQUEST:"mediaunmuterequest",MEDIA_LOOP_REQUEST:"medialooprequest",MEDIA_VOLUME_REQUEST:"mediavolumerequest",MEDIA_SEEK_REQUEST:"mediaseekrequest",MEDIA_AIRPLAY_REQUEST:"mediaairplayrequest",MEDIA_ENTER_FULLSCREEN_REQUEST:"mediaenterfullscreenrequest",MEDIA_EXIT_FULLSCREEN_REQUEST:"mediaexitfullscreenrequest",MEDIA_PREVIEW_REQUEST:"mediapreviewrequest",MEDIA_ENTER_PIP_REQUEST:"mediaenterpiprequest",MEDIA_EXIT_PIP_REQUEST:"mediaexitpiprequest",MEDIA_ENTER_CAST_REQUEST:"mediaentercastrequest",MEDIA_EXIT_CAST_REQUEST:"mediaexitcastrequest",MEDIA_SHOW_TEXT_TRACKS_REQUEST:"mediashowtexttracksrequest",MEDIA_HIDE_TEXT_TRACKS_REQUEST:"mediahidetexttracksrequest",MEDIA_SHOW_SUBTITLES_REQUEST:"mediashowsubtitlesrequest",MEDIA_DISABLE_SUBTITLES_REQUEST:"mediadisablesubtitlesrequest",MEDIA_TOGGLE_SUBTITLES_REQUEST:"mediatogglesubtitlesrequest",MEDIA_PLAYBACK_RATE_REQUEST:"mediaplaybackraterequest",MEDIA_RENDITION_REQUEST:"mediarenditionrequest",MEDIA_AUDIO_TRACK_REQUEST:"mediaaudiotrackrequest",MEDIA_SEEK_TO_LIVE_REQUEST:"mediaseektoliverequest",REGISTER_MEDIA_STATE_RECEIVER:"registermediastatereceiver",UNREGISTER_MEDIA_STATE_RECEIVER:"unregistermediastatereceiver"},I={MEDIA_CHROME_ATTRIBUTES:"mediachromeattributes",MEDIA_CONTROLLER:"mediacontroller"},Zi={MEDIA_AIRPLAY_UNAVAILABLE:"mediaAirplayUnavailable",MEDIA_AUDIO_TRACK_ENABLED:"mediaAudioTrackEnabled",MEDIA_AUDIO_TRACK_LIST:"mediaAudioTrackList",MEDIA_AUDIO_TRACK_UNAVAILABLE:"mediaAudioTrackUnavailable",MEDIA_BUFFERED:"mediaBuffered",MEDIA_CAST_UNAVAILABLE:"mediaCastUnavailable",MEDIA_CHAPTERS_CUES:"mediaChaptersCues",MEDIA_CURRENT_TIME:"mediaCurrentTime",MEDIA_DURATION:"mediaDuration",MEDIA_ENDED:"mediaEnded",MEDIA_ERROR:"mediaError",MEDIA_ERROR_CODE:"mediaErrorCode",MEDIA_ERROR_MESSAGE:"mediaErrorMessage",MEDIA_FULLSCREEN_UNAVAILABLE:"mediaFullscreenUnavailable",MEDIA_HAS_PLAYED:"mediaHasPlayed",MEDIA_HEIGHT:"mediaHeight",MEDIA_IS_AIRPLAYING:"mediaIsAirplaying",MEDIA_IS_CASTING:"mediaIsCasting",MEDIA_IS_FULLSCREEN:"mediaIsFullscreen",MEDIA_IS_PIP:"mediaIsPip",MEDIA_LOADING:"mediaLoading",MEDIA_MUTED:"mediaMuted",MEDIA_LOOP:"mediaLoop",MEDIA_PAUSED:"mediaPaused",MEDIA_PIP_UNAVAILABLE:"mediaPipUnavailable",MEDIA_PLAYBACK_RATE:"mediaPlaybackRate",MEDIA_PREVIEW_CHAPTER:"mediaPreviewChapter",MEDIA_PREVIEW_COORDS:"mediaPreviewCoords",MEDIA_PREVIEW_IMAGE:"mediaPreviewImage",MEDIA_PREVIEW_TIME:"mediaPreviewTime",MEDIA_RENDITION_LIST:"mediaRenditionList",MEDIA_RENDITION_SELECTED:"mediaRenditionSelected",MEDIA_RENDITION_UNAVAILABLE:"mediaRenditionUnavailable",MEDIA_SEEKABLE:"mediaSeekable",MEDIA_STREAM_TYPE:"mediaStreamType",MEDIA_SUBTITLES_LIST:"mediaSubtitlesList",MEDIA_SUBTITLES_SHOWING:"mediaSubtitlesShowing",MEDIA_TARGET_LIVE_WINDOW:"mediaTargetLiveWindow",MEDIA_TIME_IS_LIVE:"mediaTimeIsLive",MEDIA_VOLUME:"mediaVolume",MEDIA_VOLUME_LEVEL:"mediaVolumeLevel",MEDIA_VOLUME_UNAVAILABLE:"mediaVolumeUnavailable",MEDIA_LANG:"mediaLang",MEDIA_WIDTH:"mediaWidth"},Hs=Object.entries(Zi),c=Hs.reduce((i,[e,t])=>(i[e]=t.toLowerCase(),i),{}),Zo={USER_INACTIVE_CHANGE:"userinactivechange",BREAKPOINTS_CHANGE:"breakpointchange",BREAKPOINTS_COMPUTED:"breakpointscomputed"},Ue=Hs.reduce((i,[e,t])=>(i[e]=t.toLowerCase(),i),{...Zo}),bd=Object.entries(Ue).reduce((i,[e,t])=>{let n=c[e];return n&&(i[t]=n),i},{userinactivechange:"userinactive"}),Bs=Object.entries(c).reduce((i,[e,t])=>{let n=Ue[e];return n&&(i[t]=n),i},{userinactive:"userinactivechange"}),Q={SUBTITLES:"subtitles",CAPTIONS:"captions",DESCRIPTIONS:"descriptions",CHAPTERS:"chapters",METADATA:"metadata"},ye={DISABLED:"disabled",HIDDEN:"hidden",SHOWING:"showing"};var jt={MOUSE:"mouse",PEN:"pen",TOUCH:"touch"},Y={UNAVAILABLE:"unavailable",UNSUPPORTED:"unsupported"},Z={LIVE:"live",ON_DEMAND:"on-demand",UNKNOWN:"unknown"};var $s={INLINE:"inline",FULLSCREEN:"fullscreen",PICTURE_IN_PICTURE:"picture-in-picture"};var Vs=new WeakMap,Xi=i=>{let e=Vs.get(i);return e||Vs.set(i,e=new Set),e},Ws=new l.ResizeObserver(i=>{for(let e of i)for(let t of Xi(e.target))t(e)});function zt(i,e){Xi(i).add(e),Ws.observe(i)}function Zt(i,e){let t=Xi(i);t.delete(e),t.size||Ws.unobserve(i)}function j(i){let e={};for(let t of i)e[t.name]=t.value;return e}function Ks(i){var e;return(e=Xo(i))!=null?e:Qe(i,"media-controller")}function Xo(i){var e;let{MEDIA_CONTROLLER:t}=I,n=i.getAttribute(t);if(n)return(e=Jo(i))==null?void 0:e.getElementById(n)}var _e=(i,e)=>!i||!e?!1:i?.contains(e)?!0:_e(i,e.getRootNode().host),Qe=(i,e)=>{if(!i)return null;let t=i.closest(e);return t||Qe(i.getRootNode().host,e)};function Ji(i=document){var e;let t=i?.activeElement;return t?(e=Ji(t.shadowRoot))!=null?e:t:null}function Jo(i){var e;let t=(e=i?.getRootNode)==null?void 0:e.call(i);return t instanceof ShadowRoot||t instanceof Document?t:null}function qs(i,{depth:e=3,checkOpacity:t=!0,checkVisibilityCSS:n=!0}={}){if(i.checkVisibility)return i.checkVisibility({checkOpacity:t,checkVisibilityCSS:n});let s=i;for(;s&&e>0;){let r=getComputedStyle(s);if(t&&r.opacity==="0"||n&&r.visibility==="hidden"||r.display==="none")return!1;s=s.parentElement,e--}return!0}function Gs(i,e,t,n){let s=n.x-t.x,r=n.y-t.y,o=s*s+r*r;if(o===0)return 0;let a=((i-t.x)*s+(e-t.y)*r)/o;return Math.max(0,Math.min(1,a))}function te(i,e){let t=ea(i,n=>n===e);return t||en(i,e)}function ea(i,e){var t,n;let s;for(s of(t=i.querySelectorAll("style:not([media])"))!=null?t:[]){let r;try{r=(n=s.sheet)==null?void 0:n.cssRules}catch{continue}for(let o of r??[])if(e(o.selectorText))return o}}function en(i,e){var t,n;let s=(t=i.querySelectorAll("style:not([media])"))!=null?t:[],r=s?.[s.length-1];if(!r?.sheet)return console.warn("Media Chrome: No style sheet found on style tag of",i),{style:{setProperty:()=>{},removeProperty:()=>"",getPropertyValue:()=>""}};let o=r?.sheet.insertRule(`${e}{}`,r.sheet.cssRules.length);return(n=r.sheet.cssRules)==null?void 0:n[o]}function Ye(i,e,t=Number.NaN){let n=i.getAttribute(e);return n!=null?+n:t}function je(i,e,t){let n=+t;if(t==null||Number.isNaN(n)){i.hasAttribute(e)&&i.removeAttribute(e);return}Ye(i,e,void 0)!==n&&i.setAttribute(e,`${n}`)}function S(i,e){return i.hasAttribute(e)}function A(i,e,t){if(t==null){i.hasAttribute(e)&&i.removeAttribute(e);return}S(i,e)!=t&&i.toggleAttribute(e,t)}function C(i,e,t=null){var n;return(n=i.getAttribute(e))!=null?n:t}function R(i,e,t){if(t==null){i.hasAttribute(e)&&i.removeAttribute(e);return}let n=`${t}`;C(i,e,void 0)!==n&&i.setAttribute(e,n)}var Qs=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},ne=(i,e,t)=>(Qs(i,e,"read from private field"),t?t.call(i):e.get(i)),ta=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},Xt=(i,e,t,n)=>(Qs(i,e,"write to private field"),n?n.call(i,t):e.set(i,t),t),V;function ia(i){return`
    <style>
      :host {
        display: var(--media-control-display, var(--media-gesture-receiver-display, inline-block));
        box-sizing: border-box;
      }
    </style>
  `}var ze=class extends l.HTMLElement{constructor(){if(super(),ta(this,V,void 0),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=j(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[I.MEDIA_CONTROLLER,c.MEDIA_PAUSED]}attributeChangedCallback(e,t,n){var s,r,o,a,d;e===I.MEDIA_CONTROLLER&&(t&&((r=(s=ne(this,V))==null?void 0:s.unassociateElement)==null||r.call(s,this),Xt(this,V,null)),n&&this.isConnected&&(Xt(this,V,(o=this.getRootNode())==null?void 0:o.getElementById(n)),(d=(a=ne(this,V))==null?void 0:a.associateElement)==null||d.call(a,this)))}connectedCallback(){var e,t;this.tabIndex=-1,this.setAttribute("aria-hidden","true"),Xt(this,V,na(this)),this.getAttribute(I.MEDIA_CONTROLLER)&&((t=(e=ne(this,V))==null?void 0:e.associateElement)==null||t.call(e,this)),ne(this,V)&&(ne(this,V).addEventListener("pointerdown",this),ne(this,V).addEventListener("click",this),ne(this,V).hasAttribute("tabindex")||(ne(this,V).tabIndex=0))}disconnectedCallback(){var e,t,n,s;this.getAttribute(I.MEDIA_CONTROLLER)&&((t=(e=ne(this,V))==null?void 0:e.unassociateElement)==null||t.call(e,this)),(n=ne(this,V))==null||n.removeEventListener("pointerdown",this),(s=ne(this,V))==null||s.removeEventListener("click",this),Xt(this,V,null)}handleEvent(e){var t;let n=(t=e.composedPath())==null?void 0:t[0];if(["video","media-controller"].includes(n?.localName)){if(e.type==="pointerdown")this._pointerType=e.pointerType;else if(e.type==="click"){let{clientX:r,clientY:o}=e,{left:a,top:d,width:E,height:y}=this.getBoundingClientRect(),f=r-a,v=o-d;if(f<0||v<0||f>E||v>y||E===0&&y===0)return;let h=this._pointerType||"mouse";if(this._pointerType=void 0,h===jt.TOUCH){this.handleTap(e);return}else if(h===jt.MOUSE||h===jt.PEN){this.handleMouseClick(e);return}}}}get mediaPaused(){return S(this,c.MEDIA_PAUSED)}set mediaPaused(e){A(this,c.MEDIA_PAUSED,e)}handleTap(e){}handleMouseClick(e){let t=this.mediaPaused?p.MEDIA_PLAY_REQUEST:p.MEDIA_PAUSE_REQUEST;this.dispatchEvent(new l.CustomEvent(t,{composed:!0,bubbles:!0}))}};V=new WeakMap;ze.shadowRootOptions={mode:"open"};ze.getTemplateHTML=ia;function na(i){var e;let t=i.getAttribute(I.MEDIA_CONTROLLER);return t?(e=i.getRootNode())==null?void 0:e.getElementById(t):Qe(i,"media-controller")}l.customElements.get("media-gesture-receiver")||l.customElements.define("media-gesture-receiver",ze);var tn=ze;var Ys={"Start airplay":"Start airplay","Stop airplay":"Stop airplay",Audio:"Audio",Captions:"Captions","Enable captions":"Enable captions","Disable captions":"Disable captions","Start casting":"Start casting","Stop casting":"Stop casting","Enter fullscreen mode":"Enter fullscreen mode","Exit fullscreen mode":"Exit fullscreen mode",Mute:"Mute",Unmute:"Unmute",Loop:"Loop","Enter picture in picture mode":"Enter picture in picture mode","Exit picture in picture mode":"Exit picture in picture mode",Play:"Play",Pause:"Pause","Playback rate":"Playback rate","Playback rate {playbackRate}":"Playback rate {playbackRate}",Quality:"Quality","Seek backward":"Seek backward","Seek forward":"Seek forward",Settings:"Settings",Auto:"Auto","audio player":"audio player","video player":"video player",volume:"volume",seek:"seek","closed captions":"closed captions","current playback rate":"current playback rate","playback time":"playback time","media loading":"media loading",settings:"settings","audio tracks":"audio tracks",quality:"quality",play:"play",pause:"pause",mute:"mute",unmute:"unmute","chapter: {chapterName}":"chapter: {chapterName}",live:"live",Off:"Off","start airplay":"start airplay","stop airplay":"stop airplay","start casting":"start casting","stop casting":"stop casting","enter fullscreen mode":"enter fullscreen mode","exit fullscreen mode":"exit fullscreen mode","enter picture in picture mode":"enter picture in picture mode","exit picture in picture mode":"exit picture in picture mode","seek to live":"seek to live","playing live":"playing live","seek back {seekOffset} seconds":"seek back {seekOffset} seconds","seek forward {seekOffset} seconds":"seek forward {seekOffset} seconds","Network Error":"Network Error","Decode Error":"Decode Error","Source Not Supported":"Source Not Supported","Encryption Error":"Encryption Error","A network error caused the media download to fail.":"A network error caused the media download to fail.","A media error caused playback to be aborted. The media could be corrupt or your browser does not support this format.":"A media error caused playback to be aborted. The media could be corrupt or your browser does not support this format.","An unsupported error occurred. The server or network failed, or your browser does not support this format.":"An unsupported error occurred. The server or network failed, or your browser does not support this format.","The media is encrypted and there are no keys to decrypt it.":"The media is encrypted and there are no keys to decrypt it.",hour:"hour",hours:"hours",minute:"minute",minutes:"minutes",second:"second",seconds:"seconds","{time} remaining":"{time} remaining","{currentTime} of {totalTime}":"{currentTime} of {totalTime}","video not loaded, unknown time.":"video not loaded, unknown time."};var js,kt={en:Ys},Ze=((js=globalThis.navigator)==null?void 0:js.language)||"en",zs=i=>{Ze=i};var sa=i=>{var e,t,n;let[s]=Ze.split("-");return((e=kt[Ze])==null?void 0:e[i])||((t=kt[s])==null?void 0:t[i])||((n=kt.en)==null?void 0:n[i])||i},Zs=()=>{let[i]=Ze.split("-");return kt[Ze]?Ze:kt[i]?i:"en"},x=(i,e={})=>sa(i).replace(/\{(\w+)\}/g,(t,n)=>n in e?String(e[n]):`{${n}}`);var on=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},O=(i,e,t)=>(on(i,e,"read from private field"),t?t.call(i):e.get(i)),G=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},se=(i,e,t,n)=>(on(i,e,"write to private field"),n?n.call(i,t):e.set(i,t),t),re=(i,e,t)=>(on(i,e,"access private method"),t),Tt,ti,Xe,tt,et,nn,Je,Jt,sn,Xs,rn,Js,wt,ii,ni,an,it,St,ke,ei,b={AUDIO:"audio",AUTOHIDE:"autohide",BREAKPOINTS:"breakpoints",GESTURES_DISABLED:"gesturesdisabled",KEYBOARD_CONTROL:"keyboardcontrol",NO_AUTOHIDE:"noautohide",USER_INACTIVE:"userinactive",AUTOHIDE_OVER_CONTROLS:"autohideovercontrols"};function ra(i){return`
    <style>
      
      :host([${c.MEDIA_IS_FULLSCREEN}]) ::slotted([slot=media]) {
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

      :host(:not([${b.AUDIO}])) [part~=layer]:not([part~=media-layer]) {
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

      
      :host([${b.AUDIO}]) slot[name=media] {
        display: var(--media-slot-display, none);
      }

      
      :host([${b.AUDIO}]) [part~=layer][part~=gesture-layer] {
        height: 0;
        display: block;
      }

      
      :host(:not([${b.AUDIO}])[${b.GESTURES_DISABLED}]) ::slotted([slot=gestures-chrome]),
          :host(:not([${b.AUDIO}])[${b.GESTURES_DISABLED}]) media-gesture-receiver[slot=gestures-chrome] {
        display: none;
      }

      
      ::slotted(:not([slot=media]):not([slot=poster]):not(media-loading-indicator):not([role=dialog]):not([hidden])) {
        pointer-events: auto;
      }

      :host(:not([${b.AUDIO}])) *[part~=layer][part~=centered-layer] {
        align-items: center;
        justify-content: center;
      }

      :host(:not([${b.AUDIO}])) ::slotted(media-gesture-receiver[slot=gestures-chrome]),
      :host(:not([${b.AUDIO}])) media-gesture-receiver[slot=gestures-chrome] {
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

      
      :host(:not([${b.AUDIO}])) .spacer {
        flex-grow: 1;
      }

      
      :host(:-webkit-full-screen) {
        
        width: 100% !important;
        height: 100% !important;
      }

      
      ::slotted(:not([slot=media]):not([slot=poster]):not([${b.NO_AUTOHIDE}]):not([hidden]):not([role=dialog])) {
        opacity: 1;
        transition: var(--media-control-transition-in, opacity 0.25s);
      }

      
      :host([${b.USER_INACTIVE}]:not([${c.MEDIA_PAUSED}]):not([${c.MEDIA_IS_AIRPLAYING}]):not([${c.MEDIA_IS_CASTING}]):not([${b.AUDIO}])) ::slotted(:not([slot=media]):not([slot=poster]):not([${b.NO_AUTOHIDE}]):not([role=dialog])) {
        opacity: 0;
        transition: var(--media-control-transition-out, opacity 1s);
      }

      :host([${b.USER_INACTIVE}]:not([${b.NO_AUTOHIDE}]):not([${c.MEDIA_PAUSED}]):not([${c.MEDIA_IS_CASTING}]):not([${b.AUDIO}])) ::slotted([slot=media]) {
        cursor: none;
      }

      :host([${b.USER_INACTIVE}][${b.AUTOHIDE_OVER_CONTROLS}]:not([${b.NO_AUTOHIDE}]):not([${c.MEDIA_PAUSED}]):not([${c.MEDIA_IS_CASTING}]):not([${b.AUDIO}])) * {
        --media-cursor: none;
        cursor: none;
      }


      ::slotted(media-control-bar)  {
        align-self: stretch;
      }

      
      
      :host(:not([${b.AUDIO}])[${c.MEDIA_HAS_PLAYED}]) slot[name=poster],
      :host(:not([${b.AUDIO}])[${c.MEDIA_STREAM_TYPE}="${Z.ON_DEMAND}"][${c.MEDIA_CURRENT_TIME}]:not([${c.MEDIA_CURRENT_TIME}="0"])) slot[name=poster] {
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
        <template shadowrootmode="${tn.shadowRootOptions.mode}">
          ${tn.getTemplateHTML({})}
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
  `}var oa=Object.values(c),aa="sm:384 md:576 lg:768 xl:960";function la(i){er(i.target,i.contentRect.width)}function er(i,e){var t;if(!i.isConnected)return;let n=(t=i.getAttribute(b.BREAKPOINTS))!=null?t:aa,s=da(n),r=ca(s,e),o=!1;if(Object.keys(s).forEach(a=>{if(r.includes(a)){i.hasAttribute(`breakpoint${a}`)||(i.setAttribute(`breakpoint${a}`,""),o=!0);return}i.hasAttribute(`breakpoint${a}`)&&(i.removeAttribute(`breakpoint${a}`),o=!0)}),o){let a=new CustomEvent(Ue.BREAKPOINTS_CHANGE,{detail:r});i.dispatchEvent(a)}i.breakpointsComputed||(i.breakpointsComputed=!0,i.dispatchEvent(new CustomEvent(Ue.BREAKPOINTS_COMPUTED,{bubbles:!0,composed:!0})))}function da(i){let e=i.split(/\s+/);return Object.fromEntries(e.map(t=>t.split(":")))}function ca(i,e){return Object.keys(i).filter(t=>e>=parseInt(i[t]))}var Ce=class extends l.HTMLElement{constructor(){if(super(),G(this,sn),G(this,rn),G(this,wt),G(this,ni),G(this,it),G(this,Tt,void 0),G(this,ti,0),G(this,Xe,null),G(this,tt,null),G(this,et,void 0),this.breakpointsComputed=!1,G(this,nn,e=>{let t=this.media;for(let n of e){if(n.type!=="childList")continue;let s=n.removedNodes;for(let r of s){if(r.slot!="media"||n.target!=this)continue;let o=n.previousSibling&&n.previousSibling.previousElementSibling;if(!o||!t)this.mediaUnsetCallback(r);else{let a=o.slot!=="media";for(;(o=o.previousSibling)!==null;)o.slot=="media"&&(a=!1);a&&this.mediaUnsetCallback(r)}}if(t)for(let r of n.addedNodes)r===t&&this.handleMediaUpdated(t)}}),G(this,Je,!1),G(this,Jt,e=>{O(this,Je)||(setTimeout(()=>{la(e),se(this,Je,!1)},0),se(this,Je,!0))}),G(this,ke,void 0),G(this,ei,()=>{if(!O(this,ke).assignedElements({flatten:!0}).length){O(this,Xe)&&this.mediaUnsetCallback(O(this,Xe));return}this.handleMediaUpdated(this.media)}),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=j(this.attributes),t=this.constructor.getTemplateHTML(e);this.shadowRoot.setHTMLUnsafe?this.shadowRoot.setHTMLUnsafe(t):this.shadowRoot.innerHTML=t}se(this,Tt,new MutationObserver(O(this,nn)))}static get observedAttributes(){return[b.AUTOHIDE,b.GESTURES_DISABLED].concat(oa).filter(e=>![c.MEDIA_RENDITION_LIST,c.MEDIA_AUDIO_TRACK_LIST,c.MEDIA_CHAPTERS_CUES,c.MEDIA_WIDTH,c.MEDIA_HEIGHT,c.MEDIA_ERROR,c.MEDIA_ERROR_MESSAGE].includes(e))}attributeChangedCallback(e,t,n){e.toLowerCase()==b.AUTOHIDE&&(this.autohide=n)}get media(){let e=this.querySelector(":scope > [slot=media]");return e?.nodeName=="SLOT"&&(e=e.assignedElements({flatten:!0})[0]),e}async handleMediaUpdated(e){e&&(se(this,Xe,e),e.localName.includes("-")&&await l.customElements.whenDefined(e.localName),this.mediaSetCallback(e))}connectedCallback(){var e;O(this,Tt).observe(this,{childList:!0,subtree:!0}),zt(this,O(this,Jt));let n=this.getAttribute(b.AUDIO)!=null?x("audio player"):x("video player");this.setAttribute("role","region"),this.setAttribute("aria-label",n),this.handleMediaUpdated(this.media),this.setAttribute(b.USER_INACTIVE,""),er(this,this.getBoundingClientRect().width);let s=this.querySelector(":scope > slot[slot=media]");s&&(se(this,ke,s),O(this,ke).addEventListener("slotchange",O(this,ei))),this.addEventListener("pointerdown",this),this.addEventListener("pointermove",this),this.addEventListener("pointerup",this),this.addEventListener("mouseleave",this),this.addEventListener("keyup",this),(e=l.window)==null||e.addEventListener("mouseup",this)}disconnectedCallback(){var e;Zt(this,O(this,Jt)),clearTimeout(O(this,tt)),O(this,Tt).disconnect(),this.media&&this.mediaUnsetCallback(this.media),(e=l.window)==null||e.removeEventListener("mouseup",this),this.removeEventListener("pointerdown",this),this.removeEventListener("pointermove",this),this.removeEventListener("pointerup",this),this.removeEventListener("mouseleave",this),this.removeEventListener("keyup",this),O(this,ke)&&(O(this,ke).removeEventListener("slotchange",O(this,ei)),se(this,ke,null)),se(this,Je,!1)}mediaSetCallback(e){}mediaUnsetCallback(e){se(this,Xe,null)}handleEvent(e){switch(e.type){case"pointerdown":se(this,ti,e.timeStamp);break;case"pointermove":re(this,sn,Xs).call(this,e);break;case"pointerup":re(this,rn,Js).call(this,e);break;case"mouseleave":re(this,wt,ii).call(this);break;case"mouseup":this.removeAttribute(b.KEYBOARD_CONTROL);break;case"keyup":re(this,it,St).call(this),this.setAttribute(b.KEYBOARD_CONTROL,"");break}}set autohide(e){let t=Number(e);se(this,et,isNaN(t)?0:t)}get autohide(){return(O(this,et)===void 0?2:O(this,et)).toString()}get breakpoints(){return C(this,b.BREAKPOINTS)}set breakpoints(e){R(this,b.BREAKPOINTS,e)}get audio(){return S(this,b.AUDIO)}set audio(e){A(this,b.AUDIO,e)}get gesturesDisabled(){return S(this,b.GESTURES_DISABLED)}set gesturesDisabled(e){A(this,b.GESTURES_DISABLED,e)}get keyboardControl(){return S(this,b.KEYBOARD_CONTROL)}set keyboardControl(e){A(this,b.KEYBOARD_CONTROL,e)}get noAutohide(){return S(this,b.NO_AUTOHIDE)}set noAutohide(e){A(this,b.NO_AUTOHIDE,e)}get autohideOverControls(){return S(this,b.AUTOHIDE_OVER_CONTROLS)}set autohideOverControls(e){A(this,b.AUTOHIDE_OVER_CONTROLS,e)}get userInteractive(){return S(this,b.USER_INACTIVE)}set userInteractive(e){A(this,b.USER_INACTIVE,e)}};Tt=new WeakMap;ti=new WeakMap;Xe=new WeakMap;tt=new WeakMap;et=new WeakMap;nn=new WeakMap;Je=new WeakMap;Jt=new WeakMap;sn=new WeakSet;Xs=function(i){if(i.pointerType!=="mouse"&&i.timeStamp-O(this,ti)<250)return;re(this,ni,an).call(this),clearTimeout(O(this,tt));let e=this.hasAttribute(b.AUTOHIDE_OVER_CONTROLS);([this,this.media].includes(i.target)||e)&&re(this,it,St).call(this)};rn=new WeakSet;Js=function(i){if(i.pointerType==="touch"){let e=!this.hasAttribute(b.USER_INACTIVE);[this,this.media].includes(i.target)&&e?re(this,wt,ii).call(this):re(this,it,St).call(this)}else i.composedPath().some(e=>["media-play-button","media-fullscreen-button"].includes(e?.localName))&&re(this,it,St).call(this)};wt=new WeakSet;ii=function(){if(O(this,et)<0||this.hasAttribute(b.USER_INACTIVE))return;this.setAttribute(b.USER_INACTIVE,"");let i=new l.CustomEvent(Ue.USER_INACTIVE_CHANGE,{composed:!0,bubbles:!0,detail:!0});this.dispatchEvent(i)};ni=new WeakSet;an=function(){if(!this.hasAttribute(b.USER_INACTIVE))return;this.removeAttribute(b.USER_INACTIVE);let i=new l.CustomEvent(Ue.USER_INACTIVE_CHANGE,{composed:!0,bubbles:!0,detail:!1});this.dispatchEvent(i)};it=new WeakSet;St=function(){re(this,ni,an).call(this),clearTimeout(O(this,tt));let i=parseInt(this.autohide);i<0||se(this,tt,setTimeout(()=>{re(this,wt,ii).call(this)},i*1e3))};ke=new WeakMap;ei=new WeakMap;Ce.shadowRootOptions={mode:"open"};Ce.getTemplateHTML=ra;l.customElements.get("media-container")||l.customElements.define("media-container",Ce);var mn=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},Oe=(i,e,t)=>(mn(i,e,"read from private field"),t?t.call(i):e.get(i)),ve=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},fn=(i,e,t,n)=>(mn(i,e,"write to private field"),n?n.call(i,t):e.set(i,t),t),De=(i,e,t)=>(mn(i,e,"access private method"),t),ri,xt,Pe,si,ln,dn,tr,cn,ir,un,nr,hn,sr,pn,rr;function ua(i){return`
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
  `}function ha(i){return`
    <slot id="content"></slot>
  `}var At={OPEN:"open",ANCHOR:"anchor"},Te=class extends l.HTMLElement{constructor(){super(),ve(this,si),ve(this,dn),ve(this,cn),ve(this,un),ve(this,hn),ve(this,pn),ve(this,ri,!1),ve(this,xt,null),ve(this,Pe,null)}static get observedAttributes(){return[At.OPEN,At.ANCHOR]}get open(){return S(this,At.OPEN)}set open(e){A(this,At.OPEN,e)}handleEvent(e){switch(e.type){case"invoke":De(this,un,nr).call(this,e);break;case"focusout":De(this,hn,sr).call(this,e);break;case"keydown":De(this,pn,rr).call(this,e);break}}connectedCallback(){De(this,si,ln).call(this),this.role||(this.role="dialog"),this.addEventListener("invoke",this),this.addEventListener("focusout",this),this.addEventListener("keydown",this)}disconnectedCallback(){this.removeEventListener("invoke",this),this.removeEventListener("focusout",this),this.removeEventListener("keydown",this)}attributeChangedCallback(e,t,n){De(this,si,ln).call(this),e===At.OPEN&&n!==t&&(this.open?De(this,dn,tr).call(this):De(this,cn,ir).call(this))}focus(){fn(this,xt,Ji());let e=!this.dispatchEvent(new Event("focus",{composed:!0,cancelable:!0})),t=!this.dispatchEvent(new Event("focusin",{composed:!0,bubbles:!0,cancelable:!0}));if(e||t)return;let n=this.querySelector('[autofocus], [tabindex]:not([tabindex="-1"]), [role="menu"]');n?.focus()}get keysUsed(){return["Escape","Tab"]}};ri=new WeakMap;xt=new WeakMap;Pe=new WeakMap;si=new WeakSet;ln=function(){if(!Oe(this,ri)&&(fn(this,ri,!0),!this.shadowRoot)){this.attachShadow(this.constructor.shadowRootOptions);let i=j(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(i),queueMicrotask(()=>{let{style:e}=te(this.shadowRoot,":host");e.setProperty("transition","display .15s, visibility .15s, opacity .15s ease-in, transform .15s ease-in")})}};dn=new WeakSet;tr=function(){var i;(i=Oe(this,Pe))==null||i.setAttribute("aria-expanded","true"),this.dispatchEvent(new Event("open",{composed:!0,bubbles:!0})),this.addEventListener("transitionend",()=>this.focus(),{once:!0})};cn=new WeakSet;ir=function(){var i;(i=Oe(this,Pe))==null||i.setAttribute("aria-expanded","false"),this.dispatchEvent(new Event("close",{composed:!0,bubbles:!0}))};un=new WeakSet;nr=function(i){fn(this,Pe,i.relatedTarget),_e(this,i.relatedTarget)||(this.open=!this.open)};hn=new WeakSet;sr=function(i){var e;_e(this,i.relatedTarget)||((e=Oe(this,xt))==null||e.focus(),Oe(this,Pe)&&Oe(this,Pe)!==i.relatedTarget&&this.open&&(this.open=!1))};pn=new WeakSet;rr=function(i){var e,t,n,s,r;let{key:o,ctrlKey:a,altKey:d,metaKey:E}=i;a||d||E||this.keysUsed.includes(o)&&(i.preventDefault(),i.stopPropagation(),o==="Tab"?(i.shiftKey?(t=(e=this.previousElementSibling)==null?void 0:e.focus)==null||t.call(e):(s=(n=this.nextElementSibling)==null?void 0:n.focus)==null||s.call(n),this.blur()):o==="Escape"&&((r=Oe(this,xt))==null||r.focus(),this.open=!1))};Te.shadowRootOptions={mode:"open"};Te.getTemplateHTML=ua;Te.getSlotTemplateHTML=ha;l.customElements.get("media-chrome-dialog")||l.customElements.define("media-chrome-dialog",Te);var pa=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},we=(i,e,t)=>(pa(i,e,"read from private field"),t?t.call(i):e.get(i)),or=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},nt,st,Lt={HOTKEYS:"hotkeys"},ma=[{keys:[{key:" ",label:"Space"},{key:"k"}],description:"Toggle Playback"},{keys:[{key:"m"}],description:"Toggle mute"},{keys:[{key:"f"}],description:"Toggle fullscreen"},{keys:[{key:"c"}],description:"Toggle captions or subtitles, if available"},{keys:[{key:"p"}],description:"Toggle Picture in Picture"},{keys:[{key:"ArrowLeft",label:"←"},{key:"j"}],description:"Seek back 10s"},{keys:[{key:"ArrowRight",label:"→"},{key:"l"}],description:"Seek forward 10s"},{keys:[{key:"ArrowUp",label:"↑"}],description:"Turn volume up"},{keys:[{key:"ArrowDown",label:"↓"}],description:"Turn volume down"},{keys:[{key:"<",label:"< (SHIFT+,)"}],description:"Decrease playback rate"},{keys:[{key:">",label:"> (SHIFT+.)"}],description:"Increase playback rate"},{keys:[{key:"shift+/",label:"SHIFT+/"}],description:"Show keyboard shortcuts"}];function ai(i){return i===" "?"nospace":`no${i.toLowerCase()}`}function fa(i){let e=new Set(i?.split(/\s+/));return ma.map(({keys:t,description:n})=>({keys:t.filter(({key:s})=>!e.has(ai(s))),description:n})).filter(({keys:t})=>t.length)}function va(i){return`
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
      ${ar(i[Lt.HOTKEYS])}
    </slot>
  `}function ar(i){return`
    <h2>Keyboard Shortcuts</h2>
    <table class="shortcuts-table">${fa(i).map(({keys:t,description:n})=>`
        <tr>
          <td>
            <div class="key-combo">${t.map(({key:r,label:o=r},a)=>a>0?`<span class="key-separator">or</span><span class="key">${o}</span>`:`<span class="key">${o}</span>`).join("")}</div>
          </td>
          <td class="description">${n}</td>
        </tr>
      `).join("")}</table>
  `}var oi=class extends Te{constructor(){super(...arguments),or(this,nt,e=>{var t;if(!this.open)return;let n=(t=this.shadowRoot)==null?void 0:t.querySelector("#content");if(!n)return;let s=e.composedPath(),r=s[0]===this||s.includes(this),o=s.includes(n);r&&!o&&(this.open=!1)}),or(this,st,e=>{if(!this.open)return;let t=e.shiftKey&&(e.key==="/"||e.key==="?");(e.key==="Escape"||t)&&!e.ctrlKey&&!e.altKey&&!e.metaKey&&(this.open=!1,e.preventDefault(),e.stopPropagation())})}static get observedAttributes(){return[...super.observedAttributes,Lt.HOTKEYS]}get hotkeys(){var e;return(e=C(this,Lt.HOTKEYS))!=null?e:void 0}set hotkeys(e){R(this,Lt.HOTKEYS,e)}connectedCallback(){super.connectedCallback(),this.open&&(this.addEventListener("click",we(this,nt)),document.addEventListener("keydown",we(this,st)))}disconnectedCallback(){this.removeEventListener("click",we(this,nt)),document.removeEventListener("keydown",we(this,st))}attributeChangedCallback(e,t,n){var s;if(super.attributeChangedCallback(e,t,n),e==="open")this.open?(this.addEventListener("click",we(this,nt)),document.addEventListener("keydown",we(this,st))):(this.removeEventListener("click",we(this,nt)),document.removeEventListener("keydown",we(this,st)));else if(e===Lt.HOTKEYS&&n!==t){let r=(s=this.shadowRoot)==null?void 0:s.querySelector("#content");r&&(r.innerHTML=ar(n))}}};nt=new WeakMap;st=new WeakMap;oi.getSlotTemplateHTML=va;l.customElements.get("media-keyboard-shortcuts-dialog")||l.customElements.define("media-keyboard-shortcuts-dialog",oi);var lr=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},$=(i,e,t)=>(lr(i,e,"read from private field"),t?t.call(i):e.get(i)),It=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},li=(i,e,t,n)=>(lr(i,e,"write to private field"),n?n.call(i,t):e.set(i,t),t),rt,ot,di,Ne,ge,Se,ci=class{constructor(e,t,{defaultValue:n}={defaultValue:void 0}){It(this,ge),It(this,rt,void 0),It(this,ot,void 0),It(this,di,void 0),It(this,Ne,new Set),li(this,rt,e),li(this,ot,t),li(this,di,new Set(n))}[Symbol.iterator](){return $(this,ge,Se).values()}get length(){return $(this,ge,Se).size}get value(){var e;return(e=[...$(this,ge,Se)].join(" "))!=null?e:""}set value(e){var t;e!==this.value&&(li(this,Ne,new Set),this.add(...(t=e?.split(" "))!=null?t:[]))}toString(){return this.value}item(e){return[...$(this,ge,Se)][e]}values(){return $(this,ge,Se).values()}forEach(e,t){$(this,ge,Se).forEach(e,t)}add(...e){var t,n;e.forEach(s=>$(this,Ne).add(s)),!(this.value===""&&!((t=$(this,rt))!=null&&t.hasAttribute(`${$(this,ot)}`)))&&((n=$(this,rt))==null||n.setAttribute(`${$(this,ot)}`,`${this.value}`))}remove(...e){var t;e.forEach(n=>$(this,Ne).delete(n)),(t=$(this,rt))==null||t.setAttribute(`${$(this,ot)}`,`${this.value}`)}contains(e){return $(this,ge,Se).has(e)}toggle(e,t){return typeof t<"u"?t?(this.add(e),!0):(this.remove(e),!1):this.contains(e)?(this.remove(e),!1):(this.add(e),!0)}replace(e,t){return this.remove(e),this.add(t),e===t}};rt=new WeakMap;ot=new WeakMap;di=new WeakMap;Ne=new WeakMap;ge=new WeakSet;Se=function(){return $(this,Ne).size?$(this,Ne):$(this,di)};function dr(i){return i?.map(ga).join(" ")}function ga(i){if(i){let{id:e,width:t,height:n}=i;return[e,t,n].filter(s=>s!=null).join(":")}}function cr(i){return i?.map(ba).join(" ")}function ba(i){if(i){let{id:e,kind:t,language:n,label:s}=i;return[e,t,n,s].filter(r=>r!=null).join(":")}}function ur(i){return typeof i=="number"&&!Number.isNaN(i)&&Number.isFinite(i)}var ui=i=>new Promise(e=>setTimeout(e,i));var Ea=(i="")=>i.split(/\s+/),hr=(i="")=>{let[e,t,n]=i.split(":"),s=n?decodeURIComponent(n):void 0;return{kind:e==="cc"?Q.CAPTIONS:Q.SUBTITLES,language:t,label:s}},vn=(i="",e={})=>Ea(i).map(t=>{let n=hr(t);return{...e,...n}}),gn=i=>i?Array.isArray(i)?i.map(e=>typeof e=="string"?hr(e):e):typeof i=="string"?vn(i):[i]:[],ya=({kind:i,label:e,language:t}={kind:"subtitles"})=>e?`${i==="captions"?"cc":"sb"}:${t}:${encodeURIComponent(e)}`:t,Mt=(i=[])=>Array.prototype.map.call(i,ya).join(" "),_a=(i,e)=>t=>t[i]===e,pr=i=>{let e=Object.entries(i).map(([t,n])=>_a(t,n));return t=>e.every(n=>n(t))},Fe=(i,e=[],t=[])=>{let n=gn(t).map(pr),s=r=>n.some(o=>o(r));Array.from(e).filter(s).forEach(r=>{r.mode=i})},He=(i,e=()=>!0)=>{if(!i?.textTracks)return[];let t=typeof e=="function"?e:pr(e);return Array.from(i.textTracks).filter(t)},mr=i=>{var e;return!!((e=i.mediaSubtitlesShowing)!=null&&e.length)||i.hasAttribute(c.MEDIA_SUBTITLES_SHOWING)};var vr=i=>{var e;let{media:t,fullscreenElement:n}=i;try{let s=n&&"requestFullscreen"in n?"requestFullscreen":n&&"webkitRequestFullScreen"in n?"webkitRequestFullScreen":void 0;if(s){let r=(e=n[s])==null?void 0:e.call(n);if(r instanceof Promise)return r.catch(()=>{})}else t?.webkitEnterFullscreen?t.webkitEnterFullscreen():t?.requestFullscreen&&t.requestFullscreen()}catch(s){console.error(s)}},fr="exitFullscreen"in N?"exitFullscreen":"webkitExitFullscreen"in N?"webkitExitFullscreen":"webkitCancelFullScreen"in N?"webkitCancelFullScreen":void 0,gr=i=>{var e;let{documentElement:t}=i;if(fr){let n=(e=t?.[fr])==null?void 0:e.call(t);if(n instanceof Promise)return n.catch(()=>{})}},Rt="fullscreenElement"in N?"fullscreenElement":"webkitFullscreenElement"in N?"webkitFullscreenElement":void 0,ka=i=>{let{documentElement:e,media:t}=i,n=e?.[Rt];return!n&&"webkitDisplayingFullscreen"in t&&"webkitPresentationMode"in t&&t.webkitDisplayingFullscreen&&t.webkitPresentationMode===$s.FULLSCREEN?t:n},br=i=>{var e;let{media:t,documentElement:n,fullscreenElement:s=t}=i;if(!t||!n)return!1;let r=ka(i);if(!r)return!1;if(r===s||r===t)return!0;if(r.localName.includes("-")){let o=r.shadowRoot;if(!(Rt in o))return _e(r,s);for(;o?.[Rt];){if(o[Rt]===s)return!0;o=(e=o[Rt])==null?void 0:e.shadowRoot}}return!1},Ta="fullscreenEnabled"in N?"fullscreenEnabled":"webkitFullscreenEnabled"in N?"webkitFullscreenEnabled":void 0,Er=i=>{let{documentElement:e,media:t}=i;return!!e?.[Ta]||t&&"webkitSupportsFullscreen"in t};var hi,bn=()=>{var i,e;return hi||(hi=(e=(i=N)==null?void 0:i.createElement)==null?void 0:e.call(i,"video"),hi)},yr=async(i=bn())=>{if(!i)return!1;let e=i.volume;i.volume=e/2+.1;let t=new AbortController,n=await Promise.race([wa(i,t.signal),Sa(i,e)]);return t.abort(),n},wa=(i,e)=>new Promise(t=>{i.addEventListener("volumechange",()=>t(!0),{signal:e})}),Sa=async(i,e)=>{for(let t=0;t<10;t++){if(i.volume===e)return!1;await ui(10)}return i.volume!==e},Aa=/.*Version\/.*Safari\/.*/.test(l.navigator.userAgent),En=(i=bn())=>l.matchMedia("(display-mode: standalone)").matches&&Aa?!1:typeof i?.requestPictureInPicture=="function",yn=(i=bn())=>Er({documentElement:N,media:i}),_r=yn(),kr=En(),Tr=!!l.WebKitPlaybackTargetAvailabilityEvent,wr=!!l.chrome;var at=i=>He(i.media,e=>[Q.SUBTITLES,Q.CAPTIONS].includes(e.kind)).sort((e,t)=>e.kind>=t.kind?1:-1),_n=i=>He(i.media,e=>e.mode===ye.SHOWING&&[Q.SUBTITLES,Q.CAPTIONS].includes(e.kind)),pi=(i,e)=>{let t=at(i),n=_n(i),s=!!n.length;if(t.length){if(e===!1||s&&e!==!0)Fe(ye.DISABLED,t,n);else if(e===!0||!s&&e!==!1){let r=t[0],{options:o}=i;if(!o?.noSubtitlesLangPref){let y=l.localStorage.getItem("media-chrome-pref-subtitles-lang"),f=y?[y,...l.navigator.languages]:l.navigator.languages,v=t.filter(h=>f.some(_=>h.language.toLowerCase().startsWith(_.split("-")[0]))).sort((h,_)=>{let g=f.findIndex(k=>h.language.toLowerCase().startsWith(k.split("-")[0])),w=f.findIndex(k=>_.language.toLowerCase().startsWith(k.split("-")[0]));return g-w});v[0]&&(r=v[0])}let{language:a,label:d,kind:E}=r;Fe(ye.DISABLED,t,n),Fe(ye.SHOWING,t,[{language:a,label:d,kind:E}])}}},mi=(i,e)=>i===e?!0:i==null||e==null||typeof i!=typeof e?!1:typeof i=="number"&&Number.isNaN(i)&&Number.isNaN(e)?!0:typeof i!="object"?!1:Array.isArray(i)?xa(i,e):Object.entries(i).every(([t,n])=>t in e&&mi(n,e[t])),xa=(i,e)=>{let t=Array.isArray(i),n=Array.isArray(e);return t!==n?!1:t||n?i.length!==e.length?!1:i.every((s,r)=>mi(s,e[r])):!0};var La=Object.values(Z),fi,Ia=yr().then(i=>(fi=i,fi)),Sr=async(...i)=>{await Promise.all(i.filter(e=>e).map(async e=>{if(!("localName"in e&&e instanceof l.HTMLElement))return;let t=e.localName;if(!t.includes("-"))return;let n=l.customElements.get(t);n&&e instanceof n||(await l.customElements.whenDefined(t),l.customElements.upgrade(e))}))},Ma=new l.DOMParser,Ra=i=>i&&(Ma.parseFromString(i,"text/html").body.textContent||i),lt={mediaError:{get(i,e){let{media:t}=i;if(e?.type!=="playing")return t?.error},mediaEvents:["emptied","error","playing"]},mediaErrorCode:{get(i,e){var t;let{media:n}=i;if(e?.type!=="playing")return(t=n?.error)==null?void 0:t.code},mediaEvents:["emptied","error","playing"]},mediaErrorMessage:{get(i,e){var t,n;let{media:s}=i;if(e?.type!=="playing")return(n=(t=s?.error)==null?void 0:t.message)!=null?n:""},mediaEvents:["emptied","error","playing"]},mediaWidth:{get(i){var e;let{media:t}=i;return(e=t?.videoWidth)!=null?e:0},mediaEvents:["resize"]},mediaHeight:{get(i){var e;let{media:t}=i;return(e=t?.videoHeight)!=null?e:0},mediaEvents:["resize"]},mediaPaused:{get(i){var e;let{media:t}=i;return(e=t?.paused)!=null?e:!0},set(i,e){var t;let{media:n}=e;n&&(i?n.pause():(t=n.play())==null||t.catch(()=>{}))},mediaEvents:["play","playing","pause","emptied"]},mediaHasPlayed:{get(i,e){let{media:t}=i;return t?e?e.type==="playing":!t.paused:!1},mediaEvents:["playing","emptied"]},mediaEnded:{get(i){var e;let{media:t}=i;return(e=t?.ended)!=null?e:!1},mediaEvents:["seeked","ended","emptied"]},mediaPlaybackRate:{get(i){var e;let{media:t}=i;return(e=t?.playbackRate)!=null?e:1},set(i,e){let{media:t}=e;t&&Number.isFinite(+i)&&(t.playbackRate=+i)},mediaEvents:["ratechange","loadstart"]},mediaMuted:{get(i){var e;let{media:t}=i;return(e=t?.muted)!=null?e:!1},set(i,e){let{media:t,options:{noMutedPref:n}={}}=e;if(t){t.muted=i;try{let s=l.localStorage.getItem("media-chrome-pref-muted")!==null,r=t.hasAttribute("muted");if(n){s&&l.localStorage.removeItem("media-chrome-pref-muted");return}if(r&&!s)return;l.localStorage.setItem("media-chrome-pref-muted",i?"true":"false")}catch(s){console.debug("Error setting muted pref",s)}}},mediaEvents:["volumechange"],stateOwnersUpdateHandlers:[(i,e)=>{let{options:{noMutedPref:t}}=e,{media:n}=e;if(!(!n||n.muted||t))try{let s=l.localStorage.getItem("media-chrome-pref-muted")==="true";lt.mediaMuted.set(s,e),i(s)}catch(s){console.debug("Error getting muted pref",s)}}]},mediaLoop:{get(i){let{media:e}=i;return e?.loop},set(i,e){let{media:t}=e;t&&(t.loop=i)},mediaEvents:["medialooprequest"]},mediaVolume:{get(i){var e;let{media:t}=i;return(e=t?.volume)!=null?e:1},set(i,e){let{media:t,options:{noVolumePref:n}={}}=e;if(t){try{i==null?l.localStorage.removeItem("media-chrome-pref-volume"):!t.hasAttribute("muted")&&!n&&l.localStorage.setItem("media-chrome-pref-volume",i.toString())}catch(s){console.debug("Error setting volume pref",s)}Number.isFinite(+i)&&(t.volume=+i)}},mediaEvents:["volumechange"],stateOwnersUpdateHandlers:[(i,e)=>{let{options:{noVolumePref:t}}=e;if(!t)try{let{media:n}=e;if(!n)return;let s=l.localStorage.getItem("media-chrome-pref-volume");if(s==null)return;lt.mediaVolume.set(+s,e),i(+s)}catch(n){console.debug("Error getting volume pref",n)}}]},mediaVolumeLevel:{get(i){let{media:e}=i;return typeof e?.volume>"u"?"high":e.muted||e.volume===0?"off":e.volume<.5?"low":e.volume<.75?"medium":"high"},mediaEvents:["volumechange"]},mediaCurrentTime:{get(i){var e;let{media:t}=i;return(e=t?.currentTime)!=null?e:0},set(i,e){let{media:t}=e;!t||!ur(i)||(t.currentTime=i)},mediaEvents:["timeupdate","loadedmetadata","seeking"]},mediaDuration:{get(i){let{media:e,options:{defaultDuration:t}={}}=i;return t&&(!e||!e.duration||Number.isNaN(e.duration)||!Number.isFinite(e.duration))?t:Number.isFinite(e?.duration)?e.duration:Number.NaN},mediaEvents:["durationchange","loadedmetadata","emptied"]},mediaLoading:{get(i){let{media:e}=i;return e?.readyState<3},mediaEvents:["waiting","playing","emptied"]},mediaSeekable:{get(i){var e;let{media:t}=i;if(!((e=t?.seekable)!=null&&e.length))return;let n=t.seekable.start(0),s=t.seekable.end(t.seekable.length-1);if(!(!n&&!s))return[Number(n.toFixed(3)),Number(s.toFixed(3))]},mediaEvents:["loadedmetadata","emptied","progress","seekablechange"]},mediaBuffered:{get(i){var e;let{media:t}=i,n=(e=t?.buffered)!=null?e:[];return Array.from(n).map((s,r)=>[Number(n.start(r).toFixed(3)),Number(n.end(r).toFixed(3))])},mediaEvents:["progress","emptied"]},mediaStreamType:{get(i){let{media:e,options:{defaultStreamType:t}={}}=i,n=[Z.LIVE,Z.ON_DEMAND].includes(t)?t:void 0;if(!e)return n;let{streamType:s}=e;if(La.includes(s))return s===Z.UNKNOWN?n:s;let r=e.duration;return r===1/0?Z.LIVE:Number.isFinite(r)?Z.ON_DEMAND:n},mediaEvents:["emptied","durationchange","loadedmetadata","streamtypechange"]},mediaTargetLiveWindow:{get(i){let{media:e}=i;if(!e)return Number.NaN;let{targetLiveWindow:t}=e,n=lt.mediaStreamType.get(i);return(t==null||Number.isNaN(t))&&n===Z.LIVE?0:t},mediaEvents:["emptied","durationchange","loadedmetadata","streamtypechange","targetlivewindowchange"]},mediaTimeIsLive:{get(i){let{media:e,options:{liveEdgeOffset:t=10}={}}=i;if(!e)return!1;if(typeof e.liveEdgeStart=="number")return Number.isNaN(e.liveEdgeStart)?!1:e.currentTime>=e.liveEdgeStart;if(!(lt.mediaStreamType.get(i)===Z.LIVE))return!1;let s=e.seekable;if(!s)return!0;if(!s.length)return!1;let r=s.end(s.length-1)-t;return e.currentTime>=r},mediaEvents:["playing","timeupdate","progress","waiting","emptied"]},mediaSubtitlesList:{get(i){return at(i).map(({kind:e,label:t,language:n})=>({kind:e,label:t,language:n}))},mediaEvents:["loadstart"],textTracksEvents:["addtrack","removetrack"]},mediaSubtitlesShowing:{get(i){return _n(i).map(({kind:e,label:t,language:n})=>({kind:e,label:t,language:n}))},mediaEvents:["loadstart"],textTracksEvents:["addtrack","removetrack","change"],stateOwnersUpdateHandlers:[(i,e)=>{var t,n;let{media:s,options:r}=e;if(!s)return;let o=a=>{var d;!r.defaultSubtitles||a&&![Q.CAPTIONS,Q.SUBTITLES].includes((d=a?.track)==null?void 0:d.kind)||pi(e,!0)};return s.addEventListener("loadstart",o),(t=s.textTracks)==null||t.addEventListener("addtrack",o),(n=s.textTracks)==null||n.addEventListener("removetrack",o),()=>{var a,d;s.removeEventListener("loadstart",o),(a=s.textTracks)==null||a.removeEventListener("addtrack",o),(d=s.textTracks)==null||d.removeEventListener("removetrack",o)}}]},mediaChaptersCues:{get(i){var e;let{media:t}=i;if(!t)return[];let[n]=He(t,{kind:Q.CHAPTERS});return Array.from((e=n?.cues)!=null?e:[]).map(({text:s,startTime:r,endTime:o})=>({text:Ra(s),startTime:r,endTime:o}))},mediaEvents:["loadstart","loadedmetadata"],textTracksEvents:["addtrack","removetrack","change"],stateOwnersUpdateHandlers:[(i,e)=>{var t;let{media:n}=e;if(!n)return;let s=n.querySelector('track[kind="chapters"][default][src]'),r=(t=n.shadowRoot)==null?void 0:t.querySelector(':is(video,audio) > track[kind="chapters"][default][src]');return s?.addEventListener("load",i),r?.addEventListener("load",i),()=>{s?.removeEventListener("load",i),r?.removeEventListener("load",i)}}]},mediaIsPip:{get(i){var e,t;let{media:n,documentElement:s}=i;if(!n||!s||!s.pictureInPictureElement)return!1;if(s.pictureInPictureElement===n)return!0;if(s.pictureInPictureElement instanceof HTMLMediaElement)return(e=n.localName)!=null&&e.includes("-")?_e(n,s.pictureInPictureElement):!1;if(s.pictureInPictureElement.localName.includes("-")){let r=s.pictureInPictureElement.shadowRoot;for(;r?.pictureInPictureElement;){if(r.pictureInPictureElement===n)return!0;r=(t=r.pictureInPictureElement)==null?void 0:t.shadowRoot}}return!1},set(i,e){let{media:t}=e;if(t)if(i){if(!N.pictureInPictureEnabled){console.warn("MediaChrome: Picture-in-picture is not enabled");return}if(!t.requestPictureInPicture){console.warn("MediaChrome: The current media does not support picture-in-picture");return}let n=()=>{console.warn("MediaChrome: The media is not ready for picture-in-picture. It must have a readyState > 0.")};t.requestPictureInPicture().catch(s=>{if(s.code===11){if(!t.src){console.warn("MediaChrome: The media is not ready for picture-in-picture. It must have a src set.");return}if(t.readyState===0&&t.preload==="none"){let r=()=>{t.removeEventListener("loadedmetadata",o),t.preload="none"},o=()=>{t.requestPictureInPicture().catch(n),r()};t.addEventListener("loadedmetadata",o),t.preload="metadata",setTimeout(()=>{t.readyState===0&&n(),r()},1e3)}else throw s}else throw s})}else N.pictureInPictureElement&&N.exitPictureInPicture()},mediaEvents:["enterpictureinpicture","leavepictureinpicture"]},mediaRenditionList:{get(i){var e;let{media:t}=i;return[...(e=t?.videoRenditions)!=null?e:[]].map(n=>({...n}))},mediaEvents:["emptied","loadstart"],videoRenditionsEvents:["addrendition","removerendition"]},mediaRenditionSelected:{get(i){var e,t,n;let{media:s}=i;return(n=(t=s?.videoRenditions)==null?void 0:t[(e=s.videoRenditions)==null?void 0:e.selectedIndex])==null?void 0:n.id},set(i,e){let{media:t}=e;if(!t?.videoRenditions){console.warn("MediaController: Rendition selection not supported by this media.");return}let n=i,s=Array.prototype.findIndex.call(t.videoRenditions,r=>r.id==n);t.videoRenditions.selectedIndex!=s&&(t.videoRenditions.selectedIndex=s)},mediaEvents:["emptied"],videoRenditionsEvents:["addrendition","removerendition","change"]},mediaAudioTrackList:{get(i){var e;let{media:t}=i;return[...(e=t?.audioTracks)!=null?e:[]]},mediaEvents:["emptied","loadstart"],audioTracksEvents:["addtrack","removetrack"]},mediaAudioTrackEnabled:{get(i){var e,t;let{media:n}=i;return(t=[...(e=n?.audioTracks)!=null?e:[]].find(s=>s.enabled))==null?void 0:t.id},set(i,e){let{media:t}=e;if(!t?.audioTracks){console.warn("MediaChrome: Audio track selection not supported by this media.");return}let n=i;for(let s of t.audioTracks)s.enabled=n==s.id},mediaEvents:["emptied"],audioTracksEvents:["addtrack","removetrack","change"]},mediaIsFullscreen:{get(i){return br(i)},set(i,e,t){var n,s;i?(vr(e),t.detail&&!((n=e.media)!=null&&n.inert)&&((s=e.media)==null||s.focus())):gr(e)},rootEvents:["fullscreenchange","webkitfullscreenchange"],mediaEvents:["webkitbeginfullscreen","webkitendfullscreen","webkitpresentationmodechanged"]},mediaIsCasting:{get(i){var e;let{media:t}=i;return!t?.remote||((e=t.remote)==null?void 0:e.state)==="disconnected"?!1:t.remote.state==="connected"},set(i,e){var t,n;let{media:s}=e;if(s&&!(i&&((t=s.remote)==null?void 0:t.state)!=="disconnected")&&!(!i&&((n=s.remote)==null?void 0:n.state)!=="connected")){if(typeof s.remote.prompt!="function"){console.warn("MediaChrome: Casting is not supported in this environment");return}s.remote.prompt().catch(()=>{})}},remoteEvents:["connect","connecting","disconnect"]},mediaIsAirplaying:{get(){return!1},set(i,e){let{media:t}=e;if(t){if(!(t.webkitShowPlaybackTargetPicker&&l.WebKitPlaybackTargetAvailabilityEvent)){console.error("MediaChrome: received a request to select AirPlay but AirPlay is not supported in this environment");return}t.webkitShowPlaybackTargetPicker()}},mediaEvents:["webkitcurrentplaybacktargetiswirelesschanged"]},mediaFullscreenUnavailable:{get(i){let{media:e}=i;if(!_r||!yn(e))return Y.UNSUPPORTED}},mediaPipUnavailable:{get(i){let{media:e}=i;if(!kr||!En(e))return Y.UNSUPPORTED;if(e?.disablePictureInPicture)return Y.UNAVAILABLE}},mediaVolumeUnavailable:{get(i){let{media:e}=i;if(fi===!1||e?.volume==null)return Y.UNSUPPORTED},stateOwnersUpdateHandlers:[i=>{fi==null&&Ia.then(e=>i(e?void 0:Y.UNSUPPORTED))}]},mediaCastUnavailable:{get(i,{availability:e="not-available"}={}){var t;let{media:n}=i;if(!wr||!((t=n?.remote)!=null&&t.state))return Y.UNSUPPORTED;if(!(e==null||e==="available"))return Y.UNAVAILABLE},stateOwnersUpdateHandlers:[(i,e)=>{var t;let{media:n}=e;return n?(n.disableRemotePlayback||n.hasAttribute("disableremoteplayback")||(t=n?.remote)==null||t.watchAvailability(r=>{i({availability:r?"available":"not-available"})}).catch(r=>{r.name==="NotSupportedError"?i({availability:null}):i({availability:"not-available"})}),()=>{var r;(r=n?.remote)==null||r.cancelWatchAvailability().catch(()=>{})}):void 0}]},mediaAirplayUnavailable:{get(i,e){if(!Tr)return Y.UNSUPPORTED;if(e?.availability==="not-available")return Y.UNAVAILABLE},mediaEvents:["webkitplaybacktargetavailabilitychanged"],stateOwnersUpdateHandlers:[(i,e)=>{var t;let{media:n}=e;return n?(n.disableRemotePlayback||n.hasAttribute("disableremoteplayback")||(t=n?.remote)==null||t.watchAvailability(r=>{i({availability:r?"available":"not-available"})}).catch(r=>{r.name==="NotSupportedError"?i({availability:null}):i({availability:"not-available"})}),()=>{var r;(r=n?.remote)==null||r.cancelWatchAvailability().catch(()=>{})}):void 0}]},mediaRenditionUnavailable:{get(i){var e;let{media:t}=i;if(!t?.videoRenditions)return Y.UNSUPPORTED;if(!((e=t.videoRenditions)!=null&&e.length))return Y.UNAVAILABLE},mediaEvents:["emptied","loadstart"],videoRenditionsEvents:["addrendition","removerendition"]},mediaAudioTrackUnavailable:{get(i){var e,t;let{media:n}=i;if(!n?.audioTracks)return Y.UNSUPPORTED;if(((t=(e=n.audioTracks)==null?void 0:e.length)!=null?t:0)<=1)return Y.UNAVAILABLE},mediaEvents:["emptied","loadstart"],audioTracksEvents:["addtrack","removetrack"]},mediaLang:{get(i){let{options:{mediaLang:e}={}}=i;return e??"en"}}};var Ar={[p.MEDIA_PREVIEW_REQUEST](i,e,{detail:t}){var n,s,r;let{media:o}=e,a=t??void 0,d,E;if(o&&a!=null){let[h]=He(o,{kind:Q.METADATA,label:"thumbnails"}),_=Array.prototype.find.call((n=h?.cues)!=null?n:[],(g,w,k)=>w===0?g.endTime>a:w===k.length-1?g.startTime<=a:g.startTime<=a&&g.endTime>a);if(_){let g=/'^(?:[a-z]+:)?\/\//i.test(_.text)||(s=o?.querySelector('track[label="thumbnails"]'))==null?void 0:s.src,w=new URL(_.text,g);E=new URLSearchParams(w.hash).get("#xywh").split(",").map(Ee=>+Ee),d=w.href}}let y=i.mediaDuration.get(e),v=(r=i.mediaChaptersCues.get(e).find((h,_,g)=>_===g.length-1&&y===h.endTime?h.startTime<=a&&h.endTime>=a:h.startTime<=a&&h.endTime>a))==null?void 0:r.text;return t!=null&&v==null&&(v=""),{mediaPreviewTime:a,mediaPreviewImage:d,mediaPreviewCoords:E,mediaPreviewChapter:v}},[p.MEDIA_PAUSE_REQUEST](i,e){i["mediaPaused"].set(!0,e)},[p.MEDIA_PLAY_REQUEST](i,e){var t,n,s,r;let o="mediaPaused",d=i.mediaStreamType.get(e)===Z.LIVE,E=!((t=e.options)!=null&&t.noAutoSeekToLive),y=i.mediaTargetLiveWindow.get(e)>0;if(d&&E&&!y){let f=(n=i.mediaSeekable.get(e))==null?void 0:n[1];if(f){let v=(r=(s=e.options)==null?void 0:s.seekToLiveOffset)!=null?r:0,h=f-v;i.mediaCurrentTime.set(h,e)}}i[o].set(!1,e)},[p.MEDIA_PLAYBACK_RATE_REQUEST](i,e,{detail:t}){let n="mediaPlaybackRate",s=t;i[n].set(s,e)},[p.MEDIA_MUTE_REQUEST](i,e){i["mediaMuted"].set(!0,e)},[p.MEDIA_UNMUTE_REQUEST](i,e){let t="mediaMuted";i.mediaVolume.get(e)||i.mediaVolume.set(.25,e),i[t].set(!1,e)},[p.MEDIA_LOOP_REQUEST](i,e,{detail:t}){let n="mediaLoop",s=!!t;return i[n].set(s,e),{mediaLoop:s}},[p.MEDIA_VOLUME_REQUEST](i,e,{detail:t}){let n="mediaVolume",s=t;s&&i.mediaMuted.get(e)&&i.mediaMuted.set(!1,e),i[n].set(s,e)},[p.MEDIA_SEEK_REQUEST](i,e,{detail:t}){let n="mediaCurrentTime",s=t;i[n].set(s,e)},[p.MEDIA_SEEK_TO_LIVE_REQUEST](i,e){var t,n,s;let r="mediaCurrentTime",o=(t=i.mediaSeekable.get(e))==null?void 0:t[1];if(Number.isNaN(Number(o)))return;let a=(s=(n=e.options)==null?void 0:n.seekToLiveOffset)!=null?s:0,d=o-a;i[r].set(d,e)},[p.MEDIA_SHOW_SUBTITLES_REQUEST](i,e,{detail:t}){var n;let{options:s}=e,r=at(e),o=gn(t),a=(n=o[0])==null?void 0:n.language;a&&!s.noSubtitlesLangPref&&l.localStorage.setItem("media-chrome-pref-subtitles-lang",a),Fe(ye.SHOWING,r,o)},[p.MEDIA_DISABLE_SUBTITLES_REQUEST](i,e,{detail:t}){let n=at(e),s=t??[];Fe(ye.DISABLED,n,s)},[p.MEDIA_TOGGLE_SUBTITLES_REQUEST](i,e,{detail:t}){pi(e,t)},[p.MEDIA_RENDITION_REQUEST](i,e,{detail:t}){let n="mediaRenditionSelected",s=t;i[n].set(s,e)},[p.MEDIA_AUDIO_TRACK_REQUEST](i,e,{detail:t}){let n="mediaAudioTrackEnabled",s=t;i[n].set(s,e)},[p.MEDIA_ENTER_PIP_REQUEST](i,e){let t="mediaIsPip";i.mediaIsFullscreen.get(e)&&i.mediaIsFullscreen.set(!1,e),i[t].set(!0,e)},[p.MEDIA_EXIT_PIP_REQUEST](i,e){i["mediaIsPip"].set(!1,e)},[p.MEDIA_ENTER_FULLSCREEN_REQUEST](i,e,t){let n="mediaIsFullscreen";i.mediaIsPip.get(e)&&i.mediaIsPip.set(!1,e),i[n].set(!0,e,t)},[p.MEDIA_EXIT_FULLSCREEN_REQUEST](i,e){i["mediaIsFullscreen"].set(!1,e)},[p.MEDIA_ENTER_CAST_REQUEST](i,e){let t="mediaIsCasting";i.mediaIsFullscreen.get(e)&&i.mediaIsFullscreen.set(!1,e),i[t].set(!0,e)},[p.MEDIA_EXIT_CAST_REQUEST](i,e){i["mediaIsCasting"].set(!1,e)},[p.MEDIA_AIRPLAY_REQUEST](i,e){i["mediaIsAirplaying"].set(!0,e)}};var xr=({media:i,fullscreenElement:e,documentElement:t,stateMediator:n=lt,requestMap:s=Ar,options:r={},monitorStateOwnersOnlyWithSubscriptions:o=!0})=>{let a=[],d={options:{...r}},E=Object.freeze({mediaPreviewTime:void 0,mediaPreviewImage:void 0,mediaPreviewCoords:void 0,mediaPreviewChapter:void 0}),y=g=>{g!=null&&(mi(g,E)||(E=Object.freeze({...E,...g}),a.forEach(w=>w(E))))},f=()=>{let g=Object.entries(n).reduce((w,[k,{get:Ee}])=>(w[k]=Ee(d),w),{});y(g)},v={},h,_=async(g,w)=>{var k,Ee,Kt,ss,rs,os,as,ls,ds,cs,us,hs,ps,ms,fs,vs;let Wo=!!h;if(h={...d,...h??{},...g},Wo)return;await Sr(...Object.values(g));let qe=a.length>0&&w===0&&o,gs=d.media!==h.media,bs=((k=d.media)==null?void 0:k.textTracks)!==((Ee=h.media)==null?void 0:Ee.textTracks),Es=((Kt=d.media)==null?void 0:Kt.videoRenditions)!==((ss=h.media)==null?void 0:ss.videoRenditions),ys=((rs=d.media)==null?void 0:rs.audioTracks)!==((os=h.media)==null?void 0:os.audioTracks),_s=((as=d.media)==null?void 0:as.remote)!==((ls=h.media)==null?void 0:ls.remote),ks=d.documentElement!==h.documentElement,Ts=!!d.media&&(gs||qe),ws=!!((ds=d.media)!=null&&ds.textTracks)&&(bs||qe),Ss=!!((cs=d.media)!=null&&cs.videoRenditions)&&(Es||qe),As=!!((us=d.media)!=null&&us.audioTracks)&&(ys||qe),xs=!!((hs=d.media)!=null&&hs.remote)&&(_s||qe),Ls=!!d.documentElement&&(ks||qe),ji=Ts||ws||Ss||As||xs||Ls,Ge=a.length===0&&w===1&&o,Is=!!h.media&&(gs||Ge),Ms=!!((ps=h.media)!=null&&ps.textTracks)&&(bs||Ge),Rs=!!((ms=h.media)!=null&&ms.videoRenditions)&&(Es||Ge),Us=!!((fs=h.media)!=null&&fs.audioTracks)&&(ys||Ge),Cs=!!((vs=h.media)!=null&&vs.remote)&&(_s||Ge),Ds=!!h.documentElement&&(ks||Ge),Os=Is||Ms||Rs||Us||Cs||Ds;if(!(ji||Os)){Object.entries(h).forEach(([L,yt])=>{d[L]=yt}),f(),h=void 0;return}Object.entries(n).forEach(([L,{get:yt,mediaEvents:Ko=[],textTracksEvents:qo=[],videoRenditionsEvents:Go=[],audioTracksEvents:Qo=[],remoteEvents:Yo=[],rootEvents:jo=[],stateOwnersUpdateHandlers:zo=[]}])=>{v[L]||(v[L]={});let z=M=>{let P=yt(d,M);y({[L]:P})},B;B=v[L].mediaEvents,Ko.forEach(M=>{B&&Ts&&(d.media.removeEventListener(M,B),v[L].mediaEvents=void 0),Is&&(h.media.addEventListener(M,z),v[L].mediaEvents=z)}),B=v[L].textTracksEvents,qo.forEach(M=>{var P,ie;B&&ws&&((P=d.media.textTracks)==null||P.removeEventListener(M,B),v[L].textTracksEvents=void 0),Ms&&((ie=h.media.textTracks)==null||ie.addEventListener(M,z),v[L].textTracksEvents=z)}),B=v[L].videoRenditionsEvents,Go.forEach(M=>{var P,ie;B&&Ss&&((P=d.media.videoRenditions)==null||P.removeEventListener(M,B),v[L].videoRenditionsEvents=void 0),Rs&&((ie=h.media.videoRenditions)==null||ie.addEventListener(M,z),v[L].videoRenditionsEvents=z)}),B=v[L].audioTracksEvents,Qo.forEach(M=>{var P,ie;B&&As&&((P=d.media.audioTracks)==null||P.removeEventListener(M,B),v[L].audioTracksEvents=void 0),Us&&((ie=h.media.audioTracks)==null||ie.addEventListener(M,z),v[L].audioTracksEvents=z)}),B=v[L].remoteEvents,Yo.forEach(M=>{var P,ie;B&&xs&&((P=d.media.remote)==null||P.removeEventListener(M,B),v[L].remoteEvents=void 0),Cs&&((ie=h.media.remote)==null||ie.addEventListener(M,z),v[L].remoteEvents=z)}),B=v[L].rootEvents,jo.forEach(M=>{B&&Ls&&(d.documentElement.removeEventListener(M,B),v[L].rootEvents=void 0),Ds&&(h.documentElement.addEventListener(M,z),v[L].rootEvents=z)});let qt=v[L].stateOwnersUpdateHandlers;if(qt&&ji&&(Array.isArray(qt)?qt:[qt]).forEach(P=>{typeof P=="function"&&P()}),Os){let M=zo.map(P=>P(z,h)).filter(P=>typeof P=="function");v[L].stateOwnersUpdateHandlers=M.length===1?M[0]:M}else ji&&(v[L].stateOwnersUpdateHandlers=void 0)}),Object.entries(h).forEach(([L,yt])=>{d[L]=yt}),f(),h=void 0};return _({media:i,fullscreenElement:e,documentElement:t,options:r}),{dispatch(g){let{type:w,detail:k}=g;if(s[w]&&E.mediaErrorCode==null){y(s[w](n,d,g));return}w==="mediaelementchangerequest"?_({media:k}):w==="fullscreenelementchangerequest"?_({fullscreenElement:k}):w==="documentelementchangerequest"?_({documentElement:k}):w==="optionschangerequest"&&(Object.entries(k??{}).forEach(([Ee,Kt])=>{d.options[Ee]=Kt}),f())},getState(){return E},subscribe(g){return _({},a.length+1),a.push(g),g(E),()=>{let w=a.indexOf(g);w>=0&&(_({},a.length-1),a.splice(w,1))}}}};var xn=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},m=(i,e,t)=>(xn(i,e,"read from private field"),t?t.call(i):e.get(i)),X=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},oe=(i,e,t,n)=>(xn(i,e,"write to private field"),n?n.call(i,t):e.set(i,t),t),Ae=(i,e,t)=>(xn(i,e,"access private method"),t),be,Ut,T,J,Ct,he,vi,Dt,gi,kn,$e,bi,Tn,Ot,Ei,wn,Dr,Or=["ArrowLeft","ArrowRight","ArrowUp","ArrowDown","Enter"," ","f","m","k","c","l","j",">","<","p"],Lr=10,Ir=.025,Mr=.25,Ua=.25,Ca=2,u={DEFAULT_SUBTITLES:"defaultsubtitles",DEFAULT_STREAM_TYPE:"defaultstreamtype",DEFAULT_DURATION:"defaultduration",FULLSCREEN_ELEMENT:"fullscreenelement",HOTKEYS:"hotkeys",KEYBOARD_BACKWARD_SEEK_OFFSET:"keyboardbackwardseekoffset",KEYBOARD_FORWARD_SEEK_OFFSET:"keyboardforwardseekoffset",KEYBOARD_DOWN_VOLUME_STEP:"keyboarddownvolumestep",KEYBOARD_UP_VOLUME_STEP:"keyboardupvolumestep",KEYS_USED:"keysused",LANG:"lang",LOOP:"loop",LIVE_EDGE_OFFSET:"liveedgeoffset",NO_AUTO_SEEK_TO_LIVE:"noautoseektolive",NO_DEFAULT_STORE:"nodefaultstore",NO_HOTKEYS:"nohotkeys",NO_MUTED_PREF:"nomutedpref",NO_SUBTITLES_LANG_PREF:"nosubtitleslangpref",NO_VOLUME_PREF:"novolumepref",SEEK_TO_LIVE_OFFSET:"seektoliveoffset"},Sn=class extends Ce{constructor(){super(),X(this,gi),X(this,bi),X(this,Ot),X(this,wn),this.mediaStateReceivers=[],this.associatedElementSubscriptions=new Map,X(this,be,new ci(this,u.HOTKEYS)),X(this,Ut,void 0),X(this,T,void 0),X(this,J,null),X(this,Ct,void 0),X(this,he,void 0),X(this,vi,t=>{var n;(n=m(this,T))==null||n.dispatch(t)}),X(this,Dt,void 0),X(this,$e,t=>{let{key:n,shiftKey:s}=t;if(!(s&&(n==="/"||n==="?")||Or.includes(n))){this.removeEventListener("keyup",m(this,$e));return}this.keyboardShortcutHandler(t)}),this.associateElement(this);let e={};oe(this,Ct,t=>{Object.entries(t).forEach(([n,s])=>{if(n in e&&e[n]===s)return;this.propagateMediaState(n,s);let r=n.toLowerCase(),o=new l.CustomEvent(Bs[r],{composed:!0,detail:s});this.dispatchEvent(o)}),e=t})}static get observedAttributes(){return super.observedAttributes.concat(u.NO_HOTKEYS,u.HOTKEYS,u.DEFAULT_STREAM_TYPE,u.DEFAULT_SUBTITLES,u.DEFAULT_DURATION,u.NO_MUTED_PREF,u.NO_VOLUME_PREF,u.LANG,u.LOOP,u.LIVE_EDGE_OFFSET,u.SEEK_TO_LIVE_OFFSET,u.NO_AUTO_SEEK_TO_LIVE)}get mediaStore(){return m(this,T)}set mediaStore(e){var t,n;if(m(this,T)&&((t=m(this,he))==null||t.call(this),oe(this,he,void 0)),oe(this,T,e),!m(this,T)&&!this.hasAttribute(u.NO_DEFAULT_STORE)){Ae(this,gi,kn).call(this);return}oe(this,he,(n=m(this,T))==null?void 0:n.subscribe(m(this,Ct)))}get fullscreenElement(){var e;return(e=m(this,Ut))!=null?e:this}set fullscreenElement(e){var t;this.hasAttribute(u.FULLSCREEN_ELEMENT)&&this.removeAttribute(u.FULLSCREEN_ELEMENT),oe(this,Ut,e),(t=m(this,T))==null||t.dispatch({type:"fullscreenelementchangerequest",detail:this.fullscreenElement})}get defaultSubtitles(){return S(this,u.DEFAULT_SUBTITLES)}set defaultSubtitles(e){A(this,u.DEFAULT_SUBTITLES,e)}get defaultStreamType(){return C(this,u.DEFAULT_STREAM_TYPE)}set defaultStreamType(e){R(this,u.DEFAULT_STREAM_TYPE,e)}get defaultDuration(){return Ye(this,u.DEFAULT_DURATION)}set defaultDuration(e){je(this,u.DEFAULT_DURATION,e)}get noHotkeys(){return S(this,u.NO_HOTKEYS)}set noHotkeys(e){A(this,u.NO_HOTKEYS,e)}get keysUsed(){return C(this,u.KEYS_USED)}set keysUsed(e){R(this,u.KEYS_USED,e)}get liveEdgeOffset(){return Ye(this,u.LIVE_EDGE_OFFSET)}set liveEdgeOffset(e){je(this,u.LIVE_EDGE_OFFSET,e)}get noAutoSeekToLive(){return S(this,u.NO_AUTO_SEEK_TO_LIVE)}set noAutoSeekToLive(e){A(this,u.NO_AUTO_SEEK_TO_LIVE,e)}get noVolumePref(){return S(this,u.NO_VOLUME_PREF)}set noVolumePref(e){A(this,u.NO_VOLUME_PREF,e)}get noMutedPref(){return S(this,u.NO_MUTED_PREF)}set noMutedPref(e){A(this,u.NO_MUTED_PREF,e)}get noSubtitlesLangPref(){return S(this,u.NO_SUBTITLES_LANG_PREF)}set noSubtitlesLangPref(e){A(this,u.NO_SUBTITLES_LANG_PREF,e)}get noDefaultStore(){return S(this,u.NO_DEFAULT_STORE)}set noDefaultStore(e){A(this,u.NO_DEFAULT_STORE,e)}get resolvedLang(){return Zs()}attributeChangedCallback(e,t,n){var s,r,o,a,d,E,y,f,v,h,_,g;if(super.attributeChangedCallback(e,t,n),e===u.NO_HOTKEYS)n!==t&&n===""?(this.hasAttribute(u.HOTKEYS)&&console.warn("Media Chrome: Both `hotkeys` and `nohotkeys` have been set. All hotkeys will be disabled."),this.disableHotkeys()):n!==t&&n===null&&this.enableHotkeys(),Ae(this,Ot,Ei).call(this);else if(e===u.HOTKEYS)m(this,be).value=n,Ae(this,Ot,Ei).call(this);else if(e===u.DEFAULT_SUBTITLES&&n!==t)(s=m(this,T))==null||s.dispatch({type:"optionschangerequest",detail:{defaultSubtitles:this.hasAttribute(u.DEFAULT_SUBTITLES)}});else if(e===u.DEFAULT_STREAM_TYPE)(o=m(this,T))==null||o.dispatch({type:"optionschangerequest",detail:{defaultStreamType:(r=this.getAttribute(u.DEFAULT_STREAM_TYPE))!=null?r:void 0}});else if(e===u.LIVE_EDGE_OFFSET&&n!==t)(a=m(this,T))==null||a.dispatch({type:"optionschangerequest",detail:{liveEdgeOffset:this.hasAttribute(u.LIVE_EDGE_OFFSET)?+this.getAttribute(u.LIVE_EDGE_OFFSET):void 0,seekToLiveOffset:this.hasAttribute(u.SEEK_TO_LIVE_OFFSET)?+this.getAttribute(u.SEEK_TO_LIVE_OFFSET):this.hasAttribute(u.LIVE_EDGE_OFFSET)?+this.getAttribute(u.LIVE_EDGE_OFFSET):void 0}});else if(e===u.SEEK_TO_LIVE_OFFSET&&n!==t)(d=m(this,T))==null||d.dispatch({type:"optionschangerequest",detail:{seekToLiveOffset:this.hasAttribute(u.SEEK_TO_LIVE_OFFSET)?+this.getAttribute(u.SEEK_TO_LIVE_OFFSET):this.hasAttribute(u.LIVE_EDGE_OFFSET)?+this.getAttribute(u.LIVE_EDGE_OFFSET):void 0}});else if(e===u.NO_AUTO_SEEK_TO_LIVE)(E=m(this,T))==null||E.dispatch({type:"optionschangerequest",detail:{noAutoSeekToLive:this.hasAttribute(u.NO_AUTO_SEEK_TO_LIVE)}});else if(e===u.FULLSCREEN_ELEMENT){let w=n?(y=this.getRootNode())==null?void 0:y.getElementById(n):void 0;oe(this,Ut,w),(f=m(this,T))==null||f.dispatch({type:"fullscreenelementchangerequest",detail:this.fullscreenElement})}else e===u.LANG&&n!==t?(zs(n),(v=m(this,T))==null||v.dispatch({type:"optionschangerequest",detail:{mediaLang:n}})):e===u.LOOP&&n!==t?(h=m(this,T))==null||h.dispatch({type:p.MEDIA_LOOP_REQUEST,detail:n!=null}):e===u.NO_VOLUME_PREF&&n!==t?(_=m(this,T))==null||_.dispatch({type:"optionschangerequest",detail:{noVolumePref:this.hasAttribute(u.NO_VOLUME_PREF)}}):e===u.NO_MUTED_PREF&&n!==t&&((g=m(this,T))==null||g.dispatch({type:"optionschangerequest",detail:{noMutedPref:this.hasAttribute(u.NO_MUTED_PREF)}}))}connectedCallback(){var e,t,n;this.associateElement(this),!m(this,T)&&!this.hasAttribute(u.NO_DEFAULT_STORE)&&Ae(this,gi,kn).call(this),(e=m(this,T))==null||e.dispatch({type:"documentelementchangerequest",detail:N}),(t=m(this,T))==null||t.dispatch({type:"fullscreenelementchangerequest",detail:this.fullscreenElement}),super.connectedCallback(),m(this,T)&&!m(this,he)&&oe(this,he,(n=m(this,T))==null?void 0:n.subscribe(m(this,Ct))),m(this,Dt)!==void 0&&m(this,T)&&this.media&&setTimeout(()=>{var s,r,o;(r=(s=this.media)==null?void 0:s.textTracks)!=null&&r.length&&((o=m(this,T))==null||o.dispatch({type:p.MEDIA_TOGGLE_SUBTITLES_REQUEST,detail:m(this,Dt)}))},0),this.hasAttribute(u.NO_HOTKEYS)?this.disableHotkeys():this.enableHotkeys()}disconnectedCallback(){var e,t,n,s,r,o;if((e=super.disconnectedCallback)==null||e.call(this),this.disableHotkeys(),m(this,T)){let a=m(this,T).getState();oe(this,Dt,!!((t=a.mediaSubtitlesShowing)!=null&&t.length)),(n=m(this,T))==null||n.dispatch({type:"fullscreenelementchangerequest",detail:void 0}),(s=m(this,T))==null||s.dispatch({type:"documentelementchangerequest",detail:void 0}),(r=m(this,T))==null||r.dispatch({type:p.MEDIA_TOGGLE_SUBTITLES_REQUEST,detail:!1})}m(this,he)&&((o=m(this,he))==null||o.call(this),oe(this,he,void 0)),this.unassociateElement(this),m(this,J)&&(m(this,J).remove(),oe(this,J,null))}mediaSetCallback(e){var t;super.mediaSetCallback(e),(t=m(this,T))==null||t.dispatch({type:"mediaelementchangerequest",detail:e}),e.hasAttribute("tabindex")||(e.tabIndex=-1)}mediaUnsetCallback(e){var t;super.mediaUnsetCallback(e),(t=m(this,T))==null||t.dispatch({type:"mediaelementchangerequest",detail:void 0})}propagateMediaState(e,t){Cr(this.mediaStateReceivers,e,t)}associateElement(e){if(!e)return;let{associatedElementSubscriptions:t}=this;if(t.has(e))return;let n=this.registerMediaStateReceiver.bind(this),s=this.unregisterMediaStateReceiver.bind(this),r=Ha(e,n,s);Object.values(p).forEach(o=>{e.addEventListener(o,m(this,vi))}),t.set(e,r)}unassociateElement(e){if(!e)return;let{associatedElementSubscriptions:t}=this;if(!t.has(e))return;t.get(e)(),t.delete(e),Object.values(p).forEach(s=>{e.removeEventListener(s,m(this,vi))})}registerMediaStateReceiver(e){if(!e)return;let t=this.mediaStateReceivers;t.indexOf(e)>-1||(t.push(e),m(this,T)&&Object.entries(m(this,T).getState()).forEach(([s,r])=>{Cr([e],s,r)}))}unregisterMediaStateReceiver(e){let t=this.mediaStateReceivers,n=t.indexOf(e);n<0||t.splice(n,1)}enableHotkeys(){this.addEventListener("keydown",Ae(this,bi,Tn))}disableHotkeys(){this.removeEventListener("keydown",Ae(this,bi,Tn)),this.removeEventListener("keyup",m(this,$e))}get hotkeys(){return m(this,be)}set hotkeys(e){R(this,u.HOTKEYS,e)}keyboardShortcutHandler(e){var t,n,s,r,o,a,d,E,y;let f=e.target;if(((s=(n=(t=f.getAttribute(u.KEYS_USED))==null?void 0:t.split(" "))!=null?n:f?.keysUsed)!=null?s:[]).map(k=>k==="Space"?" ":k).filter(Boolean).includes(e.key))return;let h,_,g;if(!(m(this,be).contains(ai(e.key))||e.shiftKey&&(e.key==="/"||e.key==="?")&&m(this,be).contains("noshift+/")))switch(e.key){case" ":case"k":h=m(this,T).getState().mediaPaused?p.MEDIA_PLAY_REQUEST:p.MEDIA_PAUSE_REQUEST,this.dispatchEvent(new l.CustomEvent(h,{composed:!0,bubbles:!0}));break;case"m":h=this.mediaStore.getState().mediaVolumeLevel==="off"?p.MEDIA_UNMUTE_REQUEST:p.MEDIA_MUTE_REQUEST,this.dispatchEvent(new l.CustomEvent(h,{composed:!0,bubbles:!0}));break;case"f":h=this.mediaStore.getState().mediaIsFullscreen?p.MEDIA_EXIT_FULLSCREEN_REQUEST:p.MEDIA_ENTER_FULLSCREEN_REQUEST,this.dispatchEvent(new l.CustomEvent(h,{composed:!0,bubbles:!0}));break;case"c":this.dispatchEvent(new l.CustomEvent(p.MEDIA_TOGGLE_SUBTITLES_REQUEST,{composed:!0,bubbles:!0}));break;case"ArrowLeft":case"j":{let k=this.hasAttribute(u.KEYBOARD_BACKWARD_SEEK_OFFSET)?+this.getAttribute(u.KEYBOARD_BACKWARD_SEEK_OFFSET):Lr;_=Math.max(((r=this.mediaStore.getState().mediaCurrentTime)!=null?r:0)-k,0),g=new l.CustomEvent(p.MEDIA_SEEK_REQUEST,{composed:!0,bubbles:!0,detail:_}),this.dispatchEvent(g);break}case"ArrowRight":case"l":{let k=this.hasAttribute(u.KEYBOARD_FORWARD_SEEK_OFFSET)?+this.getAttribute(u.KEYBOARD_FORWARD_SEEK_OFFSET):Lr;_=Math.max(((o=this.mediaStore.getState().mediaCurrentTime)!=null?o:0)+k,0),g=new l.CustomEvent(p.MEDIA_SEEK_REQUEST,{composed:!0,bubbles:!0,detail:_}),this.dispatchEvent(g);break}case"ArrowUp":{let k=this.hasAttribute(u.KEYBOARD_UP_VOLUME_STEP)?+this.getAttribute(u.KEYBOARD_UP_VOLUME_STEP):Ir;_=Math.min(((a=this.mediaStore.getState().mediaVolume)!=null?a:1)+k,1),g=new l.CustomEvent(p.MEDIA_VOLUME_REQUEST,{composed:!0,bubbles:!0,detail:_}),this.dispatchEvent(g);break}case"ArrowDown":{let k=this.hasAttribute(u.KEYBOARD_DOWN_VOLUME_STEP)?+this.getAttribute(u.KEYBOARD_DOWN_VOLUME_STEP):Ir;_=Math.max(((d=this.mediaStore.getState().mediaVolume)!=null?d:1)-k,0),g=new l.CustomEvent(p.MEDIA_VOLUME_REQUEST,{composed:!0,bubbles:!0,detail:_}),this.dispatchEvent(g);break}case"<":{let k=(E=this.mediaStore.getState().mediaPlaybackRate)!=null?E:1;_=Math.max(k-Mr,Ua).toFixed(2),g=new l.CustomEvent(p.MEDIA_PLAYBACK_RATE_REQUEST,{composed:!0,bubbles:!0,detail:_}),this.dispatchEvent(g);break}case">":{let k=(y=this.mediaStore.getState().mediaPlaybackRate)!=null?y:1;_=Math.min(k+Mr,Ca).toFixed(2),g=new l.CustomEvent(p.MEDIA_PLAYBACK_RATE_REQUEST,{composed:!0,bubbles:!0,detail:_}),this.dispatchEvent(g);break}case"/":case"?":{e.shiftKey&&Ae(this,wn,Dr).call(this);break}case"p":{h=this.mediaStore.getState().mediaIsPip?p.MEDIA_EXIT_PIP_REQUEST:p.MEDIA_ENTER_PIP_REQUEST,g=new l.CustomEvent(h,{composed:!0,bubbles:!0}),this.dispatchEvent(g);break}default:break}}};be=new WeakMap;Ut=new WeakMap;T=new WeakMap;J=new WeakMap;Ct=new WeakMap;he=new WeakMap;vi=new WeakMap;Dt=new WeakMap;gi=new WeakSet;kn=function(){var i;this.mediaStore=xr({media:this.media,fullscreenElement:this.fullscreenElement,options:{defaultSubtitles:this.hasAttribute(u.DEFAULT_SUBTITLES),defaultDuration:this.hasAttribute(u.DEFAULT_DURATION)?+this.getAttribute(u.DEFAULT_DURATION):void 0,defaultStreamType:(i=this.getAttribute(u.DEFAULT_STREAM_TYPE))!=null?i:void 0,liveEdgeOffset:this.hasAttribute(u.LIVE_EDGE_OFFSET)?+this.getAttribute(u.LIVE_EDGE_OFFSET):void 0,seekToLiveOffset:this.hasAttribute(u.SEEK_TO_LIVE_OFFSET)?+this.getAttribute(u.SEEK_TO_LIVE_OFFSET):this.hasAttribute(u.LIVE_EDGE_OFFSET)?+this.getAttribute(u.LIVE_EDGE_OFFSET):void 0,noAutoSeekToLive:this.hasAttribute(u.NO_AUTO_SEEK_TO_LIVE),noVolumePref:this.hasAttribute(u.NO_VOLUME_PREF),noMutedPref:this.hasAttribute(u.NO_MUTED_PREF),noSubtitlesLangPref:this.hasAttribute(u.NO_SUBTITLES_LANG_PREF)}})};$e=new WeakMap;bi=new WeakSet;Tn=function(i){var e;let{metaKey:t,altKey:n,key:s,shiftKey:r}=i,o=r&&(s==="/"||s==="?");if(o&&((e=m(this,J))!=null&&e.open)){this.removeEventListener("keyup",m(this,$e));return}if(t||n||!o&&!Or.includes(s)){this.removeEventListener("keyup",m(this,$e));return}let a=i.target,d=a instanceof HTMLElement&&(a.tagName.toLowerCase()==="media-volume-range"||a.tagName.toLowerCase()==="media-time-range");[" ","ArrowLeft","ArrowRight","ArrowUp","ArrowDown"].includes(s)&&!m(this,be).contains(ai(s))&&!d&&i.preventDefault(),this.addEventListener("keyup",m(this,$e),{once:!0})};Ot=new WeakSet;Ei=function(){m(this,J)&&(m(this,J).hotkeys=m(this,be).value||void 0,(this.noHotkeys||m(this,be).contains("noshift+/"))&&(m(this,J).open=!1))};wn=new WeakSet;Dr=function(){m(this,J)||(oe(this,J,N.createElement("media-keyboard-shortcuts-dialog")),Ae(this,Ot,Ei).call(this),this.appendChild(m(this,J))),m(this,J).open=!0};var Da=Object.values(c),Oa=Object.values(Zi),Pr=i=>{var e,t,n,s;let{observedAttributes:r}=i.constructor;!r&&((e=i.nodeName)!=null&&e.includes("-"))&&(l.customElements.upgrade(i),{observedAttributes:r}=i.constructor);let o=(s=(n=(t=i?.getAttribute)==null?void 0:t.call(i,I.MEDIA_CHROME_ATTRIBUTES))==null?void 0:n.split)==null?void 0:s.call(n,/\s+/);return Array.isArray(r||o)?(r||o).filter(a=>Da.includes(a)):[]},Pa=i=>{var e,t;return(e=i.nodeName)!=null&&e.includes("-")&&l.customElements.get((t=i.nodeName)==null?void 0:t.toLowerCase())&&!(i instanceof l.customElements.get(i.nodeName.toLowerCase()))&&l.customElements.upgrade(i),Oa.some(n=>n in i)},An=i=>Pa(i)||!!Pr(i).length,Rr=i=>{var e;return(e=i?.join)==null?void 0:e.call(i,":")},Ur={[c.MEDIA_SUBTITLES_LIST]:Mt,[c.MEDIA_SUBTITLES_SHOWING]:Mt,[c.MEDIA_SEEKABLE]:Rr,[c.MEDIA_BUFFERED]:i=>i?.map(Rr).join(" "),[c.MEDIA_PREVIEW_COORDS]:i=>i?.join(" "),[c.MEDIA_RENDITION_LIST]:dr,[c.MEDIA_AUDIO_TRACK_LIST]:cr},Na=async(i,e,t)=>{var n,s;if(i.isConnected||await ui(0),typeof t=="boolean"||t==null)return A(i,e,t);if(typeof t=="number")return je(i,e,t);if(typeof t=="string")return R(i,e,t);if(Array.isArray(t)&&!t.length)return i.removeAttribute(e);let r=(s=(n=Ur[e])==null?void 0:n.call(Ur,t))!=null?s:t;return i.setAttribute(e,r)},Fa=i=>{var e;return!!((e=i.closest)!=null&&e.call(i,'*[slot="media"]'))},Be=(i,e)=>{if(Fa(i))return;let t=(s,r)=>{var o,a;An(s)&&r(s);let{children:d=[]}=s??{},E=(a=(o=s?.shadowRoot)==null?void 0:o.children)!=null?a:[];[...d,...E].forEach(f=>Be(f,r))},n=i?.nodeName.toLowerCase();if(n.includes("-")&&!An(i)){l.customElements.whenDefined(n).then(()=>{t(i,e)});return}t(i,e)},Cr=(i,e,t)=>{i.forEach(n=>{if(e in n){n[e]=t;return}let s=Pr(n),r=e.toLowerCase();s.includes(r)&&Na(n,r,t)})},Ha=(i,e,t)=>{Be(i,e);let n=y=>{var f;let v=(f=y?.composedPath()[0])!=null?f:y.target;e(v)},s=y=>{var f;let v=(f=y?.composedPath()[0])!=null?f:y.target;t(v)};i.addEventListener(p.REGISTER_MEDIA_STATE_RECEIVER,n),i.addEventListener(p.UNREGISTER_MEDIA_STATE_RECEIVER,s);let r=y=>{y.forEach(f=>{let{addedNodes:v=[],removedNodes:h=[],type:_,target:g,attributeName:w}=f;_==="childList"?(Array.prototype.forEach.call(v,k=>Be(k,e)),Array.prototype.forEach.call(h,k=>Be(k,t))):_==="attributes"&&w===I.MEDIA_CHROME_ATTRIBUTES&&(An(g)?e(g):t(g))})},o=[],a=y=>{let f=y.target;f.name!=="media"&&(o.forEach(v=>Be(v,t)),o=[...f.assignedElements({flatten:!0})],o.forEach(v=>Be(v,e)))};i.addEventListener("slotchange",a);let d=new MutationObserver(r);return d.observe(i,{childList:!0,attributes:!0,subtree:!0}),()=>{Be(i,t),i.removeEventListener("slotchange",a),d.disconnect(),i.removeEventListener(p.REGISTER_MEDIA_STATE_RECEIVER,n),i.removeEventListener(p.UNREGISTER_MEDIA_STATE_RECEIVER,s)}};l.customElements.get("media-controller")||l.customElements.define("media-controller",Sn);var Nr=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},yi=(i,e,t)=>(Nr(i,e,"read from private field"),t?t.call(i):e.get(i)),Ba=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},_i=(i,e,t,n)=>(Nr(i,e,"write to private field"),n?n.call(i,t):e.set(i,t),t),pe;function $a(i){return`
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
  `}var Pt=class extends l.HTMLElement{constructor(){if(super(),Ba(this,pe,void 0),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=j(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[I.MEDIA_CONTROLLER]}attributeChangedCallback(e,t,n){var s,r,o,a,d;e===I.MEDIA_CONTROLLER&&(t&&((r=(s=yi(this,pe))==null?void 0:s.unassociateElement)==null||r.call(s,this),_i(this,pe,null)),n&&this.isConnected&&(_i(this,pe,(o=this.getRootNode())==null?void 0:o.getElementById(n)),(d=(a=yi(this,pe))==null?void 0:a.associateElement)==null||d.call(a,this)))}connectedCallback(){var e,t,n;let s=this.getAttribute(I.MEDIA_CONTROLLER);s&&(_i(this,pe,(e=this.getRootNode())==null?void 0:e.getElementById(s)),(n=(t=yi(this,pe))==null?void 0:t.associateElement)==null||n.call(t,this))}disconnectedCallback(){var e,t;(t=(e=yi(this,pe))==null?void 0:e.unassociateElement)==null||t.call(e,this),_i(this,pe,null)}};pe=new WeakMap;Pt.shadowRootOptions={mode:"open"};Pt.getTemplateHTML=$a;l.customElements.get("media-control-bar")||l.customElements.define("media-control-bar",Pt);var dt={PLACEMENT:"placement",BOUNDS:"bounds"};function Va(i){return`
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
  `}var ct=class extends l.HTMLElement{constructor(){if(super(),this.updateXOffset=()=>{var e;if(!qs(this,{checkOpacity:!1,checkVisibilityCSS:!1}))return;let t=this.placement;if(t==="left"||t==="right"){this.style.removeProperty("--media-tooltip-offset-x");return}let n=getComputedStyle(this),s=(e=Qe(this,"#"+this.bounds))!=null?e:Ks(this);if(!s)return;let{x:r,width:o}=s.getBoundingClientRect(),{x:a,width:d}=this.getBoundingClientRect(),E=a+d,y=r+o,f=n.getPropertyValue("--media-tooltip-offset-x"),v=f?parseFloat(f.replace("px","")):0,h=n.getPropertyValue("--media-tooltip-container-margin"),_=h?parseFloat(h.replace("px","")):0,g=a-r+v-_,w=E-y+v+_;if(g<0){this.style.setProperty("--media-tooltip-offset-x",`${g}px`);return}if(w>0){this.style.setProperty("--media-tooltip-offset-x",`${w}px`);return}this.style.removeProperty("--media-tooltip-offset-x")},!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=j(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}if(this.arrowEl=this.shadowRoot.querySelector("#arrow"),Object.prototype.hasOwnProperty.call(this,"placement")){let e=this.placement;delete this.placement,this.placement=e}}static get observedAttributes(){return[dt.PLACEMENT,dt.BOUNDS]}get placement(){return C(this,dt.PLACEMENT)}set placement(e){R(this,dt.PLACEMENT,e)}get bounds(){return C(this,dt.BOUNDS)}set bounds(e){R(this,dt.BOUNDS,e)}};ct.shadowRootOptions={mode:"open"};ct.getTemplateHTML=Va;l.customElements.get("media-tooltip")||l.customElements.define("media-tooltip",ct);var Ln=ct;var Rn=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},F=(i,e,t)=>(Rn(i,e,"read from private field"),t?t.call(i):e.get(i)),Ve=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},ki=(i,e,t,n)=>(Rn(i,e,"write to private field"),n?n.call(i,t):e.set(i,t),t),Fr=(i,e,t)=>(Rn(i,e,"access private method"),t),me,ht,In,Hr,Le,ut,Ti,Mn,Br,xe={TOOLTIP_PLACEMENT:"tooltipplacement",DISABLED:"disabled",NO_TOOLTIP:"notooltip"};function Wa(i,e={}){return`
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
        <template shadowrootmode="${Ln.shadowRootOptions.mode}">
          ${Ln.getTemplateHTML({})}
        </template>
        <slot name="tooltip-content">
          ${this.getTooltipContentHTML(i)}
        </slot>
      </media-tooltip>
    </slot>
  `}function Ka(i,e){return`
    <slot></slot>
  `}function qa(){return""}var W=class extends l.HTMLElement{constructor(){if(super(),Ve(this,In),Ve(this,Mn),Ve(this,me,void 0),this.preventClick=!1,this.tooltipEl=null,Ve(this,ht,e=>{this.preventClick||this.handleClick(e),setTimeout(F(this,Le),0)}),Ve(this,Le,()=>{var e,t;(t=(e=this.tooltipEl)==null?void 0:e.updateXOffset)==null||t.call(e)}),Ve(this,ut,e=>{let{key:t}=e;if(!this.keysUsed.includes(t)){this.removeEventListener("keyup",F(this,ut));return}this.preventClick||this.handleClick(e)}),Ve(this,Ti,e=>{let{metaKey:t,altKey:n,key:s}=e;if(t||n||!this.keysUsed.includes(s)){this.removeEventListener("keyup",F(this,ut));return}this.addEventListener("keyup",F(this,ut),{once:!0})}),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=j(this.attributes),t=this.constructor.getTemplateHTML(e);this.shadowRoot.setHTMLUnsafe?this.shadowRoot.setHTMLUnsafe(t):this.shadowRoot.innerHTML=t}this.tooltipEl=this.shadowRoot.querySelector("media-tooltip")}static get observedAttributes(){return["disabled",xe.TOOLTIP_PLACEMENT,I.MEDIA_CONTROLLER,c.MEDIA_LANG]}enable(){this.addEventListener("click",F(this,ht)),this.addEventListener("keydown",F(this,Ti)),this.tabIndex=0}disable(){this.removeEventListener("click",F(this,ht)),this.removeEventListener("keydown",F(this,Ti)),this.removeEventListener("keyup",F(this,ut)),this.tabIndex=-1}attributeChangedCallback(e,t,n){var s,r,o,a,d;e===I.MEDIA_CONTROLLER?(t&&((r=(s=F(this,me))==null?void 0:s.unassociateElement)==null||r.call(s,this),ki(this,me,null)),n&&this.isConnected&&(ki(this,me,(o=this.getRootNode())==null?void 0:o.getElementById(n)),(d=(a=F(this,me))==null?void 0:a.associateElement)==null||d.call(a,this))):e==="disabled"&&n!==t?n==null?this.enable():this.disable():e===xe.TOOLTIP_PLACEMENT&&this.tooltipEl&&n!==t?this.tooltipEl.placement=n:e===c.MEDIA_LANG&&(this.shadowRoot.querySelector('slot[name="tooltip-content"]').innerHTML=this.constructor.getTooltipContentHTML()),Fr(this,In,Hr).call(this)&&F(this,Le).call(this)}connectedCallback(){var e,t,n;let{style:s}=te(this.shadowRoot,":host");s.setProperty("display",`var(--media-control-display, var(--${this.localName}-display, inline-flex))`),this.hasAttribute("disabled")?this.disable():this.enable(),this.setAttribute("role","button");let r=this.getAttribute(I.MEDIA_CONTROLLER);r&&(ki(this,me,(e=this.getRootNode())==null?void 0:e.getElementById(r)),(n=(t=F(this,me))==null?void 0:t.associateElement)==null||n.call(t,this)),l.customElements.whenDefined("media-tooltip").then(()=>Fr(this,Mn,Br).call(this))}disconnectedCallback(){var e,t;this.disable(),(t=(e=F(this,me))==null?void 0:e.unassociateElement)==null||t.call(e,this),ki(this,me,null),this.removeEventListener("mouseenter",F(this,Le)),this.removeEventListener("focus",F(this,Le)),this.removeEventListener("click",F(this,ht))}get keysUsed(){return["Enter"," "]}get tooltipPlacement(){return C(this,xe.TOOLTIP_PLACEMENT)}set tooltipPlacement(e){R(this,xe.TOOLTIP_PLACEMENT,e)}get mediaController(){return C(this,I.MEDIA_CONTROLLER)}set mediaController(e){R(this,I.MEDIA_CONTROLLER,e)}get disabled(){return S(this,xe.DISABLED)}set disabled(e){A(this,xe.DISABLED,e)}get noTooltip(){return S(this,xe.NO_TOOLTIP)}set noTooltip(e){A(this,xe.NO_TOOLTIP,e)}handleClick(e){}};me=new WeakMap;ht=new WeakMap;In=new WeakSet;Hr=function(){try{return this.matches(":hover, :focus-visible")}catch{return this.matches(":hover, :focus")}};Le=new WeakMap;ut=new WeakMap;Ti=new WeakMap;Mn=new WeakSet;Br=function(){this.addEventListener("mouseenter",F(this,Le)),this.addEventListener("focus",F(this,Le)),this.addEventListener("click",F(this,ht));let i=this.tooltipPlacement;i&&this.tooltipEl&&(this.tooltipEl.placement=i)};W.shadowRootOptions={mode:"open"};W.getTemplateHTML=Wa;W.getSlotTemplateHTML=Ka;W.getTooltipContentHTML=qa;l.customElements.get("media-chrome-button")||l.customElements.define("media-chrome-button",W);var Ga=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="m6 21 15-9L6 3v18Z"/>
</svg>`,Qa=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M6 20h4V4H6v16Zm8-16v16h4V4h-4Z"/>
</svg>`;function Ya(i){return`
    <style>
      :host([${c.MEDIA_PAUSED}]) slot[name=pause],
      :host(:not([${c.MEDIA_PAUSED}])) slot[name=play] {
        display: none !important;
      }

      :host([${c.MEDIA_PAUSED}]) slot[name=tooltip-pause],
      :host(:not([${c.MEDIA_PAUSED}])) slot[name=tooltip-play] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="play">${Ga}</slot>
      <slot name="pause">${Qa}</slot>
    </slot>
  `}function ja(){return`
    <slot name="tooltip-play">${x("Play")}</slot>
    <slot name="tooltip-pause">${x("Pause")}</slot>
  `}var $r=i=>{let e=i.mediaPaused?x("play"):x("pause");i.setAttribute("aria-label",e)},Nt=class extends W{static get observedAttributes(){return[...super.observedAttributes,c.MEDIA_PAUSED,c.MEDIA_ENDED]}connectedCallback(){super.connectedCallback(),$r(this)}attributeChangedCallback(e,t,n){super.attributeChangedCallback(e,t,n),(e===c.MEDIA_PAUSED||e===c.MEDIA_LANG)&&$r(this)}get mediaPaused(){return S(this,c.MEDIA_PAUSED)}set mediaPaused(e){A(this,c.MEDIA_PAUSED,e)}handleClick(){let e=this.mediaPaused?p.MEDIA_PLAY_REQUEST:p.MEDIA_PAUSE_REQUEST;this.dispatchEvent(new l.CustomEvent(e,{composed:!0,bubbles:!0}))}};Nt.getSlotTemplateHTML=Ya;Nt.getTooltipContentHTML=ja;l.customElements.get("media-play-button")||l.customElements.define("media-play-button",Nt);var za=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M16.5 12A4.5 4.5 0 0 0 14 8v2.18l2.45 2.45a4.22 4.22 0 0 0 .05-.63Zm2.5 0a6.84 6.84 0 0 1-.54 2.64L20 16.15A8.8 8.8 0 0 0 21 12a9 9 0 0 0-7-8.77v2.06A7 7 0 0 1 19 12ZM4.27 3 3 4.27 7.73 9H3v6h4l5 5v-6.73l4.25 4.25A6.92 6.92 0 0 1 14 18.7v2.06A9 9 0 0 0 17.69 19l2 2.05L21 19.73l-9-9L4.27 3ZM12 4 9.91 6.09 12 8.18V4Z"/>
</svg>`,Vr=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M3 9v6h4l5 5V4L7 9H3Zm13.5 3A4.5 4.5 0 0 0 14 8v8a4.47 4.47 0 0 0 2.5-4Z"/>
</svg>`,Za=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M3 9v6h4l5 5V4L7 9H3Zm13.5 3A4.5 4.5 0 0 0 14 8v8a4.47 4.47 0 0 0 2.5-4ZM14 3.23v2.06a7 7 0 0 1 0 13.42v2.06a9 9 0 0 0 0-17.54Z"/>
</svg>`;function Xa(i){return`
    <style>
      :host(:not([${c.MEDIA_VOLUME_LEVEL}])) slot[name=icon] slot:not([name=high]),
      :host([${c.MEDIA_VOLUME_LEVEL}=high]) slot[name=icon] slot:not([name=high]) {
        display: none !important;
      }

      :host([${c.MEDIA_VOLUME_LEVEL}=off]) slot[name=icon] slot:not([name=off]) {
        display: none !important;
      }

      :host([${c.MEDIA_VOLUME_LEVEL}=low]) slot[name=icon] slot:not([name=low]) {
        display: none !important;
      }

      :host([${c.MEDIA_VOLUME_LEVEL}=medium]) slot[name=icon] slot:not([name=medium]) {
        display: none !important;
      }

      :host(:not([${c.MEDIA_VOLUME_LEVEL}=off])) slot[name=tooltip-unmute],
      :host([${c.MEDIA_VOLUME_LEVEL}=off]) slot[name=tooltip-mute] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="off">${za}</slot>
      <slot name="low">${Vr}</slot>
      <slot name="medium">${Vr}</slot>
      <slot name="high">${Za}</slot>
    </slot>
  `}function Ja(){return`
    <slot name="tooltip-mute">${x("Mute")}</slot>
    <slot name="tooltip-unmute">${x("Unmute")}</slot>
  `}var Wr=i=>{let t=i.mediaVolumeLevel==="off"?x("unmute"):x("mute");i.setAttribute("aria-label",t)},Ft=class extends W{static get observedAttributes(){return[...super.observedAttributes,c.MEDIA_VOLUME_LEVEL]}connectedCallback(){super.connectedCallback(),Wr(this)}attributeChangedCallback(e,t,n){super.attributeChangedCallback(e,t,n),e===c.MEDIA_VOLUME_LEVEL&&Wr(this)}get mediaVolumeLevel(){return C(this,c.MEDIA_VOLUME_LEVEL)}set mediaVolumeLevel(e){R(this,c.MEDIA_VOLUME_LEVEL,e)}handleClick(){let e=this.mediaVolumeLevel==="off"?p.MEDIA_UNMUTE_REQUEST:p.MEDIA_MUTE_REQUEST;this.dispatchEvent(new l.CustomEvent(e,{composed:!0,bubbles:!0}))}};Ft.getSlotTemplateHTML=Xa;Ft.getTooltipContentHTML=Ja;l.customElements.get("media-mute-button")||l.customElements.define("media-mute-button",Ft);var Fn=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},U=(i,e,t)=>(Fn(i,e,"read from private field"),t?t.call(i):e.get(i)),K=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},Ie=(i,e,t,n)=>(Fn(i,e,"write to private field"),n?n.call(i,t):e.set(i,t),t),ae=(i,e,t)=>(Fn(i,e,"access private method"),t),fe,Ci,wi,Si,le,Ri,Ai,xi,Li,Hn,Kr,Ii,Un,Mi,Cn,Ui,Bn,Dn,qr,On,Gr,Pn,Qr,Nn,Yr;function el(i){return`
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
  `}function tl(i){return""}var Me=class extends l.HTMLElement{constructor(){if(super(),K(this,Hn),K(this,Ii),K(this,Mi),K(this,Ui),K(this,Dn),K(this,On),K(this,Pn),K(this,Nn),K(this,fe,void 0),K(this,Ci,void 0),K(this,wi,void 0),K(this,Si,void 0),K(this,le,{}),K(this,Ri,[]),K(this,Ai,()=>{if(this.range.matches(":focus-visible")){let{style:e}=te(this.shadowRoot,":host");e.setProperty("--_focus-visible-box-shadow","var(--_focus-box-shadow)")}}),K(this,xi,()=>{let{style:e}=te(this.shadowRoot,":host");e.removeProperty("--_focus-visible-box-shadow")}),K(this,Li,()=>{let e=this.shadowRoot.querySelector("#segments-clipping");e&&e.parentNode.append(e)}),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=j(this.attributes),t=this.constructor.getTemplateHTML(e);this.shadowRoot.setHTMLUnsafe?this.shadowRoot.setHTMLUnsafe(t):this.shadowRoot.innerHTML=t}this.container=this.shadowRoot.querySelector("#container"),Ie(this,wi,this.shadowRoot.querySelector("#startpoint")),Ie(this,Si,this.shadowRoot.querySelector("#endpoint")),this.range=this.shadowRoot.querySelector("#range"),this.appearance=this.shadowRoot.querySelector("#appearance")}static get observedAttributes(){return["disabled","aria-disabled",I.MEDIA_CONTROLLER]}attributeChangedCallback(e,t,n){var s,r,o,a,d;e===I.MEDIA_CONTROLLER?(t&&((r=(s=U(this,fe))==null?void 0:s.unassociateElement)==null||r.call(s,this),Ie(this,fe,null)),n&&this.isConnected&&(Ie(this,fe,(o=this.getRootNode())==null?void 0:o.getElementById(n)),(d=(a=U(this,fe))==null?void 0:a.associateElement)==null||d.call(a,this))):(e==="disabled"||e==="aria-disabled"&&t!==n)&&(n==null?(this.range.removeAttribute(e),ae(this,Ii,Un).call(this)):(this.range.setAttribute(e,n),ae(this,Mi,Cn).call(this)))}connectedCallback(){var e,t,n;let{style:s}=te(this.shadowRoot,":host");s.setProperty("display",`var(--media-control-display, var(--${this.localName}-display, inline-flex))`),U(this,le).pointer=te(this.shadowRoot,"#pointer"),U(this,le).progress=te(this.shadowRoot,"#progress"),U(this,le).thumb=te(this.shadowRoot,'#thumb, ::slotted([slot="thumb"])'),U(this,le).activeSegment=te(this.shadowRoot,"#segments-clipping rect:nth-child(0)");let r=this.getAttribute(I.MEDIA_CONTROLLER);r&&(Ie(this,fe,(e=this.getRootNode())==null?void 0:e.getElementById(r)),(n=(t=U(this,fe))==null?void 0:t.associateElement)==null||n.call(t,this)),this.updateBar(),this.shadowRoot.addEventListener("focusin",U(this,Ai)),this.shadowRoot.addEventListener("focusout",U(this,xi)),ae(this,Ii,Un).call(this),zt(this.container,U(this,Li))}disconnectedCallback(){var e,t;ae(this,Mi,Cn).call(this),(t=(e=U(this,fe))==null?void 0:e.unassociateElement)==null||t.call(e,this),Ie(this,fe,null),this.shadowRoot.removeEventListener("focusin",U(this,Ai)),this.shadowRoot.removeEventListener("focusout",U(this,xi)),Zt(this.container,U(this,Li))}updatePointerBar(e){var t;(t=U(this,le).pointer)==null||t.style.setProperty("width",`${this.getPointerRatio(e)*100}%`)}updateBar(){var e,t;let n=this.range.valueAsNumber*100;(e=U(this,le).progress)==null||e.style.setProperty("width",`${n}%`),(t=U(this,le).thumb)==null||t.style.setProperty("left",`${n}%`)}updateSegments(e){let t=this.shadowRoot.querySelector("#segments-clipping");if(t.textContent="",this.container.classList.toggle("segments",!!e?.length),!e?.length)return;let n=[...new Set([+this.range.min,...e.flatMap(r=>[r.start,r.end]),+this.range.max])];Ie(this,Ri,[...n]);let s=n.pop();for(let[r,o]of n.entries()){let[a,d]=[r===0,r===n.length-1],E=a?"calc(var(--segments-gap) / -1)":`${o*100}%`,f=`calc(${((d?s:n[r+1])-o)*100}%${a||d?"":" - var(--segments-gap)"})`,v=N.createElementNS("http://www.w3.org/2000/svg","rect"),h=en(this.shadowRoot,`#segments-clipping rect:nth-child(${r+1})`);h.style.setProperty("x",E),h.style.setProperty("width",f),t.append(v)}}getPointerRatio(e){return Gs(e.clientX,e.clientY,U(this,wi).getBoundingClientRect(),U(this,Si).getBoundingClientRect())}get dragging(){return this.hasAttribute("dragging")}handleEvent(e){switch(e.type){case"pointermove":ae(this,Nn,Yr).call(this,e);break;case"input":this.updateBar();break;case"pointerenter":ae(this,Dn,qr).call(this,e);break;case"pointerdown":ae(this,Ui,Bn).call(this,e);break;case"pointerup":ae(this,On,Gr).call(this);break;case"pointerleave":ae(this,Pn,Qr).call(this);break}}get keysUsed(){return["ArrowUp","ArrowRight","ArrowDown","ArrowLeft"]}};fe=new WeakMap;Ci=new WeakMap;wi=new WeakMap;Si=new WeakMap;le=new WeakMap;Ri=new WeakMap;Ai=new WeakMap;xi=new WeakMap;Li=new WeakMap;Hn=new WeakSet;Kr=function(i){let e=U(this,le).activeSegment;if(!e)return;let t=this.getPointerRatio(i),s=`#segments-clipping rect:nth-child(${U(this,Ri).findIndex((r,o,a)=>{let d=a[o+1];return d!=null&&t>=r&&t<=d})+1})`;(e.selectorText!=s||!e.style.transform)&&(e.selectorText=s,e.style.setProperty("transform","var(--media-range-segment-hover-transform, scaleY(2))"))};Ii=new WeakSet;Un=function(){this.hasAttribute("disabled")||!this.isConnected||(this.addEventListener("input",this),this.addEventListener("pointerdown",this),this.addEventListener("pointerenter",this))};Mi=new WeakSet;Cn=function(){var i,e;this.removeEventListener("input",this),this.removeEventListener("pointerdown",this),this.removeEventListener("pointerenter",this),this.removeEventListener("pointerleave",this),(i=l.window)==null||i.removeEventListener("pointerup",this),(e=l.window)==null||e.removeEventListener("pointermove",this)};Ui=new WeakSet;Bn=function(i){var e;Ie(this,Ci,i.composedPath().includes(this.range)),(e=l.window)==null||e.addEventListener("pointerup",this,{once:!0})};Dn=new WeakSet;qr=function(i){var e;i.pointerType!=="mouse"&&ae(this,Ui,Bn).call(this,i),this.addEventListener("pointerleave",this,{once:!0}),(e=l.window)==null||e.addEventListener("pointermove",this)};On=new WeakSet;Gr=function(){var i;(i=l.window)==null||i.removeEventListener("pointerup",this),this.toggleAttribute("dragging",!1),this.range.disabled=this.hasAttribute("disabled")};Pn=new WeakSet;Qr=function(){var i,e;this.removeEventListener("pointerleave",this),(i=l.window)==null||i.removeEventListener("pointermove",this),this.toggleAttribute("dragging",!1),this.range.disabled=this.hasAttribute("disabled"),(e=U(this,le).activeSegment)==null||e.style.removeProperty("transform")};Nn=new WeakSet;Yr=function(i){i.pointerType==="pen"&&i.buttons===0||(this.toggleAttribute("dragging",i.buttons===1||i.pointerType!=="mouse"),this.updatePointerBar(i),ae(this,Hn,Kr).call(this,i),this.dragging&&(i.pointerType!=="mouse"||!U(this,Ci))&&(this.range.disabled=!0,this.range.valueAsNumber=this.getPointerRatio(i),this.range.dispatchEvent(new Event("input",{bubbles:!0,composed:!0}))))};Me.shadowRootOptions={mode:"open"};Me.getTemplateHTML=el;Me.getContainerTemplateHTML=tl;l.customElements.get("media-chrome-range")||l.customElements.define("media-chrome-range",Me);var il=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},jr=(i,e,t)=>(il(i,e,"read from private field"),t?t.call(i):e.get(i)),nl=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},Di,sl=1,rl=i=>i.mediaMuted?0:i.mediaVolume,ol=i=>`${Math.round(i*100)}%`,$n=class extends Me{constructor(){super(...arguments),nl(this,Di,()=>{let e=this.range.value,t=new l.CustomEvent(p.MEDIA_VOLUME_REQUEST,{composed:!0,bubbles:!0,detail:e});this.dispatchEvent(t)})}static get observedAttributes(){return[...super.observedAttributes,c.MEDIA_VOLUME,c.MEDIA_MUTED,c.MEDIA_VOLUME_UNAVAILABLE]}connectedCallback(){super.connectedCallback(),this.range.setAttribute("aria-label",x("volume")),this.range.addEventListener("input",jr(this,Di))}disconnectedCallback(){this.range.removeEventListener("input",jr(this,Di)),super.disconnectedCallback()}attributeChangedCallback(e,t,n){super.attributeChangedCallback(e,t,n),(e===c.MEDIA_VOLUME||e===c.MEDIA_MUTED)&&(this.range.valueAsNumber=rl(this),this.range.setAttribute("aria-valuetext",ol(this.range.valueAsNumber)),this.updateBar())}get mediaVolume(){return Ye(this,c.MEDIA_VOLUME,sl)}set mediaVolume(e){je(this,c.MEDIA_VOLUME,e)}get mediaMuted(){return S(this,c.MEDIA_MUTED)}set mediaMuted(e){A(this,c.MEDIA_MUTED,e)}get mediaVolumeUnavailable(){return C(this,c.MEDIA_VOLUME_UNAVAILABLE)}set mediaVolumeUnavailable(e){R(this,c.MEDIA_VOLUME_UNAVAILABLE,e)}};Di=new WeakMap;l.customElements.get("media-volume-range")||l.customElements.define("media-volume-range",$n);var al=`<svg aria-hidden="true" viewBox="0 0 26 24">
  <path d="M22.83 5.68a2.58 2.58 0 0 0-2.3-2.5c-3.62-.24-11.44-.24-15.06 0a2.58 2.58 0 0 0-2.3 2.5c-.23 4.21-.23 8.43 0 12.64a2.58 2.58 0 0 0 2.3 2.5c3.62.24 11.44.24 15.06 0a2.58 2.58 0 0 0 2.3-2.5c.23-4.21.23-8.43 0-12.64Zm-11.39 9.45a3.07 3.07 0 0 1-1.91.57 3.06 3.06 0 0 1-2.34-1 3.75 3.75 0 0 1-.92-2.67 3.92 3.92 0 0 1 .92-2.77 3.18 3.18 0 0 1 2.43-1 2.94 2.94 0 0 1 2.13.78c.364.359.62.813.74 1.31l-1.43.35a1.49 1.49 0 0 0-1.51-1.17 1.61 1.61 0 0 0-1.29.58 2.79 2.79 0 0 0-.5 1.89 3 3 0 0 0 .49 1.93 1.61 1.61 0 0 0 1.27.58 1.48 1.48 0 0 0 1-.37 2.1 2.1 0 0 0 .59-1.14l1.4.44a3.23 3.23 0 0 1-1.07 1.69Zm7.22 0a3.07 3.07 0 0 1-1.91.57 3.06 3.06 0 0 1-2.34-1 3.75 3.75 0 0 1-.92-2.67 3.88 3.88 0 0 1 .93-2.77 3.14 3.14 0 0 1 2.42-1 3 3 0 0 1 2.16.82 2.8 2.8 0 0 1 .73 1.31l-1.43.35a1.49 1.49 0 0 0-1.51-1.21 1.61 1.61 0 0 0-1.29.58A2.79 2.79 0 0 0 15 12a3 3 0 0 0 .49 1.93 1.61 1.61 0 0 0 1.27.58 1.44 1.44 0 0 0 1-.37 2.1 2.1 0 0 0 .6-1.15l1.4.44a3.17 3.17 0 0 1-1.1 1.7Z"/>
</svg>`,ll=`<svg aria-hidden="true" viewBox="0 0 26 24">
  <path d="M17.73 14.09a1.4 1.4 0 0 1-1 .37 1.579 1.579 0 0 1-1.27-.58A3 3 0 0 1 15 12a2.8 2.8 0 0 1 .5-1.85 1.63 1.63 0 0 1 1.29-.57 1.47 1.47 0 0 1 1.51 1.2l1.43-.34A2.89 2.89 0 0 0 19 9.07a3 3 0 0 0-2.14-.78 3.14 3.14 0 0 0-2.42 1 3.91 3.91 0 0 0-.93 2.78 3.74 3.74 0 0 0 .92 2.66 3.07 3.07 0 0 0 2.34 1 3.07 3.07 0 0 0 1.91-.57 3.17 3.17 0 0 0 1.07-1.74l-1.4-.45c-.083.43-.3.822-.62 1.12Zm-7.22 0a1.43 1.43 0 0 1-1 .37 1.58 1.58 0 0 1-1.27-.58A3 3 0 0 1 7.76 12a2.8 2.8 0 0 1 .5-1.85 1.63 1.63 0 0 1 1.29-.57 1.47 1.47 0 0 1 1.51 1.2l1.43-.34a2.81 2.81 0 0 0-.74-1.32 2.94 2.94 0 0 0-2.13-.78 3.18 3.18 0 0 0-2.43 1 4 4 0 0 0-.92 2.78 3.74 3.74 0 0 0 .92 2.66 3.07 3.07 0 0 0 2.34 1 3.07 3.07 0 0 0 1.91-.57 3.23 3.23 0 0 0 1.07-1.74l-1.4-.45a2.06 2.06 0 0 1-.6 1.07Zm12.32-8.41a2.59 2.59 0 0 0-2.3-2.51C18.72 3.05 15.86 3 13 3c-2.86 0-5.72.05-7.53.17a2.59 2.59 0 0 0-2.3 2.51c-.23 4.207-.23 8.423 0 12.63a2.57 2.57 0 0 0 2.3 2.5c1.81.13 4.67.19 7.53.19 2.86 0 5.72-.06 7.53-.19a2.57 2.57 0 0 0 2.3-2.5c.23-4.207.23-8.423 0-12.63Zm-1.49 12.53a1.11 1.11 0 0 1-.91 1.11c-1.67.11-4.45.18-7.43.18-2.98 0-5.76-.07-7.43-.18a1.11 1.11 0 0 1-.91-1.11c-.21-4.14-.21-8.29 0-12.43a1.11 1.11 0 0 1 .91-1.11C7.24 4.56 10 4.49 13 4.49s5.76.07 7.43.18a1.11 1.11 0 0 1 .91 1.11c.21 4.14.21 8.29 0 12.43Z"/>
</svg>`;function dl(i){return`
    <style>
      :host([aria-checked="true"]) slot[name=off] {
        display: none !important;
      }

      
      :host(:not([aria-checked="true"])) slot[name=on] {
        display: none !important;
      }

      :host([aria-checked="true"]) slot[name=tooltip-enable],
      :host(:not([aria-checked="true"])) slot[name=tooltip-disable] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="on">${al}</slot>
      <slot name="off">${ll}</slot>
    </slot>
  `}function cl(){return`
    <slot name="tooltip-enable">${x("Enable captions")}</slot>
    <slot name="tooltip-disable">${x("Disable captions")}</slot>
  `}var zr=i=>{i.setAttribute("aria-checked",mr(i).toString())},Ht=class extends W{static get observedAttributes(){return[...super.observedAttributes,c.MEDIA_SUBTITLES_LIST,c.MEDIA_SUBTITLES_SHOWING]}connectedCallback(){super.connectedCallback(),this.setAttribute("role","button"),this.setAttribute("aria-label",x("closed captions")),zr(this)}attributeChangedCallback(e,t,n){super.attributeChangedCallback(e,t,n),e===c.MEDIA_SUBTITLES_SHOWING&&zr(this)}get mediaSubtitlesList(){return Zr(this,c.MEDIA_SUBTITLES_LIST)}set mediaSubtitlesList(e){Xr(this,c.MEDIA_SUBTITLES_LIST,e)}get mediaSubtitlesShowing(){return Zr(this,c.MEDIA_SUBTITLES_SHOWING)}set mediaSubtitlesShowing(e){Xr(this,c.MEDIA_SUBTITLES_SHOWING,e)}handleClick(){this.dispatchEvent(new l.CustomEvent(p.MEDIA_TOGGLE_SUBTITLES_REQUEST,{composed:!0,bubbles:!0}))}};Ht.getSlotTemplateHTML=dl;Ht.getTooltipContentHTML=cl;var Zr=(i,e)=>{let t=i.getAttribute(e);return t?vn(t):[]},Xr=(i,e,t)=>{if(!t?.length){i.removeAttribute(e);return}let n=Mt(t);i.getAttribute(e)!==n&&i.setAttribute(e,n)};l.customElements.get("media-captions-button")||l.customElements.define("media-captions-button",Ht);var Jr=`<svg aria-hidden="true" viewBox="0 0 28 24">
  <path d="M24 3H4a1 1 0 0 0-1 1v16a1 1 0 0 0 1 1h20a1 1 0 0 0 1-1V4a1 1 0 0 0-1-1Zm-1 16H5V5h18v14Zm-3-8h-7v5h7v-5Z"/>
</svg>`;function ul(i){return`
    <style>
      :host([${c.MEDIA_IS_PIP}]) slot[name=icon] slot:not([name=exit]) {
        display: none !important;
      }

      :host(:not([${c.MEDIA_IS_PIP}])) slot[name=icon] slot:not([name=enter]) {
        display: none !important;
      }

      :host([${c.MEDIA_IS_PIP}]) slot[name=tooltip-enter],
      :host(:not([${c.MEDIA_IS_PIP}])) slot[name=tooltip-exit] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="enter">${Jr}</slot>
      <slot name="exit">${Jr}</slot>
    </slot>
  `}function hl(){return`
    <slot name="tooltip-enter">${x("Enter picture in picture mode")}</slot>
    <slot name="tooltip-exit">${x("Exit picture in picture mode")}</slot>
  `}var eo=i=>{let e=i.mediaIsPip?x("exit picture in picture mode"):x("enter picture in picture mode");i.setAttribute("aria-label",e)},Bt=class extends W{static get observedAttributes(){return[...super.observedAttributes,c.MEDIA_IS_PIP,c.MEDIA_PIP_UNAVAILABLE]}connectedCallback(){super.connectedCallback(),eo(this)}attributeChangedCallback(e,t,n){super.attributeChangedCallback(e,t,n),e===c.MEDIA_IS_PIP&&eo(this)}get mediaPipUnavailable(){return C(this,c.MEDIA_PIP_UNAVAILABLE)}set mediaPipUnavailable(e){R(this,c.MEDIA_PIP_UNAVAILABLE,e)}get mediaIsPip(){return S(this,c.MEDIA_IS_PIP)}set mediaIsPip(e){A(this,c.MEDIA_IS_PIP,e)}handleClick(){let e=this.mediaIsPip?p.MEDIA_EXIT_PIP_REQUEST:p.MEDIA_ENTER_PIP_REQUEST;this.dispatchEvent(new l.CustomEvent(e,{composed:!0,bubbles:!0}))}};Bt.getSlotTemplateHTML=ul;Bt.getTooltipContentHTML=hl;l.customElements.get("media-pip-button")||l.customElements.define("media-pip-button",Bt);var io=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},pl=(i,e,t)=>(io(i,e,"read from private field"),t?t.call(i):e.get(i)),ml=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},fl=(i,e,t,n)=>(io(i,e,"write to private field"),n?n.call(i,t):e.set(i,t),t),Oi,vl=`<svg aria-hidden="true" viewBox="0 0 26 24">
  <path d="M16 3v2.5h3.5V9H22V3h-6ZM4 9h2.5V5.5H10V3H4v6Zm15.5 9.5H16V21h6v-6h-2.5v3.5ZM6.5 15H4v6h6v-2.5H6.5V15Z"/>
</svg>`,gl=`<svg aria-hidden="true" viewBox="0 0 26 24">
  <path d="M18.5 6.5V3H16v6h6V6.5h-3.5ZM16 21h2.5v-3.5H22V15h-6v6ZM4 17.5h3.5V21H10v-6H4v2.5Zm3.5-11H4V9h6V3H7.5v3.5Z"/>
</svg>`;function bl(i){return`
    <style>
      :host([${c.MEDIA_IS_FULLSCREEN}]) slot[name=icon] slot:not([name=exit]) {
        display: none !important;
      }

      
      :host(:not([${c.MEDIA_IS_FULLSCREEN}])) slot[name=icon] slot:not([name=enter]) {
        display: none !important;
      }

      :host([${c.MEDIA_IS_FULLSCREEN}]) slot[name=tooltip-enter],
      :host(:not([${c.MEDIA_IS_FULLSCREEN}])) slot[name=tooltip-exit] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="enter">${vl}</slot>
      <slot name="exit">${gl}</slot>
    </slot>
  `}function El(){return`
    <slot name="tooltip-enter">${x("Enter fullscreen mode")}</slot>
    <slot name="tooltip-exit">${x("Exit fullscreen mode")}</slot>
  `}var to=i=>{let e=i.mediaIsFullscreen?x("exit fullscreen mode"):x("enter fullscreen mode");i.setAttribute("aria-label",e)},$t=class extends W{constructor(){super(...arguments),ml(this,Oi,null)}static get observedAttributes(){return[...super.observedAttributes,c.MEDIA_IS_FULLSCREEN,c.MEDIA_FULLSCREEN_UNAVAILABLE]}connectedCallback(){super.connectedCallback(),to(this)}attributeChangedCallback(e,t,n){super.attributeChangedCallback(e,t,n),e===c.MEDIA_IS_FULLSCREEN&&to(this)}get mediaFullscreenUnavailable(){return C(this,c.MEDIA_FULLSCREEN_UNAVAILABLE)}set mediaFullscreenUnavailable(e){R(this,c.MEDIA_FULLSCREEN_UNAVAILABLE,e)}get mediaIsFullscreen(){return S(this,c.MEDIA_IS_FULLSCREEN)}set mediaIsFullscreen(e){A(this,c.MEDIA_IS_FULLSCREEN,e)}handleClick(e){fl(this,Oi,e);let t=pl(this,Oi)instanceof PointerEvent,n=this.mediaIsFullscreen?new l.CustomEvent(p.MEDIA_EXIT_FULLSCREEN_REQUEST,{composed:!0,bubbles:!0}):new l.CustomEvent(p.MEDIA_ENTER_FULLSCREEN_REQUEST,{composed:!0,bubbles:!0,detail:t});this.dispatchEvent(n)}};Oi=new WeakMap;$t.getSlotTemplateHTML=bl;$t.getTooltipContentHTML=El;l.customElements.get("media-fullscreen-button")||l.customElements.define("media-fullscreen-button",$t);async function no(i){try{let e=await fetch(i,{cache:"no-cache"});if(!e.ok)return null;let t=await e.json();return{link:String(t.link??""),title:String(t.title??""),local:t.local===!0}}catch{return null}}function yl(i){let e=new DataView(i);if(i.byteLength<4)return null;switch(e.getUint8(0)){case 1:{let t=e.getUint16(2);return i.byteLength<4+t?null:{mime:new TextDecoder().decode(new Uint8Array(i,4,t)),data:new Uint8Array(i,4+t)}}case 2:{if(i.byteLength<24)return null;let t=e.getUint8(1);return{data:new Uint8Array(i,24),key:(t&1)!==0,gap:(t&2)!==0,audio:(t&4)!==0,duration:e.getUint32(4)/1e6,time:Number(e.getBigInt64(8))/1e6,capture:Number(e.getBigInt64(16))/1e6}}}return null}function Wn(i,e){let t=yl(i);return t?("mime"in t?e.init(t.mime,t.data):e.fragment(t),!0):!1}var Vn=250,_l=5e3,kl=6e3,pt=class{constructor(e){this.url=e}url;sink=null;socket=null;retry=Vn;timer=0;watch=0;heard=0;wasOpen=!1;ahead=-1/0;wake=()=>this.now();start(e){this.sink=e,window.addEventListener("online",this.wake),document.addEventListener("visibilitychange",this.wake),this.connect()}stop(){window.removeEventListener("online",this.wake),document.removeEventListener("visibilitychange",this.wake),this.sink=null,this.drop()}connect(){let e=this.sink;if(!e)return;this.drop(),e.state(this.wasOpen?"lost":"connecting");let t=new WebSocket(new URL(this.url,location.href.replace(/^http/,"ws")));t.binaryType="arraybuffer",this.socket=t,this.heard=performance.now(),this.watch=window.setInterval(()=>{performance.now()-this.heard>kl&&this.again()},1e3),t.onopen=()=>{this.wasOpen=!0,this.ahead=-1/0,e.begin(),e.state("open")},t.onmessage=n=>{this.heard=performance.now(),typeof n.data=="string"?this.text(n.data):this.binary(n.data)},t.onclose=()=>this.again()}drop(){clearTimeout(this.timer),clearInterval(this.watch),this.timer=0;let e=this.socket;this.socket=null,e&&(e.onopen=e.onmessage=e.onclose=null,e.close())}again(){if(this.drop(),!this.sink)return;this.sink.state(this.wasOpen?"lost":"connecting");let e=this.retry*(.75+Math.random()/2);this.retry=Math.min(_l,this.retry*2),this.timer=window.setTimeout(()=>this.connect(),e)}now(){this.timer===0||document.visibilityState==="hidden"||(this.retry=Vn,this.connect())}binary(e){this.sink&&Wn(e,this.sink)&&(this.retry=Vn)}text(e){let t=this.sink;if(!t)return;let n;try{n=JSON.parse(e)}catch{return}switch(typeof n.title=="string"&&t.title(n.title),typeof n.now=="number"&&(this.ahead=Math.max(this.ahead,n.now/1e6-Date.now()/1e3),t.clock(this.ahead)),n.type){case"hello":typeof n.link=="string"&&t.link(n.link);break;case"stats":t.figures(n.figures??{});break;case"end":t.state("ended"),this.stop();break}}};var Tl=i=>i/2**32|0,wl=i=>i>>>0;function so(i,e,t,n){let s=Tl(t),r=wl(t);i.setUint32(e,n?r:s,n),i.setUint32(e+4,n?s:r,n)}function ro(i){return i instanceof Uint8Array||ArrayBuffer.isView(i)&&i.constructor.name==="Uint8Array"&&"BYTES_PER_ELEMENT"in i&&i.BYTES_PER_ELEMENT===1}var Kn=i=>i?`"${i}" `:"";function Sl(i,e=""){if(typeof i!="number")throw new TypeError(Kn(e)+"expected number, got "+typeof i);if(!Number.isSafeInteger(i)||i<0)throw new RangeError(Kn(e)+"expected integer >= 0, got "+i);return i}function qn(i,e,t=""){if(ro(i)&&(e===void 0||i.length===e))return i;e!==void 0&&Sl(e,"length");let n=ro(i),s=e!==void 0?` of length ${e}`:"",r=n?`length=${i.length}`:`type=${typeof i}`,o=Kn(t)+"expected Uint8Array"+s+", got "+r;throw n?new RangeError(o):new TypeError(o)}var Al=(i,e)=>{if(i===null||typeof i!="object"||Array.isArray(i))throw new TypeError((e==="object"?"":`"${e}" `)+"expected object, got type="+typeof i)},oo=(i,e)=>{Al(i,e);let t=Object.getPrototypeOf(i);if(t!==Object.prototype&&t!==null)throw new TypeError(`"${e}" expected plain object`);if(Object.hasOwn(i,"__proto__"))throw new TypeError(`"${e}.__proto__" is not allowed`)};function Gn(i,e=!0){if(i.destroyed)throw new Error("hash was destroyed");if(e&&i.finished)throw new Error("digest() was already called")}function ao(i,e){qn(i,void 0,"output");let t=e.outputLen;if(!(i.length>=t))throw new RangeError('"output" expected length >= '+t)}function Qn(...i){for(let e=0;e<i.length;e++)i[e].fill(0)}function Pi(i){return new DataView(i.buffer,i.byteOffset,i.byteLength)}function de(i,e){return i<<32-e|i>>>e}function xl(i,e,t="opts"){return oo(i,"defaults"),e!==void 0&&oo(e,t),Object.assign(Object.create(null),i,e)}function lo(i,e={}){if(typeof i!="function")throw new TypeError('"hashCons" expected function, got type='+typeof i);e=xl({},e,"info");let t=(s,r)=>i(r).update(s).digest(),n=i(void 0);return t.outputLen=n.outputLen,t.blockLen=n.blockLen,t.canXOF=n.canXOF,t.create=s=>i(s),Object.assign(t,e),Object.freeze(t)}var co=i=>({oid:Uint8Array.from([6,9,96,134,72,1,101,3,4,2,i])});function uo(i,e,t){return i&e^~i&t}function ho(i,e,t){return i&e^i&t^e&t}var Ni=class{blockLen;outputLen;canXOF=!1;padOffset;isLE;buffer;view;finished=!1;length=0;pos=0;destroyed=!1;constructor(e,t,n,s){this.blockLen=e,this.outputLen=t,this.padOffset=n,this.isLE=s,this.buffer=new Uint8Array(e),this.view=Pi(this.buffer)}update(e){Gn(this),qn(e);let{view:t,buffer:n,blockLen:s}=this,r=e.length,o=!1;for(let a=0;a<r;){let d=Math.min(s-this.pos,r-a);if(d===s){let E=Pi(e);for(;s<=r-a;a+=s)this.process(E,a);o=!0;continue}n.set(a===0&&d===r?e:e.subarray(a,a+d),this.pos),this.pos+=d,a+=d,this.pos===s&&(this.process(t,0),this.pos=0,o=!0)}return this.length+=e.length,o&&this.roundClean(),this}digestInto(e){Gn(this),ao(e,this),this.finished=!0;let{buffer:t,view:n,blockLen:s,isLE:r}=this,{pos:o}=this;t[o++]=128,t.fill(0,o),this.padOffset>s-o&&(this.process(n,0),t.fill(0)),so(n,s-8,this.length*8,r),this.process(n,0),this.roundClean();let a=e===t?n:Pi(e),d=this.outputLen,E=d/4,y=this.get();if(d%4||E>y.length)throw new Error("invalid outputLen");for(let f=0;f<E;f++)a.setUint32(4*f,y[f],r)}digest(){let{buffer:e,outputLen:t}=this;this.digestInto(e);let n=e.slice(0,t);return this.destroy(),n}_cloneIntoMeta(e){let{buffer:t,length:n,finished:s,destroyed:r,pos:o}=this;return e.destroyed=r,e.finished=s,e.length=n,e.pos=o,o&&e.buffer.set(t),e}clone(){return this._cloneInto()}},po=Uint32Array.from([1779033703,3144134277,1013904242,2773480762,1359893119,2600822924,528734635,1541459225]);var Ll=Uint32Array.from([1116352408,1899447441,3049323471,3921009573,961987163,1508970993,2453635748,2870763221,3624381080,310598401,607225278,1426881987,1925078388,2162078206,2614888103,3248222580,3835390401,4022224774,264347078,604807628,770255983,1249150122,1555081692,1996064986,2554220882,2821834349,2952996808,3210313671,3336571891,3584528711,113926993,338241895,666307205,773529912,1294757372,1396182291,1695183700,1986661051,2177026350,2456956037,2730485921,2820302411,3259730800,3345764771,3516065817,3600352804,4094571909,275423344,430227734,506948616,659060556,883997877,958139571,1322822218,1537002063,1747873779,1955562222,2024104815,2227730452,2361852424,2428436474,2756734187,3204031479,3329325298]),Re=new Uint32Array(64),Yn=class extends Ni{A=0;B=0;C=0;D=0;E=0;F=0;G=0;H=0;constructor(e,t){super(64,e,8,!1),this.A=t[0]|0,this.B=t[1]|0,this.C=t[2]|0,this.D=t[3]|0,this.E=t[4]|0,this.F=t[5]|0,this.G=t[6]|0,this.H=t[7]|0}get(){let{A:e,B:t,C:n,D:s,E:r,F:o,G:a,H:d}=this;return[e,t,n,s,r,o,a,d]}set(e,t,n,s,r,o,a,d){this.A=e|0,this.B=t|0,this.C=n|0,this.D=s|0,this.E=r|0,this.F=o|0,this.G=a|0,this.H=d|0}_cloneInto(e){return(e||=new this.constructor).set(...this.get()),this._cloneIntoMeta(e)}process(e,t){for(let f=0;f<16;f++,t+=4)Re[f]=e.getUint32(t,!1);for(let f=16;f<64;f++){let v=Re[f-15],h=Re[f-2],_=de(v,7)^de(v,18)^v>>>3,g=de(h,17)^de(h,19)^h>>>10;Re[f]=g+Re[f-7]+_+Re[f-16]|0}let{A:n,B:s,C:r,D:o,E:a,F:d,G:E,H:y}=this;for(let f=0;f<64;f++){let v=de(a,6)^de(a,11)^de(a,25),h=y+v+uo(a,d,E)+Ll[f]+Re[f]|0,g=(de(n,2)^de(n,13)^de(n,22))+ho(n,s,r)|0;y=E,E=d,d=a,a=o+h|0,o=r,r=s,s=n,n=h+g|0}n=n+this.A|0,s=s+this.B|0,r=r+this.C|0,o=o+this.D|0,a=a+this.E|0,d=d+this.F|0,E=E+this.G|0,y=y+this.H|0,this.set(n,s,r,o,a,d,E,y)}roundClean(){Qn(Re)}destroy(){this.destroyed=!0,this.set(0,0,0,0,0,0,0,0),Qn(this.buffer)}},jn=class extends Yn{constructor(){super(32,po)}};var mo=lo(()=>new jn,co(1));function fo(i){let e=Number(/^(\[[^\]/?#@ ]+\]|[^:/?#@ []+):(\d{1,5})$/.exec(i)?.[2]??0);return e>=1&&e<=65535}var mt="throng:",Il=1,vo=32,Ml=3,go=48,bo=2048,Eo=8,ee=class extends Error{};function Rl(i){let e=i.trim(),t=e.indexOf(mt);if(t>0)return yo(e.slice(t));let n=/throng%3a.*$/i.exec(e);return n?yo(n[0]):e}function yo(i){if(!/^[^?&=]*%[0-9a-f]{2}/i.test(i))return i;try{return decodeURIComponent(i)}catch{return i}}function _o(i){let e=Rl(i);if(e==="")throw new ee("There is no link yet.");if(e.length>bo)throw new ee(`The link is longer than ${bo} characters.`);if(!e.startsWith(mt))throw new ee(`A link begins with “${mt}”, this does not.`);let[t,...n]=e.slice(mt.length).split("?");Ul(t);let s=new URLSearchParams(n.join("?")).getAll("t");if(s.length>Eo)throw new ee(`The link names more than ${Eo} trackers.`);for(let r of s)Cl(r);return{text:e,trackers:s}}function Ul(i){if(i.length!==go)throw new ee(`The key in the link is ${i.length} characters long instead of ${go}: a part of it is missing or doubled.`);if(!/^[\w-]*$/.test(i))throw new ee("The key in the link holds characters that do not belong there.");let e=Uint8Array.from(atob(i.replaceAll("-","+").replaceAll("_","/")),s=>s.charCodeAt(0)),t=e.subarray(0,1+vo),n=mo(t);for(let s=0;s<Ml;s++)if(n[s]!==e[1+vo+s])throw new ee("A character of the link was changed on its way.");if(e[0]!==Il)throw new ee(`The link is of version ${e[0]}, which is newer than this page knows.`)}function Cl(i){if(!fo(i))throw new ee(`The link names a tracker “${i}”, which is no host with a port.`)}var ce={keepBehind:20,trimAt:30,keepAll:90,keepLeast:2,maxQueue:33554432,timeJump:.5,maxFailures:4,failureWindow:20},ft=globalThis.MediaSource??globalThis.ManagedMediaSource,zn=globalThis.MediaSource?.canConstructInDedicatedWorker===!0,To=ft?i=>ft.isTypeSupported(`video/mp4; codecs="${i}"`):null,q=()=>(performance.timeOrigin+performance.now())/1e3,Fi=class{constructor(e){this.tell=e;this.openSource(!1)}tell;source=null;buffer=null;bufferKinds="";work=[];queued=0;mime="";plays=!0;initData=null;needKey=!0;hasVideo=!0;lastEnd=NaN;lastAudioEnd=NaN;timeLine=NaN;failures=[];arrived=[];line=0;place=NaN;begin(){this.needKey=!0,this.initData=null}init(e,t){if(!(this.initData&&this.mime===e&&Dl(this.initData,t)&&this.buffer)){if(this.initData=t,this.needKey=!0,this.mime=e,this.plays=ft?.isTypeSupported(e)===!0,!this.plays){this.tell({kind:"type",mime:e,plays:!1});return}this.hasVideo=e.startsWith("video/"),(this.buffer?this.bufferKinds!==ko(e):!this.source)&&this.openSource(!1),this.buffer||(this.forget(),this.addBuffer()),this.push({kind:"init",mime:e,data:t}),this.tell({kind:"type",mime:e,plays:this.plays})}}fragment(e){if(!this.plays||!this.source||this.needKey&&!e.key)return;let t=!e.audio||!this.hasVideo,n=this.sameTime(e,t);if(!n){if(!t)return;if(!e.key){this.needKey=!0;return}e.time<this.lastEnd-ce.timeJump&&this.restart()}if(this.needKey=!1,this.queued+e.data.length>ce.maxQueue){this.needKey=!0;return}t?this.note(e,!n):this.lastAudioEnd=e.time+e.duration,this.push({kind:"media",data:e.data})}told(e){e.line===this.line&&(e.kind==="place"?(this.place=e.at,this.trim()):this.failed())}note(e,t){this.lastEnd=e.time+e.duration,this.timeLine=e.capture-e.time,this.arrived.push({at:q(),time:e.time,end:this.lastEnd,capture:e.capture,jump:t})}sameTime(e,t){let n=t?this.lastEnd:this.lastAudioEnd;return!(Math.abs(e.time-n)>ce.timeJump)||!(Math.abs(e.capture-e.time-this.timeLine)>ce.timeJump)}restart(){this.work=this.work.filter(e=>e.kind==="init"),this.queued=0,this.newLine(),this.tell({kind:"line",line:this.line}),this.push({kind:"remove",from:0,to:1/0})}newLine(){this.line++,this.place=this.lastEnd=this.lastAudioEnd=NaN,this.arrived=[]}openSource(e){if(this.buffer=null,this.forget(),!ft)return;let t=new ft;this.source=t,t.addEventListener("sourceopen",()=>this.addBuffer()),this.newLine();let{handle:n}=t;this.tell({kind:"source",source:n??t,line:this.line,broken:e})}addBuffer(){let e=this.source;if(!(e?.readyState!=="open"||this.buffer||!ft?.isTypeSupported(this.mime))){try{e.duration=1/0;let t=e.addSourceBuffer(this.mime);t.addEventListener("updateend",()=>{t===this.buffer&&this.updated()}),this.buffer=t,this.bufferKinds=ko(this.mime)}catch{this.failed()}this.next()}}updated(){this.next(),this.trim();let e=this.arrived;this.arrived=[],this.tell({kind:"buffered",arrived:e,waits:this.work.length>0})}forget(){this.work=[],this.queued=0}push(e){this.work.push(e),e.kind==="media"&&(this.queued+=e.data.length),this.next()}next(){let e=this.buffer,t=this.work[0];if(!(!e||!t||e.updating||this.source?.readyState!=="open"))try{switch(t.kind){case"init":e.changeType(t.mime),e.appendBuffer(t.data),this.work.shift();break;case"remove":e.remove(t.from,t.to),this.work.shift();break;case"media":{let n=1;for(;n<this.work.length&&this.work[n].kind==="media";)n++;let s=this.work.slice(0,n).map(o=>o.data),r=Ol(s);e.appendBuffer(r),this.work.splice(0,n),this.queued-=r.length}}}catch(n){n instanceof DOMException&&n.name==="QuotaExceededError"?this.makeRoom():this.failed()}}makeRoom(){let e=this.place-ce.keepLeast;if(this.range().start<e){this.work.unshift({kind:"remove",from:0,to:e}),this.next();return}this.work=this.work.filter(t=>t.kind!=="media"),this.queued=0,this.needKey=!0}failed(){if(!this.initData||!this.plays)return;let e=q();if(this.failures=this.failures.filter(n=>e-n<ce.failureWindow),this.failures.push(e),this.failures.length>ce.maxFailures){this.plays=!1,this.tell({kind:"type",mime:this.mime,plays:!1});return}let t=this.initData;this.openSource(!0),this.needKey=!0,this.push({kind:"init",mime:this.mime,data:t})}trim(){if(!this.buffer||this.buffer.updating||this.work.length>0)return;let{start:e,edge:t}=this.range(),n=this.place-e>ce.trimAt?this.place-ce.keepBehind:0;t-e>ce.keepAll&&(n=Math.max(n,t-ce.keepAll*.8)),n>e&&this.push({kind:"remove",from:0,to:n})}range(){try{let e=this.buffer?.buffered;if(e&&e.length>0)return{start:e.start(0),edge:e.end(e.length-1)}}catch{}return{start:NaN,edge:NaN}}};function ko(i){return i.split(",").length+i.slice(0,5)}function Dl(i,e){return i.length===e.length&&i.every((t,n)=>t===e[n])}function Ol(i){if(i.length===1)return i[0];let e=new Uint8Array(i.reduce((n,s)=>n+s.length,0)),t=0;for(let n of i)e.set(n,t),t+=n.length;return e}var Vt={offer:1,answer:2};var eh=Array.from({length:256},(i,e)=>e.toString(16).padStart(2,"0"));var th=new TextEncoder,ih=new TextDecoder;var Pl=24,wo=128,Nl=350,Fl=1.6,Hl=2e3,Bl=12e3,$l=60,Bi=class{constructor(e,t,n=s=>new RTCPeerConnection(s)){this.self=e;this.host=t;this.make=n}self;host;make;links=new Map;nextId=1;closed=!1;iceServers=[];counts={tried:0,up:0,failed:0};get up(){return[...this.links.values()].filter(e=>e.up).length}connect(e){if(this.closed)return;let t=this.find(e);if(t){t.wanted=!0;return}if(this.links.size>=wo){this.host.failed(e);return}let n=this.open(e,Vl(),!0);n&&this.offer(n)}described(e,t,n,s){this.closed||(t===Vt.offer?this.offered(e,n,s):t===Vt.answer&&this.answered(e,n,s))}candidatesOf(e,t,n){let s=this.find(e);s?.session===t&&this.addCandidates(s,n.split(`
`))}refused(e,t){let n=this.find(e);n?.session===t&&n.offered&&!n.up&&this.drop(n)}disconnect(e){let t=this.links.get(e);t&&this.forget(t)}close(){this.closed=!0;for(let e of[...this.links.values()])this.forget(e)}find(e){let t;for(let n of this.links.values())n.peer===e&&(t=n);return t}open(e,t,n){let s,r;try{s=this.make({iceServers:this.iceServers}),r=s.createDataChannel("throng",{negotiated:!0,id:0,ordered:!1,maxRetransmits:0})}catch{return this.counts.failed++,n&&this.host.failed(e),null}let o={id:this.nextId++,peer:e,session:t,offered:n,wanted:n,connection:s,remote:!1,up:!1,candidates:[],told:0,heard:new Set,repeat:Nl,timer:0,deadline:performance.now()+Bl};return this.links.set(o.id,o),this.counts.tried++,s.onicecandidate=a=>{a.candidate?.candidate&&(o.candidates.push(a.candidate.candidate),o.told>0&&this.tellCandidates(o))},s.onconnectionstatechange=()=>this.stateChanged(o),this.host.channel(o.id,e,r),this.schedule(o),o}stateChanged(e){switch(e.connection.connectionState){case"connected":if(e.up)return;e.up=!0,this.counts.up++,this.host.up?.(e.id),clearTimeout(e.timer),this.replaceOlder(e);break;case"failed":case"closed":this.drop(e)}}replaceOlder(e){for(let t of[...this.links.values()])t.peer===e.peer&&t.id<e.id&&this.drop(t)}async offer(e){try{await e.connection.setLocalDescription(await e.connection.createOffer()),await this.gathered(e),this.describe(e)}catch{this.drop(e)}}gathered(e){let{connection:t}=e;return new Promise(n=>{if(t.iceGatheringState==="complete")return n();let s=window.setTimeout(n,$l);t.addEventListener("icegatheringstatechange",()=>{t.iceGatheringState==="complete"&&(clearTimeout(s),n())})})}describe(e){if(!this.links.has(e.id))return;let t=e.connection.localDescription;t&&(e.told=Math.max(1,e.candidates.length),this.host.describe(e.peer,e.offered?Vt.offer:Vt.answer,e.session,t.sdp))}tellCandidates(e){e.candidates.length<=e.told&&e.told>1||(e.told=e.candidates.length,this.host.candidates(e.peer,e.session,e.candidates.join(`
`)))}schedule(e){e.timer=window.setTimeout(()=>{if(!(e.up||!this.links.has(e.id))){if(performance.now()>=e.deadline){this.drop(e);return}e.offered&&!e.remote&&this.describe(e),e.repeat=Math.min(Hl,e.repeat*Fl),this.schedule(e)}},e.repeat)}offered(e,t,n){let s=this.find(e);if(s&&!s.offered&&s.session===t){this.addCandidates(s,Hi(n)),s.connection.localDescription&&this.describe(s);return}if(s?.offered&&!s.up){if(this.self>e)return;this.forget(s)}let r=s?.wanted===!0&&!s.up,o=[...this.links.values()].filter(d=>!d.offered&&!d.up);if(o.length>=Pl||this.links.size>=wo){this.host.refuse(e,t),r&&this.host.failed(e);return}for(let d of o)d.peer===e&&this.forget(d);let a=this.open(e,t,!1);if(!a){r&&this.host.failed(e);return}a.wanted=r,this.answer(a,n)}async answer(e,t){try{await e.connection.setRemoteDescription({type:"offer",sdp:t}),e.remote=!0;for(let n of Hi(t))e.heard.add(n);await e.connection.setLocalDescription(await e.connection.createAnswer()),await this.gathered(e),this.describe(e)}catch{this.drop(e)}}answered(e,t,n){let s=this.find(e);if(!(!s?.offered||s.session!==t)){if(s.remote){this.addCandidates(s,Hi(n));return}s.remote=!0;for(let r of Hi(n))s.heard.add(r);s.connection.setRemoteDescription({type:"answer",sdp:n}).then(()=>s.candidates.length>s.told&&this.tellCandidates(s),()=>this.drop(s))}}addCandidates(e,t){if(e.connection.remoteDescription)for(let n of t)n===""||e.heard.has(n)||(e.heard.add(n),e.connection.addIceCandidate({candidate:n,sdpMid:"0",sdpMLineIndex:0}).catch(()=>{}))}drop(e){this.links.has(e.id)&&(this.forget(e),e.up||this.counts.failed++,!e.up&&e.wanted?this.host.failed(e.peer):this.host.down(e.id))}forget(e){this.links.delete(e.id),clearTimeout(e.timer),e.connection.onicecandidate=e.connection.onconnectionstatechange=null,e.connection.close()}};function Hi(i){return i.split(/\r?\n/).filter(e=>e.startsWith("a=candidate:")).map(e=>e.slice(2))}function Vl(){return crypto.getRandomValues(new BigUint64Array(1))[0]}var $i=class{constructor(e){this.channel=e}channel;given=0;marks=[];made=performance.now();send(e){let t=performance.now();if(this.channel.readyState!=="open"||this.full(e.byteLength,t))return!1;try{this.channel.send(e)}catch{return!1}this.given+=e.byteLength;let n=this.marks.at(-1);return n&&t-n.at<10?n.upTo=this.given:this.marks.push({upTo:this.given,at:t}),!0}full(e,t){let n=this.channel.bufferedAmount;for(;this.marks.length>0&&this.marks[0].upTo<=this.given-n;)this.marks.shift();if(n===0)return!1;let s=t-this.made<5e3?600:250;return n+e>65536||this.marks.length>0&&t-this.marks[0].at>s}};var Wt=class extends Error{};function So(){return typeof RTCPeerConnection>"u"?"webrtc":typeof WebAssembly>"u"||!WebAssembly.compileStreaming?"engine-unable":null}var We=i=>performance.mark(`throng:${i}`);function Wl(){let i=document.querySelector("link[data-worker]");return i?.dataset.worker?{wasm:i.href,worker:new URL(i.dataset.worker,document.baseURI).href}:null}function Ao(i){if(i===void 0&&globalThis.throngStart){let o=globalThis.throngStart;return globalThis.throngStart=void 0,o}We("start");let e=i===void 0?Wl():null,t=e?Promise.resolve(e):Kl(new URL(i??"tab/",document.baseURI)),n=t.then(o=>ql(o.worker)),s=t.then(o=>WebAssembly.compileStreaming(fetch(o.wasm,{credentials:"same-origin"}))),r=Promise.all([n,s]).then(([o,a])=>{We("compiled"),o.postMessage({kind:"load",module:a})});return r.catch(()=>{}),{worker:n,loaded:r}}async function Kl(i){let e=await fetch(new URL("names.json",i),{cache:"no-cache"});if(e.status===404)throw new Wt;let t=await e.json();return{wasm:new URL(t.wasm,i).href,worker:new URL(t.worker,i).href}}async function ql(i){if(new URL(i).origin===location.origin)return new Worker(i);let e=URL.createObjectURL(await(await fetch(i)).blob());try{return new Worker(e)}finally{URL.revokeObjectURL(e)}}var Gl=1e7,Ql=1.5,Vi=4e3,Wi=class{constructor(e,t={}){this.link=e;this.options=t;this.allowed=t.sharing??{upload:Gl,bound:Ql}}link;options;sink=null;worker=null;links=null;self="";open=!1;began=0;fatal="";fault="";trackerError="";lost="";last=null;lastAt=0;online=()=>this.post({kind:"online"});leave=()=>this.post({kind:"leave"});remote=zn?e=>this.post({kind:"sink",said:e}):void 0;onfigures=null;allowed;get sharing(){return this.allowed}set sharing(e){this.allowed=e,this.post({kind:"sharing",sharing:e})}start(e){this.sink=e,this.began=performance.now(),e.state("connecting"),e.link(this.link),window.addEventListener("online",this.online),window.addEventListener("pagehide",this.leave);let t=So();t?e.problem(t):this.begin()}stop(){window.removeEventListener("online",this.online),window.removeEventListener("pagehide",this.leave),this.sink=null,this.post({kind:"leave"}),this.links?.close();let e=this.worker;this.worker=this.links=null,e&&setTimeout(()=>e.terminate(),100)}async begin(){let e=Ao(this.options.assets),t=null;try{t=await e.worker,t.onerror=()=>this.sink?.problem("engine-broken"),t.onmessage=n=>this.message(n.data),t.postMessage({kind:"prepare",link:this.link,sink:zn}),await e.loaded,this.sink?this.worker=t:t.terminate()}catch(n){t?.terminate(),n instanceof Wt?this.sink?.problem("engine-missing"):this.sink?.problem("engine-broken",String(n));return}this.post({kind:"open",link:this.link,sharing:this.allowed})}post(e,t=[]){this.worker?.postMessage(e,t)}message(e){if(this.sink)switch(e.kind){case"opened":We("opened"),this.opened(e.peer);break;case"connect":We("connect"),this.links?.connect(e.peer);break;case"disconnect":this.links?.disconnect(e.id);break;case"described":this.links?.described(e.peer,e.type,e.session,e.sdp);break;case"candidatesOf":this.links?.candidatesOf(e.peer,e.session,e.lines);break;case"refused":this.links?.refused(e.peer,e.session);break;case"ice":this.links&&(this.links.iceServers=e.servers.map(Yl).filter(t=>t!==null).slice(0,4));break;case"data":this.bridges.get(e.id)?.send(e.data);break;default:this.stream(e)}}stream(e){let t=this.sink;if(t)switch(e.kind){case"media":this.comes(t);for(let n of e.messages)Wn(n,t);break;case"sink":e.said.kind==="type"&&this.comes(t),t.heard(e.said);break;case"meta":t.title(jl(e.text));break;case"ended":t.state("ended");break;case"figures":this.trackerError=e.trackerError,this.figures(t,e.figures,e.viewers,e.heldBytes);break;case"fault":e.fatal?this.fail(e.text):this.fault=e.text}}opened(e){this.self=e,this.links=new Bi(e,{up:()=>We("up"),channel:(t,n,s)=>this.channel(t,n,s),down:t=>{this.bridges.delete(t),this.post({kind:"down",id:t})},failed:t=>this.post({kind:"failed",peer:t}),describe:(t,n,s,r)=>this.post({kind:"describe",peer:t,type:n,session:s,sdp:r}),candidates:(t,n,s)=>this.post({kind:"candidates",peer:t,session:n,lines:s}),refuse:(t,n)=>this.post({kind:"refuse",peer:t,session:n})})}bridges=new Map;channel(e,t,n){try{this.post({kind:"up",id:e,peer:t,channel:n},[n]);return}catch{}n.binaryType="arraybuffer",n.onopen=()=>{this.bridges.set(e,new $i(n)),this.post({kind:"up",id:e,peer:t})},n.onmessage=s=>this.post({kind:"data",id:e,data:s.data},[s.data]),n.onclose=()=>{this.bridges.delete(e),this.post({kind:"down",id:e})}}comes(e){this.open||(this.open=!0,We("media"),e.begin(),e.state("open"))}figures(e,t,n,s){Number.isNaN(t.ahead)||e.clock(t.ahead),this.onfigures?.(t);let r={peers:t.neighbours,viewers:n,receivedBytes:t.fromSourceBytes+t.fromPeersBytes,fromViewersBytes:t.fromPeersBytes,uploadedBytes:t.sentBytes,heldBytes:s,uploadOn:t.uploadOn,uploadHeld:t.uploadHeld,reason:this.reason(t)};Number.isNaN(t.delay)||(r.delayMs=t.delay*1e3),e.figures(r),this.lookForTracker(e,t),this.last&&t.delivered>this.last.delivered&&(this.lastAt=performance.now()),this.last=t,!this.open&&performance.now()-this.began>Vi&&e.state("open")}lookForTracker(e,t){let n=t.neighbours===0&&performance.now()-this.began>Vi?this.trackerError:"";n!==this.lost&&(this.lost=n,e.problem(n?"tracker":null,n))}reason(e){if(this.fatal)return this.fatal;let t=performance.now();if(t-this.lastAt<Vi||t-this.began<Vi)return"";if(this.trackerError&&e.neighbours===0)return this.trackerError;if(e.neighbours===0){let n=this.links?.counts;return n&&n.failed>0&&n.up===0?"No connection to another viewer could be made. A firewall or the browser may block WebRTC (UDP).":"Nobody is here who has the channel. It plays as soon as the broadcaster is."}return e.short?"The viewers cannot pass on enough for all just now. It plays as soon as there is room.":this.fault?this.fault:"Connected, but nothing comes: the broadcaster may have stopped."}fail(e){this.fatal=e,this.sink?.state("open"),this.sink?.figures({reason:e,failed:!0})}};function Yl(i){let e=/^(turns?):([^:@]+):([^@]+)@(.+)$/.exec(i);return e?{urls:`${e[1]}:${e[4]}`,username:decodeURIComponent(e[2]),credential:decodeURIComponent(e[3])}:/^stuns?:[^@]+$/.test(i)?{urls:i}:null}function jl(i){try{let e=JSON.parse(i)?.title;return typeof e=="string"?e.slice(0,200):""}catch{return""}}var Zn={ratio:1.5,start:2097152};function zl(i){return i.wanted?i.metered&&!i.meteredAllowed?"This connection looks as if it is paid for by the amount, so nothing is passed on.":i.hidden&&i.onBattery?"Nothing is passed on while this tab is hidden and the device runs on its battery.":"":"You have turned sharing off. You are served by viewers who have room to spare, after those who share."}function xo(i=navigator){let e=i.connection;return e?.saveData===!0||e?.type==="cellular"}var Ki=class{now={wanted:!0,metered:xo(),meteredAllowed:!1,hidden:!1,onBattery:!1};held=!1;watching=null;changed=()=>{};said="";watch(e){this.close(),this.changed=e;let{signal:t}=this.watching=new AbortController,n=navigator,s=()=>this.update({hidden:document.visibilityState==="hidden"}),r=()=>this.update({metered:xo()});n.connection?.addEventListener("change",r,{signal:t}),document.addEventListener("visibilitychange",s,{signal:t}),this.now.onBattery=n.getBattery!==void 0,n.getBattery?.().then(o=>{if(t.aborted)return;let a=()=>this.update({onBattery:!o.charging});o.addEventListener("chargingchange",a,{signal:t}),a()},()=>t.aborted||this.update({onBattery:!1})),r(),s()}close(){this.watching?.abort(),this.changed=()=>{}}get on(){return this.now.wanted}get forbidden(){return zl(this.now)}get why(){let e=`You have passed on ${Zn.ratio} times what you received. More goes on as more comes.`;return this.forbidden||(this.held?e:"")}set(e){this.update({wanted:e})}allowMetered(e){this.update({meteredAllowed:e})}hold(e){this.held=e,this.update({})}update(e){Object.assign(this.now,e);let t=this.why;t!==this.said&&(this.said=t,this.changed())}};var Zl=1e7,qi=class{constructor(e,t=new Ki){this.peer=e;this.share=t}peer;share;links=[];before=new Map;last=NaN;get remote(){return this.peer.remote}start(e){let t=()=>this.peer.sharing={upload:this.share.forbidden===""?Zl:0,bound:Zn.ratio};this.share.watch(t),t(),this.peer.onfigures=({links:n})=>this.note(n),this.peer.start({...e,figures:n=>e.figures(this.complete(n))})}stop(){this.peer.onfigures=null,this.share.close(),this.peer.stop()}note(e){let t=performance.now(),n=isNaN(this.last)?1:Math.max(.1,(t-this.last)/1e3);this.last=t,this.links=e.map(s=>{let r=this.before.get(s.link)??{inBytes:0,outBytes:0};return{id:s.peer,kind:s.kind,rttMs:s.rttMs,inBytes:s.inBytes,outBytes:s.outBytes,parentOf:s.gives,childOf:s.takes,inBps:8*(s.inBytes-r.inBytes)/n,outBps:8*(s.outBytes-r.outBytes)/n}}),this.before=new Map(e.map(s=>[s.link,s]))}complete(e){return this.share.hold(e.uploadHeld??!1),{fromPeers:this.links,...e}}};var Xn=class{constructor(e,t=""){this.problem=e;this.detail=t}problem;detail;start(e){e.problem(this.problem,this.detail)}stop(){}};function Lo(i,e={}){if(!i.trimStart().startsWith(mt))return new pt(i);try{let t=_o(i);return new qi(new Wi(t.text,e))}catch(t){if(t instanceof ee)return new Xn("link",t.message);throw t}}function Io(i){let e=i/1e3;return`${e<9.95?e.toFixed(1):Math.round(e)} s`}var Jn=[{command:"play",keys:[" ","k"],shown:"Space K",does:"Play or pause"},{command:"mute",keys:["m"],shown:"M",does:"Sound on or off"},{command:"louder",keys:["ArrowUp"],shown:"↑",does:"Louder"},{command:"softer",keys:["ArrowDown"],shown:"↓",does:"Softer"},{command:"back",keys:["ArrowLeft"],shown:"←",does:"Five seconds back"},{command:"forward",keys:["ArrowRight"],shown:"→",does:"Five seconds on"},{command:"live",keys:["l"],shown:"L",does:"Go to live"},{command:"fullscreen",keys:["f"],shown:"F",does:"Full screen"},{command:"captions",keys:["c"],shown:"C",does:"Captions"},{command:"settings",keys:["s"],shown:"S",does:"Settings"},{command:"help",keys:["?"],shown:"?",does:"This list"}];function Mo(i){if(i.defaultPrevented||i.ctrlKey||i.metaKey||i.altKey||i.isComposing)return null;let e=i.composedPath()[0];if(e instanceof Element&&(e.matches("input, textarea, select, [contenteditable]")||(i.key===" "||i.key==="Enter")&&e.closest('button, a, summary, [role="button"]')))return null;let t=i.key.length===1?i.key.toLowerCase():i.key;return Jn.find(n=>n.keys.includes(t))?.command??null}var Ro="throng-";function vt(i){try{return localStorage.getItem(Ro+i)}catch{return null}}function gt(i,e){try{localStorage.setItem(Ro+i,e)}catch{}}var D={minTarget:.4,steadyTarget:1.5,maxTarget:2.5,margin:.12,window:10,fall:.2,stallMemory:20,settle:5,burst:.1,deadZone:.03,done:.01,gain:.15,minRate:.97,maxRate:1.05,jump:.75},Uo=20,Gi=class{slots=[];begun=-1;last=0;lastAt=0;stallFloor=0;stallAt=-1/0;least=D.minTarget;reset(){this.slots=[],this.begun=-1}arrived(e,t){this.begun<0&&(this.begun=e,this.last=this.least,this.lastAt=e);let n=e-t;e-this.begun<D.settle&&n<this.base&&this.jitter>D.burst&&(this.slots=[],this.last=this.least);let s=D.window/Uo,r=this.slots[this.slots.length-1];if(r&&e-r.at<s)r.min=Math.min(r.min,n),r.max=Math.max(r.max,n);else for(this.slots.push({at:e,min:n,max:n});this.slots.length>Uo;)this.slots.shift()}stalled(e){this.stallFloor=Math.min(D.maxTarget,this.target(e)*1.5),this.stallAt=e}forgive(){this.stallFloor=0,this.last=this.least}get known(){return this.slots.length>0}get base(){let e=1/0;for(let t of this.slots)e=Math.min(e,t.min);return e}get jitter(){if(!this.known)return 0;let e=this.slots.map(s=>s.max),t=e.indexOf(Math.max(...e)),n=e.filter((s,r)=>Math.abs(r-t)>1);return Math.max(0,Math.max(...n.length>0?n:e)-this.base)}target(e){let t=this.jitter+D.margin,n=e-this.stallAt;n<D.stallMemory&&(t=Math.max(t,this.stallFloor*(1-n/D.stallMemory))),t=Math.min(D.maxTarget,Math.max(this.least,t));let s=this.last-D.fall*Math.max(0,e-this.lastAt);return this.last=Math.max(t,Math.min(this.last,s)),this.lastAt=e,this.last}desired(e){return e-this.base-this.target(e)}};function Co(i,e){let t=e===1?D.deadZone:D.done;if(Math.abs(i)<t)return 1;let n=Math.min(D.maxRate,Math.max(D.minRate,1+i*D.gain));return Math.round(n*200)/200}var H={tick:100,calm:.06,calmMedia:.15,longestStart:.5,startTime:5,startError:.4,jumpPause:1,nearEnd:.06,frozen:1.2,inside:.02,deaf:.3,leaveLive:3,refill:.7,longestHold:1.5,captures:120,place:1},Qi=class{constructor(e,t,n){this.video=e;this.changed=t;this.remote=n;let s=(r,o)=>e.addEventListener(r,o,{signal:this.abort.signal});s("waiting",()=>this.waiting()),s("playing",()=>this.playing()),s("seeking",()=>this.seeking()),s("pause",()=>this.paused()),s("play",()=>this.resumed()),s("error",()=>this.say({kind:"broken",line:this.line})),document.addEventListener("visibilitychange",()=>{document.visibilityState!=="visible"||this.userPaused||!this.started||(this.play(),this.tick())},{signal:this.abort.signal}),e.disableRemotePlayback=!0,this.sink=n?null:new Fi(r=>this.heard(r)),this.timer=window.setInterval(()=>this.tick(),H.tick),this.awaitFrame()}video;changed;remote;sink;url="";mime="";line=0;place=NaN;waits=!1;deafUntil=NaN;arrivals=new Gi;recent=[];captures=[];beganWaiting=NaN;started=!1;startedAt=NaN;hasVideo=!0;state="idle";live=!0;userPaused=!1;ownSeek=!1;stallSince=NaN;holdSince=NaN;firstFrame=NaN;played=!1;stallCount=0;stalledFor=0;jumps=0;jumpedAt=-1/0;lastTime=NaN;lastMoved=NaN;made=q();timer;abort=new AbortController;clockOffset=0;close(){clearInterval(this.timer),this.abort.abort(),URL.revokeObjectURL(this.url),this.video.removeAttribute("src"),this.video.srcObject&&(this.video.srcObject=null),this.video.load()}begin(){this.sink?.begin(),this.deafUntil=NaN}init(e,t){this.sink?.init(e,t)}fragment(e){this.sink?.fragment(e)}heard(e){if(!this.abort.signal.aborted)switch(e.kind){case"source":this.attach(e.source),this.newLine(e.line),e.broken&&this.set("starting");break;case"line":this.newLine(e.line);break;case"type":if(this.mime=e.mime,!e.plays){this.set("unsupported");break}this.hasVideo=e.mime.startsWith("video/"),(this.state==="idle"||this.state==="unsupported")&&this.set("starting");break;case"buffered":for(let t of e.arrived)this.note(t);this.waits=e.waits,this.tick()}}goLive(){this.live=!0,this.userPaused=!1,this.started&&(this.jumpTo(this.edge()-this.arrivals.target(q())),this.play())}set steady(e){let t=e?D.steadyTarget:D.minTarget;this.arrivals.least!==t&&(this.arrivals.least=t,this.arrivals.forgive(),this.started&&this.live&&this.arrivals.known&&this.jumpTo(this.arrivals.desired(q())))}get stats(){let e=q(),t=this.video instanceof HTMLVideoElement?this.video.getVideoPlaybackQuality():null;return{state:this.state,delayMs:this.delay()*1e3,firstFrameMs:this.firstFrame*1e3,stalls:this.stallCount,stalledMs:1e3*(this.stalledFor+(isNaN(this.stallSince)?0:e-this.stallSince)),bufferMs:this.ahead()*1e3,targetMs:this.arrivals.known?this.arrivals.target(e)*1e3:this.arrivals.least*1e3,jitterMs:this.arrivals.jitter*1e3,rate:this.video.playbackRate,live:this.live,jumps:this.jumps,frames:t?.totalVideoFrames??0,droppedFrames:t?.droppedVideoFrames??0,currentTime:this.video.currentTime,mime:this.mime,width:this.video instanceof HTMLVideoElement?this.video.videoWidth:0,height:this.video instanceof HTMLVideoElement?this.video.videoHeight:0}}note(e){for(this.recent.push({at:e.at,time:e.end});this.recent.length>1&&this.recent[0].at<e.at-1;)this.recent.shift();for(e.jump&&this.arrivals.reset(),isNaN(this.deafUntil)&&(this.deafUntil=this.started?e.at+H.deaf:0),this.started&&e.at>=this.deafUntil&&this.arrivals.arrived(e.at,e.end),this.captures.push({time:e.time,capture:e.capture});this.captures.length>1&&this.captures[0].time<e.time-H.captures;)this.captures.shift()}delay(){let e=this.video.currentTime,t=NaN;for(let n=this.captures.length-1;n>=0;n--){let s=this.captures[n];if(s.time<=e){t=s.capture+Math.min(e-s.time,1);break}}return Date.now()/1e3+this.clockOffset-t}say(e){this.sink?this.sink.told(e):this.remote?.(e)}attach(e){if(!("readyState"in e)){this.video.srcObject=e;return}URL.revokeObjectURL(this.url);let t=URL.createObjectURL(e);this.url=t,e.addEventListener("sourceopen",()=>URL.revokeObjectURL(t)),this.video.src=t}newLine(e){this.line=e,this.place=NaN,this.recent=[],this.captures=[],this.started=!1,this.beganWaiting=NaN}tellPlace(){let e=this.video.currentTime;Math.abs(e-this.place)<H.place||(this.place=e,this.say({kind:"place",line:this.line,at:e}))}rangeStart(){let e=this.video.buffered;return e.length>0?e.start(0):NaN}edge(){let e=this.video.buffered;return e.length>0?e.end(e.length-1):NaN}tick(){if(this.state==="unsupported")return;if(!this.started){this.tryStart();return}if(this.tellPlace(),this.video.paused)return;let e=q();if(this.watchProgress(e),this.skipHoles(),!isNaN(this.holdSince)){this.tryRelease(e);return}if(!this.live||!this.arrivals.known||this.video.seeking)return;let t=this.arrivals.desired(e)-this.video.currentTime,n=t>D.jump&&this.edge()-this.video.currentTime>D.jump,r=e-this.startedAt<H.startTime&&this.played&&t>H.startError&&this.calm(e);if((n||r)&&e-this.jumpedAt>H.jumpPause){this.jumpTo(this.arrivals.desired(e));return}this.setRate(Co(t,this.video.playbackRate))}tryStart(){let e=this.edge();if(isNaN(e)||this.recent.length===0)return;let t=q();isNaN(this.beganWaiting)&&(this.beganWaiting=t,this.jumpTo(this.rangeStart())),!(!(e-this.rangeStart()>=D.minTarget&&this.calm(t))&&t-this.beganWaiting<H.longestStart)&&(this.started=!0,this.startedAt=t,this.played=!1,this.awaitPlayed(),this.release(t),this.arrivals.reset(),this.arrivals.arrived(t,this.recent[this.recent.length-1].time),this.jumpTo(e-this.arrivals.least),!this.userPaused&&this.play())}calm(e){let t=this.recent[this.recent.length-1],n=this.recent.findLast(s=>s.at<=e-H.calm);return!this.waits&&n!==void 0&&t.time-n.time<H.calmMedia}play(){this.video.paused&&this.video.play().catch(e=>{!(e instanceof DOMException)||e.name!=="NotAllowedError"||(this.video.muted?this.set("blocked"):(this.video.muted=!0,this.play()))})}jumpTo(e){let t=this.video.buffered;if(t.length===0||isNaN(e))return;let n=Math.min(e,t.end(t.length-1)-H.nearEnd);for(let s=0;s<t.length;s++)if(n<=t.end(s)){n=Math.max(n,t.start(s)+(s>0||t.start(s)>0?H.inside:0));break}this.ownSeek=!0,this.jumpedAt=q(),this.started&&this.played&&this.jumps++,this.setRate(1),this.video.currentTime=n}skipHoles(){let e=this.video.buffered,t=this.video.currentTime,n=this.seeksLong(q())&&this.ahead()<D.minTarget,s=!isNaN(this.holdSince)||n;for(let r=0;r<e.length;r++){if(t<e.start(r)){let o=this.arrivals.known?this.arrivals.desired(q()):0;this.jumpTo(this.live&&r===e.length-1?Math.max(e.start(r),o):e.start(r)),s&&this.arrivals.forgive();return}if(t<e.end(r)-H.nearEnd&&!s)return}}watchProgress(e){let t=this.video.currentTime;if(t!==this.lastTime){this.lastTime=t,this.lastMoved=e,isNaN(this.holdSince)&&this.endStall(e);return}if(!isNaN(this.holdSince)||(this.seeksLong(e)&&this.countStall(e),this.video.seeking))return;let n=e-this.lastMoved;(n>H.frozen||n>.4&&this.ahead()<H.nearEnd*2)&&this.stall(e)}seeksLong(e){return this.played&&this.video.seeking&&e-this.lastMoved>H.frozen}waiting(){!this.started||this.video.seeking||this.ownSeek||!this.played||this.video.paused||!isNaN(this.holdSince)||this.state==="unsupported"||this.stall(q())}stall(e){this.countStall(e),this.arrivals.stalled(e),this.holdSince=e,this.video.playbackRate=0}countStall(e){isNaN(this.stallSince)&&(this.stallSince=e,this.stallCount++,this.set("stalled"))}tryRelease(e){let t=this.ahead();!(t>=this.arrivals.target(e)*H.refill)&&(e-this.holdSince<H.longestHold||t<H.nearEnd)||this.release(e)}release(e){this.holdSince=NaN,this.lastMoved=e,this.video.playbackRate=1,this.endStall(e)}ahead(){let e=this.video.buffered,t=this.video.currentTime;for(let n=0;n<e.length;n++)if(t>=e.start(n)&&t<=e.end(n))return e.end(n)-t;return 0}endStall(e){isNaN(this.stallSince)||(this.stalledFor+=e-this.stallSince,this.stallSince=NaN,this.set("playing"))}setRate(e){isNaN(this.holdSince)&&this.video.playbackRate!==e&&(this.video.playbackRate=e)}playing(){this.ownSeek=!1,!this.hasVideo&&isNaN(this.firstFrame)&&(this.firstFrame=q()-this.made),this.started&&!this.tellsFrames&&(this.played=!0),isNaN(this.holdSince)&&(this.endStall(q()),this.set("playing"))}seeking(){this.ownSeek||(isNaN(this.holdSince)||this.release(q()),this.live=this.edge()-this.video.currentTime<H.leaveLive,this.live||this.setRate(1),this.changed())}paused(){!this.started||this.video.ended||this.video.error||document.visibilityState==="hidden"||(this.userPaused=!0,this.set("paused"))}resumed(){let e=this.userPaused;this.userPaused=!1,e&&this.live&&this.goLive()}awaitFrame(){let e=this.video;if(!(e instanceof HTMLVideoElement)||!e.requestVideoFrameCallback){e.addEventListener("loadeddata",()=>this.sawFrame(),{once:!0});return}e.requestVideoFrameCallback(()=>this.sawFrame())}get tellsFrames(){return this.hasVideo&&"requestVideoFrameCallback"in this.video&&document.visibilityState==="visible"}awaitPlayed(){let e=this.startedAt;this.video.requestVideoFrameCallback?.(()=>{e===this.startedAt&&(this.played=!0)})}sawFrame(){isNaN(this.firstFrame)&&(this.firstFrame=q()-this.made),this.changed()}set(e){this.state===e||this.state==="unsupported"&&e!=="starting"||(this.state=e,this.changed())}};var Do=`/* The player, inside its shadow tree. */
:host {
  display: block;
  position: relative;
  aspect-ratio: 16 / 9;
  background: #000;
  color: #fff;
  overflow: hidden;
  font: 500 15px/1.4 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
  --live: #ff4d4d;
  --sheet: #1d1d25;
  --soft: #b4b4c2;
  --on: #2f9e5f;
}
:host([hidden]) { display: none; }
:host(:fullscreen) { aspect-ratio: auto; width: 100vw; height: 100vh; max-height: none; border-radius: 0; }

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
media-play-button, media-mute-button, media-captions-button, media-pip-button, media-fullscreen-button { border-radius: 8px; }
media-captions-button:not([mediasubtitleslist]) { display: none; }
media-volume-range { width: 84px; --media-control-hover-background: transparent; }
.space { flex: 1; }

button { font: inherit; color: inherit; border: 0; cursor: pointer; }
.gear { display: grid; place-items: center; padding: 10px; border-radius: 8px; background: none; }
.gear svg { width: 22px; height: 22px; }
.gear:hover { background: rgb(255 255 255 / 0.16); }
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

.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }

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
.sign svg { width: 44px; height: 44px; color: #ffb3a8; display: block; }
.retry {
  pointer-events: auto;
  padding: 9px 20px;
  border-radius: 999px;
  background: #fff;
  color: #14141a;
  font-weight: 650;
}
.retry:hover { background: #e4e6ee; }
.play {
  pointer-events: auto;
  width: 76px; height: 76px; border-radius: 50%;
  background: #fff; color: #14141a;
  display: grid; place-items: center;
}
.play svg { width: 34px; height: 34px; margin-left: 4px; }
.audio { position: absolute; inset: 0; display: grid; place-items: center; background: radial-gradient(circle at 50% 45%, #2b2b45, #0c0c11 72%); }
.audio svg { width: min(22%, 130px); opacity: 0.85; }

.notice {
  position: absolute;
  inset: 0 0 auto;
  display: flex;
  align-items: center;
  gap: 10px 18px;
  padding: 12px 16px;
  background: rgb(18 18 24 / 0.9);
  font-size: 14px;
  font-weight: 400;
  z-index: 3;
}
.notice p { margin: 0; flex: 1; text-wrap: pretty; }
.notice div { display: flex; gap: 8px; flex: none; }
.notice button { padding: 7px 14px; border-radius: 8px; font-weight: 600; }
.choose { background: rgb(255 255 255 / 0.16); }
.fine { background: #fff; color: #14141a; }
.notice .fine { color: #14141a; }

.toast {
  position: absolute;
  top: 18%;
  left: 50%;
  transform: translateX(-50%);
  padding: 8px 16px;
  border-radius: 8px;
  background: rgb(18 18 24 / 0.85);
  font-weight: 600;
  opacity: 0;
  pointer-events: none;
  transition: opacity 0.2s;
  z-index: 3;
}
.toast.shown { opacity: 1; }

.sheet {
  box-sizing: border-box;
  width: min(360px, calc(100vw - 16px));
  max-height: calc(100vh - 16px);
  overflow: auto;
  padding: 6px 0 14px;
  border: 1px solid rgb(255 255 255 / 0.12);
  border-radius: 14px;
  background: var(--sheet);
  color: #fff;
  color-scheme: dark;
  font: 400 15px/1.4 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
  box-shadow: 0 14px 50px rgb(0 0 0 / 0.5);
}
.sheet::backdrop { background: rgb(0 0 0 / 0.25); }
.sheet header { display: flex; align-items: center; justify-content: space-between; padding: 4px 8px 2px 18px; }
.sheet h2 { margin: 0; font-size: 16px; font-weight: 650; }
.close { display: grid; place-items: center; padding: 10px; border-radius: 8px; background: none; color: var(--soft); }
.close:hover { background: rgb(255 255 255 / 0.1); color: #fff; }
.close svg { width: 18px; height: 18px; display: block; }
fieldset { border: 0; border-top: 1px solid rgb(255 255 255 / 0.1); margin: 6px 0 0; padding: 10px 18px 2px; min-width: 0; }
legend { float: left; width: 100%; padding: 0 0 4px; color: var(--soft); font-size: 13px; }
legend + * { clear: both; }
fieldset label { display: flex; align-items: center; gap: 12px; padding: 7px 0; cursor: pointer; }
fieldset label span { flex: 1; }
fieldset small { display: block; color: var(--soft); font-size: 13px; }
fieldset p { margin: 0; padding: 2px 0 6px; }
fieldset .why { color: var(--soft); font-size: 13px; }
fieldset .why:empty { display: none; }
input[type='radio'] { width: 18px; height: 18px; margin: 0; accent-color: #fff; flex: none; cursor: inherit; }
input[role='switch'] {
  appearance: none;
  flex: none;
  width: 42px;
  height: 24px;
  margin: 0;
  border-radius: 12px;
  background: #6b6b7a;
  cursor: inherit;
  transition: background 0.15s;
}
input[role='switch']::before {
  content: '';
  display: block;
  width: 18px;
  height: 18px;
  margin: 3px;
  border-radius: 50%;
  background: #fff;
  transition: transform 0.15s;
}
input[role='switch']:checked { background: var(--on); }
input[role='switch']:checked::before { transform: translateX(18px); }
input[role='switch']:disabled { opacity: 0.45; }
input:focus-visible { outline: 2px solid #7db4ff; outline-offset: 2px; }
.help dl { margin: 4px 18px 0; }
.help dl div { display: flex; align-items: center; gap: 14px; padding: 5px 0; }
.help dt { flex: 0 0 104px; white-space: nowrap; }
.help dd { margin: 0; }
kbd { display: inline-block; min-width: 14px; padding: 1px 8px; border: 1px solid rgb(255 255 255 / 0.28); border-bottom-width: 2px; border-radius: 6px; font: inherit; font-size: 13px; text-align: center; }
[hidden] { display: none !important; }

@keyframes turn { to { transform: rotate(1turn); } }
@media (prefers-reduced-motion: reduce) { .spinner { animation-duration: 4s; } .toast, input { transition: none !important; } }
@media (max-width: 560px) {
  .sheet { width: 100vw; max-width: none; margin: auto 0 0; border-radius: 16px 16px 0 0; border-width: 1px 0 0; padding-bottom: calc(18px + env(safe-area-inset-bottom)); }
  .notice { flex-direction: column; align-items: stretch; padding: 10px 12px; }
  .notice div { justify-content: flex-end; }
  media-pip-button { display: none; }
  .message { gap: 10px; padding: 10px 16px; }
  .message small { font-size: 13px; }
  .sign svg { width: 30px; height: 30px; }
  media-volume-range { display: none; }
  .bar { padding: 24px 4px 4px; }
  .sound { bottom: 58px; left: 10px; padding: 8px 14px 8px 10px; }
}
`;var Jl="Until then, watch with the Throng program: throng watch and the link.";function Oo(i,e=""){switch(i){case"link":return{text:"This link does not lead to a channel.",hint:`${e} Copy it again from where you found it, from “throng:” to its end.`.trim()};case"tracker":return{text:"The tracker does not answer. Trying again…",hint:`${e||"It introduces viewers to each other."} The broadcaster may be off the air, or this network may not let you reach it. Leave this page open, or try another network.`};case"webrtc":return{text:"This browser does not let pages connect to each other.",hint:"WebRTC is turned off, by a setting or an extension. Turn it on for this page and load it again, or use another browser."};case"engine-missing":return{text:"The part of this page that joins the viewers is missing.",hint:`It was not found in “tab/”. On a site of your own: copy that folder beside the page, or say where it is by “assets”. A program that serves this page was built without it; “make build” makes it. ${Jl}`};case"engine-broken":return{text:"A part of this page arrived damaged.",hint:"Try again. If it happens again, something between you and the server changes what is loaded: try another network."};case"engine-unable":return{text:"This browser does not run what this page needs.",hint:"WebAssembly is missing or turned off. Bring the browser up to date, allow it for this page, or use another browser."}}}var ed=[[/^(hvc1|hev1)/,"H.265 video"],[/^av01/,"AV1 video"],[/^avc[13]/,"H.264 video"],[/^vp0?9/,"VP9 video"],[/^mp4a/,"AAC sound"],[/^opus/i,"Opus sound"]];function es(i){return/codecs="([^"]*)"/.exec(i)?.[1].split(",").map(e=>e.trim())??[]}function ts(i){return ed.find(([e])=>e.test(i))?.[1]??i}function Po(i,e,t){if(!e)return{text:"This browser cannot play live video on a page.",hint:"It lacks Media Source Extensions. Bring it up to date, or use another browser."};let n=es(i),s=n.filter(a=>!e(a)),r=(s.length>0?s:n).map(ts),o=t?"open the address of stream.mp4 in a player such as VLC or mpv":"watch with the Throng program, which hands it to a player such as VLC or mpv";return{text:`This browser cannot play this channel’s ${r.join(" and ")||"format"}.`,hint:`Try another browser, or ${o}. Whoever broadcasts can make it playable everywhere with H.264 and AAC.`}}var td=100,id={waiting:"Waiting for the channel…",stalled:"Waiting for more picture…",blocked:"Press play to watch.",playing:"Playing live.",paused:"Paused."},is={state:"idle",text:"No channel has been chosen.",hint:""};function No(i){if(i.play==="unsupported")return{state:"unsupported",...Po(i.mime,i.playable,i.local)};let e=i.play!=="playing"||i.bufferMs<td;if(i.feed==="ended"&&e)return{state:"ended",text:"This channel has ended.",hint:"Thank you for watching. When it is on the air again, the same link leads to it."};if(i.problem&&e)return{state:i.problem==="tracker"?"lost":"failed",problem:i.problem,...Oo(i.problem,i.detail)};if(i.failed&&e)return{state:"failed",text:i.reason,hint:""};if(i.feed==="connecting")return{state:"connecting",text:"Connecting…",hint:i.reason};let t=i.play==="idle"||i.play==="starting"?"waiting":i.play;return i.feed==="lost"&&(t==="waiting"||t==="stalled")?{state:"lost",text:"The connection is lost. Trying again…",hint:i.local?"It plays on by itself. Is the program that serves this page still running?":i.reason||"It plays on by itself when the network is there again."}:t==="playing"&&!i.live?{state:"behind",text:"Playing behind live.",hint:""}:{state:t,text:id[t]??"",hint:t==="waiting"||t==="stalled"?i.reason:""}}var Yi='viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"',Ke={sound:`<svg ${Yi}><path fill="currentColor" d="M11 5 6 9H3v6h3l5 4z"/><path d="m16 9.5 5 5m0-5-5 5"/></svg>`,play:'<svg viewBox="0 0 24 24" fill="currentColor" aria-hidden="true"><path d="M7 4.5v15l12.5-7.5z"/></svg>',note:'<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" aria-hidden="true"><path d="M4 10v4m4-8v12m4-15v18m4-14v10m4-6v2"/></svg>',alert:`<svg ${Yi} stroke-width="1.7"><circle cx="12" cy="12" r="9"/><path d="M12 7.5v5.5m0 3v.1"/></svg>`,close:`<svg ${Yi}><path d="m6 6 12 12M18 6 6 18"/></svg>`,settings:`<svg ${Yi}><path d="M4 7h9m5 0h2M4 17h2m5 0h9"/><circle cx="15.5" cy="7" r="2.3"/><circle cx="8.5" cy="17" r="2.3"/></svg>`},Fo=(i,e,t)=>`
<label class="switch"><span>${e}<small>${t}</small></span><input type="checkbox" role="switch" name="${i}"></label>`,nd=`
<dialog class="sheet settings" aria-labelledby="settings-title">
  <header><h2 id="settings-title">Settings</h2><button class="close" type="button" aria-label="Close settings">${Ke.close}</button></header>
  <fieldset class="delay">
    <legend>Delay</legend>
    <label><input type="radio" name="delay" value="live"><span>As live as possible<small>As little behind the camera as your network allows</small></span></label>
    <label><input type="radio" name="delay" value="steady"><span>Steady<small>A second or so later, for the fewest pauses</small></span></label>
  </fieldset>
  <fieldset class="quality"><legend>Picture</legend><p></p></fieldset>
  <fieldset class="sharing" hidden>
    <legend>Sharing</legend>
    ${Fo("share","Pass the stream on","Other viewers get it from you. They see your internet address.")}
    ${Fo("metered","Even on a metered connection","It may cost you money.")}
    <p class="why"></p>
  </fieldset>
</dialog>`,sd=`
<dialog class="sheet help" aria-labelledby="help-title">
  <header><h2 id="help-title">Keys</h2><button class="close" type="button" aria-label="Close the list of keys">${Ke.close}</button></header>
  <dl>${Jn.map(i=>`<div><dt>${i.shown.split(" ").map(e=>`<kbd>${e}</kbd>`).join(" ")}</dt><dd>${i.does}</dd></div>`).join("")}</dl>
</dialog>`,Ho=`
<media-controller part="controller" autohide="3" defaultstreamtype="live" nohotkeys nomutedpref noautoseektolive>
  <video slot="media" playsinline muted></video>
  <div slot="poster" class="audio" hidden>${Ke.note}</div>
  <media-control-bar class="bar" part="bar">
    <media-play-button></media-play-button>
    <media-mute-button></media-mute-button>
    <media-volume-range></media-volume-range>
    <button class="badge" type="button" hidden><b>LIVE</b> <span></span><i class="unseen"> behind the camera</i></button>
    <span class="space"></span>
    <media-captions-button></media-captions-button>
    <button class="gear" type="button" aria-label="Settings" aria-haspopup="dialog" title="Settings">${Ke.settings}</button>
    <media-pip-button></media-pip-button>
    <media-fullscreen-button></media-fullscreen-button>
  </media-control-bar>
</media-controller>
<button class="sound" type="button" hidden>${Ke.sound}<span>Sound on</span></button>
<div class="message plain">
  <div class="spinner" aria-hidden="true"></div>
  <div class="sign" hidden>${Ke.alert}</div>
  <button class="play" type="button" aria-label="Play" hidden>${Ke.play}</button>
  <p role="status" aria-live="polite"></p>
  <small></small>
  <button class="retry" type="button" hidden>Try again</button>
</div>
<div class="notice" role="note" aria-label="What watching shares" hidden>
  <p>Watching connects you to other viewers. They see your internet address, and you pass on to them some of what you receive.</p>
  <div><button class="choose" type="button">Change</button><button class="fine" type="button">OK</button></div>
</div>
<div class="toast" role="status" aria-live="polite"></div>
${nd}
${sd}`;var rd=500,od=600,ad=12e4,Bo=5,$o=.1,ld=1400,dd="(max-width: 560px)",cd=["playing","paused","behind"],bt=["idle","ended","unsupported","failed"],ns=class extends HTMLElement{static observedAttributes=["src","assets"];root;video;own=null;running=null;player=null;feedState="connecting";problem=null;detail="";figures={};timer=0;toastTimer=0;stalledSince=0;started=!1;starts=0;said=is;shared="";channelTitle="";link="";constructor(){super(),this.root=this.attachShadow({mode:"open"});let e=new CSSStyleSheet;e.replaceSync(Do),this.root.adoptedStyleSheets=[e],this.root.innerHTML=Ho,this.video=this.find("video");let t=(n,s)=>this.find(n).addEventListener("click",s);t(".sound",()=>this.soundOn()),t(".badge",()=>this.goLive()),t(".play",()=>this.soundOn()),t(".retry",()=>this.retry()),t(".gear",()=>this.open("settings")),t(".notice .choose",()=>this.open("settings")),t(".notice .fine",()=>this.acknowledge()),this.video.addEventListener("volumechange",()=>this.volumeChanged());for(let n of["timeupdate","progress","ratechange"])this.video.addEventListener(n,s=>s.stopImmediatePropagation(),{capture:!0});this.addEventListener("keydown",n=>this.handleKey(n));for(let n of this.root.querySelectorAll("dialog"))n.addEventListener("click",s=>{(s.target===n||s.target.closest(".close"))&&n.close()}),n.addEventListener("keydown",s=>s.stopPropagation());this.find(".settings").addEventListener("change",n=>this.chosen(n.target))}connectedCallback(){customElements.upgrade(this.root),this.find("media-controller").fullscreenElement=this;for(let e of this.querySelectorAll(":scope > track"))this.video.append(e.cloneNode());this.timer=window.setInterval(()=>this.look(),rd),this.restart()}disconnectedCallback(){clearInterval(this.timer),this.halt();for(let e of this.video.querySelectorAll("track"))e.remove()}attributeChangedCallback(){this.isConnected&&this.restart()}set feed(e){this.own=e,this.isConnected&&this.restart()}get feed(){return this.running}get stats(){if(!this.player)return null;let e=this.player.stats.delayMs;return{...this.figures,...this.player.stats,delayMs:Vo(e)?e:NaN,state:this.said.state}}get status(){return this.said}get local(){return this.running instanceof pt}get delayMode(){return vt("delay")==="steady"?"steady":"live"}set delayMode(e){gt("delay",e),this.player&&(this.player.steady=e==="steady"),this.look()}get canShare(){return this.running?.share!==void 0}get sharing(){return vt("sharing")!=="off"}set sharing(e){gt("sharing",e?"on":"off"),this.running?.share?.set(e),this.acknowledge()}get sharingOnMetered(){return vt("metered")==="on"}set sharingOnMetered(e){gt("metered",e?"on":"off"),this.running?.share?.allowMetered(e),this.acknowledge()}get sharingReason(){return this.running?.share?.why??""}goLive(){this.player?.goLive(),this.look()}retry(){this.restart()}handleKey(e){let t=Mo(e);!t||!this.player||(e.preventDefault(),this.obey(t))}obey(e){let t=this.video;switch(e){case"play":this.said.state==="blocked"?this.soundOn():t.paused?t.play().catch(()=>{}):t.pause();break;case"mute":t.muted=!t.muted,this.toast(t.muted?"Sound off":"Sound on");break;case"louder":case"softer":{let n=t.muted?0:t.volume,s=Math.min(1,Math.max(0,n+(e==="louder"?$o:-$o)));t.volume=Math.round(s*100)/100,t.muted=t.volume===0,this.toast(`Volume ${Math.round(100*t.volume)} %`);break}case"back":case"forward":this.seek(e==="back"?-Bo:Bo);break;case"live":this.goLive(),this.toast("Live");break;case"fullscreen":this.request(document.fullscreenElement?"mediaexitfullscreenrequest":"mediaenterfullscreenrequest");break;case"captions":this.toggleCaptions();break;case"settings":case"help":this.open(e)}}request(e){this.find("media-controller").dispatchEvent(new CustomEvent(e,{bubbles:!0,composed:!0}))}toggleCaptions(){if(this.video.textTracks.length===0){this.toast("This channel has no captions");return}this.request("mediatogglesubtitlesrequest");let e=[...this.video.textTracks].some(t=>t.mode==="showing");this.toast(e?"Captions on":"Captions off")}seek(e){let t=this.video.buffered;if(t.length===0)return;let n=this.video.currentTime+e;n>=t.end(t.length-1)?this.goLive():this.video.currentTime=Math.max(t.start(0),n)}async restart(){this.halt();let e=++this.starts,t=this.getAttribute("src")??"",n=this.own;if(!n&&/\.json$/.test(t)){let s=await no(new URL(t,document.baseURI));if(e!==this.starts||!this.isConnected)return;this.tell(s?.title??"",s?.link??""),s&&(n=this.feedOf(s.local?"feed":s.link))}else!n&&t&&(n=this.feedOf(t));n&&this.begin(n),this.look()}feedOf(e){return Lo(e,{assets:this.getAttribute("assets")??void 0})}begin(e){this.feedState="connecting",this.problem=null,this.figures={},this.started=!1,this.video.muted=vt("sound")!=="on";let t=new Qi(this.video,()=>this.look(),e.remote);t.steady=this.delayMode==="steady",this.player=t,this.running=e,e.share?.set(this.sharing),e.share?.allowMetered(this.sharingOnMetered),e.start(this.sink(t))}halt(){this.running?.stop(),this.player?.close(),this.running=this.player=null}sink(e){return{state:t=>{this.feedState=t,this.look()},begin:()=>e.begin(),init:(t,n)=>e.init(t,n),fragment:t=>e.fragment(t),heard:t=>e.heard(t),figures:t=>this.figures=t,problem:(t,n="")=>{this.problem=t,this.detail=n,this.look()},title:t=>this.tell(t,this.link),link:t=>this.tell(this.channelTitle,t),clock:t=>e.clockOffset=t}}tell(e,t){e===this.channelTitle&&t===this.link||(this.channelTitle=e,this.link=t,this.dispatchEvent(new Event("infochange")))}soundOn(){this.video.muted=!1,this.video.volume===0&&(this.video.volume=1),this.video.play().catch(()=>{}),this.look()}volumeChanged(){let e=!this.video.muted&&this.video.volume>0;(e||this.started)&&gt("sound",e?"on":"off"),this.look()}look(){let e=this.player?.stats;e&&(e.frames>0||e.state==="playing")&&(this.started=!0);let t=e?this.describe(e):is;this.showMessage(t,e),this.showBadge(t,e);let n=this.video.muted&&this.started&&!bt.includes(t.state);ue(this.find(".sound"),!n||!hd(e?.mime??"")||t.state==="blocked"),ue(this.find(".audio"),!e?.mime||e.mime.startsWith("video/")),ue(this.find(".bar"),!this.started&&bt.includes(t.state)),this.showNotice(t),this.find(".settings").open&&this.showSettings(),(t.state!==this.said.state||t.text!==this.said.text)&&(this.said=t,this.setAttribute("state",t.state),this.dispatchEvent(new Event("statuschange"))),this.showSharing(),e&&this.dispatchEvent(new Event("statschange"))}describe(e){return No({feed:this.feedState,problem:this.problem,detail:this.detail,play:e.state,bufferMs:e.bufferMs,live:e.live,mime:e.mime,playable:To,local:this.local,reason:this.figures.reason??"",failed:this.figures.failed===!0})}showMessage(e,t){let n=this.find(".message"),s=performance.now();t?.state!=="stalled"&&(this.stalledSince=s);let r=e.state==="stalled"&&s-this.stalledSince<od;ue(n,cd.includes(e.state)||r);let o=e.state==="failed"||e.state==="unsupported";n.classList.toggle("plain",!t?.frames||bt.includes(e.state)),ue(this.find(".spinner"),e.state==="blocked"||bt.includes(e.state)),ue(this.find(".sign"),!o),ue(this.find(".play"),e.state!=="blocked"),ue(this.find(".retry"),e.state!=="failed"||e.problem==="link"),Et(n.querySelector("p"),e.text),Et(n.querySelector("small"),e.hint)}showBadge(e,t){let n=this.find(".badge"),s=e.state==="playing"&&t?.live===!0;n.classList.toggle("live",s),ue(n,!this.started||bt.includes(e.state));let r=t!==void 0&&Vo(t.delayMs),o=r?Io(t.delayMs):"";Et(n.querySelector("b"),s?"LIVE":"GO LIVE"),Et(n.querySelector("span"),o),ue(this.find(".badge .unseen"),!r),n.title=s?"Time from the camera to this screen":"Jump to the newest picture"}showNotice(e){let t=this.getAttribute("notice")==="off"||vt("notice")==="seen";ue(this.find(".notice"),!this.canShare||t||bt.includes(e.state))}acknowledge(){gt("notice","seen"),this.look()}showSharing(){let e=[this.canShare,this.sharing,this.sharingOnMetered,this.sharingReason].join();e!==this.shared&&(this.shared=e,this.dispatchEvent(new Event("sharechange")))}open(e){let t=this.find(`.${e}`);t.open||(e==="settings"&&this.showSettings(),t.showModal(),e==="settings"&&this.place(t))}place(e){let t=this.find(".gear").getBoundingClientRect(),n=t.width===0||matchMedia(dd).matches,s=Math.max(8,innerHeight-t.top+8),r=s+e.offsetHeight<=innerHeight-8;e.style.inset=n?"":`auto ${Math.max(8,innerWidth-t.right)}px ${r?s:8}px auto`}showSettings(){let e=(t,n)=>this.find(`.settings [name="${t}"]${n===void 0?"":`[value="${n}"]`}`);e("delay",this.delayMode).checked=!0,this.find(".settings .sharing").hidden=!this.canShare,e("share").checked=this.sharing,e("metered").checked=this.sharingOnMetered,e("metered").disabled=!this.sharing,Et(this.find(".settings .why"),this.sharingReason),this.showQuality()}showQuality(){let e=this.find(".settings .quality"),t=this.running?.quality,n=t&&t.names.length>1?t.names:[],s=e.querySelectorAll("label");if(s.length!==n.length){for(let d of s)d.remove();e.append(...n.map((d,E)=>ud("quality",String(E),d)))}for(let d of e.querySelectorAll("input"))d.checked=d.value===String(t?.chosen);let r=this.player?.stats,o=es(r?.mime??"").map(ts).join(", "),a=r&&r.height>0?`${r.height}p (${r.width} × ${r.height})`:"";Et(e.querySelector("p"),[a,o].filter(Boolean).join(" · ")||"Not known yet")}chosen(e){switch(e.name){case"delay":this.delayMode=e.value;break;case"quality":this.running?.quality?.choose(Number(e.value));break;case"share":this.sharing=e.checked;break;case"metered":this.sharingOnMetered=e.checked}this.showSettings()}toast(e){let t=this.find(".toast");t.textContent=e,t.classList.add("shown"),clearTimeout(this.toastTimer),this.toastTimer=window.setTimeout(()=>t.classList.remove("shown"),ld)}find(e){return this.root.querySelector(e)}};function ud(i,e,t){let n=document.createElement("label"),s=document.createElement("input");Object.assign(s,{type:"radio",name:i,value:e});let r=document.createElement("span");return r.textContent=t,n.append(s,r),n}function hd(i){return/mp4a|opus|ac-3|ec-3|flac/i.test(i)}function Vo(i){return i>=0&&i<ad}function ue(i,e){i.hidden!==e&&(i.hidden=e)}function Et(i,e){i&&i.textContent!==e&&(i.textContent=e)}customElements.get("throng-player")||customElements.define("throng-player",ns);export{ns as ThrongPlayer};

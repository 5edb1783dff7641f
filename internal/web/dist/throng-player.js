var Wt=class{addEventListener(){}removeEventListener(){}dispatchEvent(){return!0}},Kt=class extends Wt{},qt=class extends Kt{constructor(){super(...arguments),this.role=null}},$i=class{observe(){}unobserve(){}disconnect(){}},As={createElement:function(){return new bt.HTMLElement},createElementNS:function(){return new bt.HTMLElement},addEventListener(){},removeEventListener(){},dispatchEvent(i){return!1}},bt={ResizeObserver:$i,document:As,Node:Kt,Element:qt,HTMLElement:class extends qt{constructor(){super(...arguments),this.innerHTML=""}get content(){return new bt.DocumentFragment}},DocumentFragment:class extends Wt{},customElements:{get:function(){},define:function(){},whenDefined:function(){}},localStorage:{getItem(i){return null},setItem(i,e){},removeItem(i){}},CustomEvent:function(){},getComputedStyle:function(){},navigator:{languages:[],get userAgent(){return""}},matchMedia(i){return{matches:!1,media:i}},DOMParser:class{parseFromString(e,t){return{body:{textContent:e}}}}},Ss="global"in globalThis&&globalThis?.global===globalThis||typeof window>"u"||typeof window.customElements>"u",ks=Object.keys(bt).every(i=>i in globalThis),l=Ss&&!ks?bt:globalThis,F=Ss&&!ks?As:globalThis.document;var p={MEDIA_PLAY_REQUEST:"mediaplayrequest",MEDIA_PAUSE_REQUEST:"mediapauserequest",MEDIA_MUTE_REQUEST:"mediamuterequest",MEDIA_UNMUTE_REQUEST:"mediaunmuterequest",MEDIA_LOOP_REQUEST:"medialooprequest",MEDIA_VOLUME_REQUEST:"mediavolumerequest",MEDIA_SEEK_REQUEST:"mediaseekrequest",MEDIA_AIRPLAY_REQUEST:"mediaairplayrequest",MEDIA_ENTER_FULLSCREEN_REQUEST:"mediaenterfullscreenrequest",MEDIA_EXIT_FULLSCREEN_REQUEST:"mediaexitfullscreenrequest",MEDIA_PREVIEW_REQUEST:"mediapreviewrequest",MEDIA_ENTER_PIP_REQUEST:"mediaenterpiprequest",MEDIA_EXIT_PIP_REQUEST:"mediaexitpiprequest",MEDIA_ENTER_CAST_REQUEST:"mediaentercastrequest",MEDIA_EXIT_CAST_REQUEST:"mediaexitcastrequest",MEDIA_SHOW_TEXT_TRACKS_REQUEST:"mediashowtexttracksrequest",MEDIA_HIDE_TEXT_TRACKS_REQUEST:"mediahidetexttracksrequest",MEDIA_SHOW_SUBTITLES_REQUEST:"mediashowsubtitlesrequest",MEDIA_DISABLE_SUBTITLES_REQUEST:"mediadisablesubtitlesrequest",MEDIA_TOGGLE_SUBTITLES_REQUEST:"mediatogglesubtitlesrequest",MEDIA_PLAYBACK_RATE_REQUEST:"mediaplaybackraterequest",MEDIA_RENDITION_REQUEST:"mediarenditionrequest",MEDIA_AUDIO_TRACK_REQUEST:"mediaaudiotrackrequest",MEDIA_SEEK_TO_LIVE_REQUEST:"mediaseektoliverequest",REGISTER_MEDIA_STATE_RECEIVER:"registermediastatereceiver",UNREGISTER_MEDIA_STATE_RECEIVER:"unregistermediastatereceiver"},M={MEDIA_CHROME_ATTRIBUTES:"mediachromeattributes",MEDIA_CONTROLLER:"mediacontroller"},Vi={MEDIA_AIRPLAY_UNAVAILABLE:"mediaAirplayUnavailable",MEDIA_AUDIO_TRACK_ENABLED:"mediaAudioTrackEnabled",MEDIA_AUDIO_TRACK_LIST:"mediaAudioTrackList",MEDIA_AUDIO_TRACK_UNAVAILABLE:"mediaAudioTrackUnavailable",MEDIA_BUFFERED:"mediaBuffered",MEDIA_CAST_UNAVAILABLE:"mediaCastUnavailable",MEDIA_CHAPTERS_CUES:"mediaChaptersCues",MEDIA_CURRENT_TIME:"mediaCurrentTime",MEDIA_DURATION:"mediaDuration",MEDIA_ENDED:"mediaEnded",MEDIA_ERROR:"mediaError",MEDIA_ERROR_CODE:"mediaErrorCode",MEDIA_ERROR_MESSAGE:"mediaErrorMessage",MEDIA_FULLSCREEN_UNAVAILABLE:"mediaFullscreenUnavailable",MEDIA_HAS_PLAYED:"mediaHasPlayed",MEDIA_HEIGHT:"mediaHeight",MEDIA_IS_AIRPLAYING:"mediaIsAirplaying",MEDIA_IS_CASTING:"mediaIsCasting",MEDIA_IS_FULLSCREEN:"mediaIsFullscreen",MEDIA_IS_PIP:"mediaIsPip",MEDIA_LOADING:"mediaLoading",MEDIA_MUTED:"mediaMuted",MEDIA_LOOP:"mediaLoop",MEDIA_PAUSED:"mediaPaused",MEDIA_PIP_UNAVAILABLE:"mediaPipUnavailable",MEDIA_PLAYBACK_RATE:"mediaPlaybackRate",MEDIA_PREVIEW_CHAPTER:"mediaPreviewChapter",MEDIA_PREVIEW_COORDS:"mediaPreviewCoords",MEDIA_PREVIEW_IMAGE:"mediaPreviewImage",MEDIA_PREVIEW_TIME:"mediaPreviewTime",MEDIA_RENDITION_LIST:"mediaRenditionList",MEDIA_RENDITION_SELECTED:"mediaRenditionSelected",MEDIA_RENDITION_UNAVAILABLE:"mediaRenditionUnavailable",MEDIA_SEEKABLE:"mediaSeekable",MEDIA_STREAM_TYPE:"mediaStreamType",MEDIA_SUBTITLES_LIST:"mediaSubtitlesList",MEDIA_SUBTITLES_SHOWING:"mediaSubtitlesShowing",MEDIA_TARGET_LIVE_WINDOW:"mediaTargetLiveWindow",MEDIA_TIME_IS_LIVE:"mediaTimeIsLive",MEDIA_VOLUME:"mediaVolume",MEDIA_VOLUME_LEVEL:"mediaVolumeLevel",MEDIA_VOLUME_UNAVAILABLE:"mediaVolumeUnavailable",MEDIA_LANG:"mediaLang",MEDIA_WIDTH:"mediaWidth"},ws=Object.entries(Vi),d=ws.reduce((i,[e,t])=>(i[e]=t.toLowerCase(),i),{}),Oo={USER_INACTIVE_CHANGE:"userinactivechange",BREAKPOINTS_CHANGE:"breakpointchange",BREAKPOINTS_COMPUTED:"breakpointscomputed"},Me=ws.reduce((i,[e,t])=>(i[e]=t.toLowerCase(),i),{...Oo}),Wl=Object.entries(Me).reduce((i,[e,t])=>{let n=d[e];return n&&(i[t]=n),i},{userinactivechange:"userinactive"}),xs=Object.entries(d).reduce((i,[e,t])=>{let n=Me[e];return n&&(i[t]=n),i},{userinactive:"userinactivechange"}),G={SUBTITLES:"subtitles",CAPTIONS:"captions",DESCRIPTIONS:"descriptions",CHAPTERS:"chapters",METADATA:"metadata"},be={DISABLED:"disabled",HIDDEN:"hidden",SHOWING:"showing"};var Gt={MOUSE:"mouse",PEN:"pen",TOUCH:"touch"},Q={UNAVAILABLE:"unavailable",UNSUPPORTED:"unsupported"},Z={LIVE:"live",ON_DEMAND:"on-demand",UNKNOWN:"unknown"};var Ls={INLINE:"inline",FULLSCREEN:"fullscreen",PICTURE_IN_PICTURE:"picture-in-picture"};var Is=new WeakMap,Wi=i=>{let e=Is.get(i);return e||Is.set(i,e=new Set),e},Ms=new l.ResizeObserver(i=>{for(let e of i)for(let t of Wi(e.target))t(e)});function Qt(i,e){Wi(i).add(e),Ms.observe(i)}function Yt(i,e){let t=Wi(i);t.delete(e),t.size||Ms.unobserve(i)}function Y(i){let e={};for(let t of i)e[t.name]=t.value;return e}function Rs(i){var e;return(e=Po(i))!=null?e:Ke(i,"media-controller")}function Po(i){var e;let{MEDIA_CONTROLLER:t}=M,n=i.getAttribute(t);if(n)return(e=No(i))==null?void 0:e.getElementById(n)}var Ee=(i,e)=>!i||!e?!1:i?.contains(e)?!0:Ee(i,e.getRootNode().host),Ke=(i,e)=>{if(!i)return null;let t=i.closest(e);return t||Ke(i.getRootNode().host,e)};function Ki(i=document){var e;let t=i?.activeElement;return t?(e=Ki(t.shadowRoot))!=null?e:t:null}function No(i){var e;let t=(e=i?.getRootNode)==null?void 0:e.call(i);return t instanceof ShadowRoot||t instanceof Document?t:null}function Us(i,{depth:e=3,checkOpacity:t=!0,checkVisibilityCSS:n=!0}={}){if(i.checkVisibility)return i.checkVisibility({checkOpacity:t,checkVisibilityCSS:n});let s=i;for(;s&&e>0;){let r=getComputedStyle(s);if(t&&r.opacity==="0"||n&&r.visibility==="hidden"||r.display==="none")return!1;s=s.parentElement,e--}return!0}function Cs(i,e,t,n){let s=n.x-t.x,r=n.y-t.y,o=s*s+r*r;if(o===0)return 0;let a=((i-t.x)*s+(e-t.y)*r)/o;return Math.max(0,Math.min(1,a))}function te(i,e){let t=Fo(i,n=>n===e);return t||qi(i,e)}function Fo(i,e){var t,n;let s;for(s of(t=i.querySelectorAll("style:not([media])"))!=null?t:[]){let r;try{r=(n=s.sheet)==null?void 0:n.cssRules}catch{continue}for(let o of r??[])if(e(o.selectorText))return o}}function qi(i,e){var t,n;let s=(t=i.querySelectorAll("style:not([media])"))!=null?t:[],r=s?.[s.length-1];if(!r?.sheet)return console.warn("Media Chrome: No style sheet found on style tag of",i),{style:{setProperty:()=>{},removeProperty:()=>"",getPropertyValue:()=>""}};let o=r?.sheet.insertRule(`${e}{}`,r.sheet.cssRules.length);return(n=r.sheet.cssRules)==null?void 0:n[o]}function qe(i,e,t=Number.NaN){let n=i.getAttribute(e);return n!=null?+n:t}function Ge(i,e,t){let n=+t;if(t==null||Number.isNaN(n)){i.hasAttribute(e)&&i.removeAttribute(e);return}qe(i,e,void 0)!==n&&i.setAttribute(e,`${n}`)}function k(i,e){return i.hasAttribute(e)}function w(i,e,t){if(t==null){i.hasAttribute(e)&&i.removeAttribute(e);return}k(i,e)!=t&&i.toggleAttribute(e,t)}function D(i,e,t=null){var n;return(n=i.getAttribute(e))!=null?n:t}function U(i,e,t){if(t==null){i.hasAttribute(e)&&i.removeAttribute(e);return}let n=`${t}`;D(i,e,void 0)!==n&&i.setAttribute(e,n)}var Ds=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},ne=(i,e,t)=>(Ds(i,e,"read from private field"),t?t.call(i):e.get(i)),Ho=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},zt=(i,e,t,n)=>(Ds(i,e,"write to private field"),n?n.call(i,t):e.set(i,t),t),V;function Bo(i){return`
    <style>
      :host {
        display: var(--media-control-display, var(--media-gesture-receiver-display, inline-block));
        box-sizing: border-box;
      }
    </style>
  `}var Qe=class extends l.HTMLElement{constructor(){if(super(),Ho(this,V,void 0),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=Y(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[M.MEDIA_CONTROLLER,d.MEDIA_PAUSED]}attributeChangedCallback(e,t,n){var s,r,o,a,c;e===M.MEDIA_CONTROLLER&&(t&&((r=(s=ne(this,V))==null?void 0:s.unassociateElement)==null||r.call(s,this),zt(this,V,null)),n&&this.isConnected&&(zt(this,V,(o=this.getRootNode())==null?void 0:o.getElementById(n)),(c=(a=ne(this,V))==null?void 0:a.associateElement)==null||c.call(a,this)))}connectedCallback(){var e,t;this.tabIndex=-1,this.setAttribute("aria-hidden","true"),zt(this,V,$o(this)),this.getAttribute(M.MEDIA_CONTROLLER)&&((t=(e=ne(this,V))==null?void 0:e.associateElement)==null||t.call(e,this)),ne(this,V)&&(ne(this,V).addEventListener("pointerdown",this),ne(this,V).addEventListener("click",this),ne(this,V).hasAttribute("tabindex")||(ne(this,V).tabIndex=0))}disconnectedCallback(){var e,t,n,s;this.getAttribute(M.MEDIA_CONTROLLER)&&((t=(e=ne(this,V))==null?void 0:e.unassociateElement)==null||t.call(e,this)),(n=ne(this,V))==null||n.removeEventListener("pointerdown",this),(s=ne(this,V))==null||s.removeEventListener("click",this),zt(this,V,null)}handleEvent(e){var t;let n=(t=e.composedPath())==null?void 0:t[0];if(["video","media-controller"].includes(n?.localName)){if(e.type==="pointerdown")this._pointerType=e.pointerType;else if(e.type==="click"){let{clientX:r,clientY:o}=e,{left:a,top:c,width:E,height:y}=this.getBoundingClientRect(),f=r-a,v=o-c;if(f<0||v<0||f>E||v>y||E===0&&y===0)return;let h=this._pointerType||"mouse";if(this._pointerType=void 0,h===Gt.TOUCH){this.handleTap(e);return}else if(h===Gt.MOUSE||h===Gt.PEN){this.handleMouseClick(e);return}}}}get mediaPaused(){return k(this,d.MEDIA_PAUSED)}set mediaPaused(e){w(this,d.MEDIA_PAUSED,e)}handleTap(e){}handleMouseClick(e){let t=this.mediaPaused?p.MEDIA_PLAY_REQUEST:p.MEDIA_PAUSE_REQUEST;this.dispatchEvent(new l.CustomEvent(t,{composed:!0,bubbles:!0}))}};V=new WeakMap;Qe.shadowRootOptions={mode:"open"};Qe.getTemplateHTML=Bo;function $o(i){var e;let t=i.getAttribute(M.MEDIA_CONTROLLER);return t?(e=i.getRootNode())==null?void 0:e.getElementById(t):Ke(i,"media-controller")}l.customElements.get("media-gesture-receiver")||l.customElements.define("media-gesture-receiver",Qe);var Gi=Qe;var Os={"Start airplay":"Start airplay","Stop airplay":"Stop airplay",Audio:"Audio",Captions:"Captions","Enable captions":"Enable captions","Disable captions":"Disable captions","Start casting":"Start casting","Stop casting":"Stop casting","Enter fullscreen mode":"Enter fullscreen mode","Exit fullscreen mode":"Exit fullscreen mode",Mute:"Mute",Unmute:"Unmute",Loop:"Loop","Enter picture in picture mode":"Enter picture in picture mode","Exit picture in picture mode":"Exit picture in picture mode",Play:"Play",Pause:"Pause","Playback rate":"Playback rate","Playback rate {playbackRate}":"Playback rate {playbackRate}",Quality:"Quality","Seek backward":"Seek backward","Seek forward":"Seek forward",Settings:"Settings",Auto:"Auto","audio player":"audio player","video player":"video player",volume:"volume",seek:"seek","closed captions":"closed captions","current playback rate":"current playback rate","playback time":"playback time","media loading":"media loading",settings:"settings","audio tracks":"audio tracks",quality:"quality",play:"play",pause:"pause",mute:"mute",unmute:"unmute","chapter: {chapterName}":"chapter: {chapterName}",live:"live",Off:"Off","start airplay":"start airplay","stop airplay":"stop airplay","start casting":"start casting","stop casting":"stop casting","enter fullscreen mode":"enter fullscreen mode","exit fullscreen mode":"exit fullscreen mode","enter picture in picture mode":"enter picture in picture mode","exit picture in picture mode":"exit picture in picture mode","seek to live":"seek to live","playing live":"playing live","seek back {seekOffset} seconds":"seek back {seekOffset} seconds","seek forward {seekOffset} seconds":"seek forward {seekOffset} seconds","Network Error":"Network Error","Decode Error":"Decode Error","Source Not Supported":"Source Not Supported","Encryption Error":"Encryption Error","A network error caused the media download to fail.":"A network error caused the media download to fail.","A media error caused playback to be aborted. The media could be corrupt or your browser does not support this format.":"A media error caused playback to be aborted. The media could be corrupt or your browser does not support this format.","An unsupported error occurred. The server or network failed, or your browser does not support this format.":"An unsupported error occurred. The server or network failed, or your browser does not support this format.","The media is encrypted and there are no keys to decrypt it.":"The media is encrypted and there are no keys to decrypt it.",hour:"hour",hours:"hours",minute:"minute",minutes:"minutes",second:"second",seconds:"seconds","{time} remaining":"{time} remaining","{currentTime} of {totalTime}":"{currentTime} of {totalTime}","video not loaded, unknown time.":"video not loaded, unknown time."};var Ps,Et={en:Os},Ye=((Ps=globalThis.navigator)==null?void 0:Ps.language)||"en",Ns=i=>{Ye=i};var Vo=i=>{var e,t,n;let[s]=Ye.split("-");return((e=Et[Ye])==null?void 0:e[i])||((t=Et[s])==null?void 0:t[i])||((n=Et.en)==null?void 0:n[i])||i},Fs=()=>{let[i]=Ye.split("-");return Et[Ye]?Ye:Et[i]?i:"en"},x=(i,e={})=>Vo(i).replace(/\{(\w+)\}/g,(t,n)=>n in e?String(e[n]):`{${n}}`);var ji=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},P=(i,e,t)=>(ji(i,e,"read from private field"),t?t.call(i):e.get(i)),q=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},se=(i,e,t,n)=>(ji(i,e,"write to private field"),n?n.call(i,t):e.set(i,t),t),re=(i,e,t)=>(ji(i,e,"access private method"),t),yt,Xt,ze,Xe,Ze,Qi,je,jt,Yi,Hs,zi,Bs,_t,Jt,ei,Zi,Je,Tt,ye,Zt,b={AUDIO:"audio",AUTOHIDE:"autohide",BREAKPOINTS:"breakpoints",GESTURES_DISABLED:"gesturesdisabled",KEYBOARD_CONTROL:"keyboardcontrol",NO_AUTOHIDE:"noautohide",USER_INACTIVE:"userinactive",AUTOHIDE_OVER_CONTROLS:"autohideovercontrols"};function Wo(i){return`
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

      
      :host([${b.USER_INACTIVE}]:not([${d.MEDIA_PAUSED}]):not([${d.MEDIA_IS_AIRPLAYING}]):not([${d.MEDIA_IS_CASTING}]):not([${b.AUDIO}])) ::slotted(:not([slot=media]):not([slot=poster]):not([${b.NO_AUTOHIDE}]):not([role=dialog])) {
        opacity: 0;
        transition: var(--media-control-transition-out, opacity 1s);
      }

      :host([${b.USER_INACTIVE}]:not([${b.NO_AUTOHIDE}]):not([${d.MEDIA_PAUSED}]):not([${d.MEDIA_IS_CASTING}]):not([${b.AUDIO}])) ::slotted([slot=media]) {
        cursor: none;
      }

      :host([${b.USER_INACTIVE}][${b.AUTOHIDE_OVER_CONTROLS}]:not([${b.NO_AUTOHIDE}]):not([${d.MEDIA_PAUSED}]):not([${d.MEDIA_IS_CASTING}]):not([${b.AUDIO}])) * {
        --media-cursor: none;
        cursor: none;
      }


      ::slotted(media-control-bar)  {
        align-self: stretch;
      }

      
      
      :host(:not([${b.AUDIO}])[${d.MEDIA_HAS_PLAYED}]) slot[name=poster],
      :host(:not([${b.AUDIO}])[${d.MEDIA_STREAM_TYPE}="${Z.ON_DEMAND}"][${d.MEDIA_CURRENT_TIME}]:not([${d.MEDIA_CURRENT_TIME}="0"])) slot[name=poster] {
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
        <template shadowrootmode="${Gi.shadowRootOptions.mode}">
          ${Gi.getTemplateHTML({})}
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
  `}var Ko=Object.values(d),qo="sm:384 md:576 lg:768 xl:960";function Go(i){$s(i.target,i.contentRect.width)}function $s(i,e){var t;if(!i.isConnected)return;let n=(t=i.getAttribute(b.BREAKPOINTS))!=null?t:qo,s=Qo(n),r=Yo(s,e),o=!1;if(Object.keys(s).forEach(a=>{if(r.includes(a)){i.hasAttribute(`breakpoint${a}`)||(i.setAttribute(`breakpoint${a}`,""),o=!0);return}i.hasAttribute(`breakpoint${a}`)&&(i.removeAttribute(`breakpoint${a}`),o=!0)}),o){let a=new CustomEvent(Me.BREAKPOINTS_CHANGE,{detail:r});i.dispatchEvent(a)}i.breakpointsComputed||(i.breakpointsComputed=!0,i.dispatchEvent(new CustomEvent(Me.BREAKPOINTS_COMPUTED,{bubbles:!0,composed:!0})))}function Qo(i){let e=i.split(/\s+/);return Object.fromEntries(e.map(t=>t.split(":")))}function Yo(i,e){return Object.keys(i).filter(t=>e>=parseInt(i[t]))}var Re=class extends l.HTMLElement{constructor(){if(super(),q(this,Yi),q(this,zi),q(this,_t),q(this,ei),q(this,Je),q(this,yt,void 0),q(this,Xt,0),q(this,ze,null),q(this,Xe,null),q(this,Ze,void 0),this.breakpointsComputed=!1,q(this,Qi,e=>{let t=this.media;for(let n of e){if(n.type!=="childList")continue;let s=n.removedNodes;for(let r of s){if(r.slot!="media"||n.target!=this)continue;let o=n.previousSibling&&n.previousSibling.previousElementSibling;if(!o||!t)this.mediaUnsetCallback(r);else{let a=o.slot!=="media";for(;(o=o.previousSibling)!==null;)o.slot=="media"&&(a=!1);a&&this.mediaUnsetCallback(r)}}if(t)for(let r of n.addedNodes)r===t&&this.handleMediaUpdated(t)}}),q(this,je,!1),q(this,jt,e=>{P(this,je)||(setTimeout(()=>{Go(e),se(this,je,!1)},0),se(this,je,!0))}),q(this,ye,void 0),q(this,Zt,()=>{if(!P(this,ye).assignedElements({flatten:!0}).length){P(this,ze)&&this.mediaUnsetCallback(P(this,ze));return}this.handleMediaUpdated(this.media)}),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=Y(this.attributes),t=this.constructor.getTemplateHTML(e);this.shadowRoot.setHTMLUnsafe?this.shadowRoot.setHTMLUnsafe(t):this.shadowRoot.innerHTML=t}se(this,yt,new MutationObserver(P(this,Qi)))}static get observedAttributes(){return[b.AUTOHIDE,b.GESTURES_DISABLED].concat(Ko).filter(e=>![d.MEDIA_RENDITION_LIST,d.MEDIA_AUDIO_TRACK_LIST,d.MEDIA_CHAPTERS_CUES,d.MEDIA_WIDTH,d.MEDIA_HEIGHT,d.MEDIA_ERROR,d.MEDIA_ERROR_MESSAGE].includes(e))}attributeChangedCallback(e,t,n){e.toLowerCase()==b.AUTOHIDE&&(this.autohide=n)}get media(){let e=this.querySelector(":scope > [slot=media]");return e?.nodeName=="SLOT"&&(e=e.assignedElements({flatten:!0})[0]),e}async handleMediaUpdated(e){e&&(se(this,ze,e),e.localName.includes("-")&&await l.customElements.whenDefined(e.localName),this.mediaSetCallback(e))}connectedCallback(){var e;P(this,yt).observe(this,{childList:!0,subtree:!0}),Qt(this,P(this,jt));let n=this.getAttribute(b.AUDIO)!=null?x("audio player"):x("video player");this.setAttribute("role","region"),this.setAttribute("aria-label",n),this.handleMediaUpdated(this.media),this.setAttribute(b.USER_INACTIVE,""),$s(this,this.getBoundingClientRect().width);let s=this.querySelector(":scope > slot[slot=media]");s&&(se(this,ye,s),P(this,ye).addEventListener("slotchange",P(this,Zt))),this.addEventListener("pointerdown",this),this.addEventListener("pointermove",this),this.addEventListener("pointerup",this),this.addEventListener("mouseleave",this),this.addEventListener("keyup",this),(e=l.window)==null||e.addEventListener("mouseup",this)}disconnectedCallback(){var e;Yt(this,P(this,jt)),clearTimeout(P(this,Xe)),P(this,yt).disconnect(),this.media&&this.mediaUnsetCallback(this.media),(e=l.window)==null||e.removeEventListener("mouseup",this),this.removeEventListener("pointerdown",this),this.removeEventListener("pointermove",this),this.removeEventListener("pointerup",this),this.removeEventListener("mouseleave",this),this.removeEventListener("keyup",this),P(this,ye)&&(P(this,ye).removeEventListener("slotchange",P(this,Zt)),se(this,ye,null)),se(this,je,!1)}mediaSetCallback(e){}mediaUnsetCallback(e){se(this,ze,null)}handleEvent(e){switch(e.type){case"pointerdown":se(this,Xt,e.timeStamp);break;case"pointermove":re(this,Yi,Hs).call(this,e);break;case"pointerup":re(this,zi,Bs).call(this,e);break;case"mouseleave":re(this,_t,Jt).call(this);break;case"mouseup":this.removeAttribute(b.KEYBOARD_CONTROL);break;case"keyup":re(this,Je,Tt).call(this),this.setAttribute(b.KEYBOARD_CONTROL,"");break}}set autohide(e){let t=Number(e);se(this,Ze,isNaN(t)?0:t)}get autohide(){return(P(this,Ze)===void 0?2:P(this,Ze)).toString()}get breakpoints(){return D(this,b.BREAKPOINTS)}set breakpoints(e){U(this,b.BREAKPOINTS,e)}get audio(){return k(this,b.AUDIO)}set audio(e){w(this,b.AUDIO,e)}get gesturesDisabled(){return k(this,b.GESTURES_DISABLED)}set gesturesDisabled(e){w(this,b.GESTURES_DISABLED,e)}get keyboardControl(){return k(this,b.KEYBOARD_CONTROL)}set keyboardControl(e){w(this,b.KEYBOARD_CONTROL,e)}get noAutohide(){return k(this,b.NO_AUTOHIDE)}set noAutohide(e){w(this,b.NO_AUTOHIDE,e)}get autohideOverControls(){return k(this,b.AUTOHIDE_OVER_CONTROLS)}set autohideOverControls(e){w(this,b.AUTOHIDE_OVER_CONTROLS,e)}get userInteractive(){return k(this,b.USER_INACTIVE)}set userInteractive(e){w(this,b.USER_INACTIVE,e)}};yt=new WeakMap;Xt=new WeakMap;ze=new WeakMap;Xe=new WeakMap;Ze=new WeakMap;Qi=new WeakMap;je=new WeakMap;jt=new WeakMap;Yi=new WeakSet;Hs=function(i){if(i.pointerType!=="mouse"&&i.timeStamp-P(this,Xt)<250)return;re(this,ei,Zi).call(this),clearTimeout(P(this,Xe));let e=this.hasAttribute(b.AUTOHIDE_OVER_CONTROLS);([this,this.media].includes(i.target)||e)&&re(this,Je,Tt).call(this)};zi=new WeakSet;Bs=function(i){if(i.pointerType==="touch"){let e=!this.hasAttribute(b.USER_INACTIVE);[this,this.media].includes(i.target)&&e?re(this,_t,Jt).call(this):re(this,Je,Tt).call(this)}else i.composedPath().some(e=>["media-play-button","media-fullscreen-button"].includes(e?.localName))&&re(this,Je,Tt).call(this)};_t=new WeakSet;Jt=function(){if(P(this,Ze)<0||this.hasAttribute(b.USER_INACTIVE))return;this.setAttribute(b.USER_INACTIVE,"");let i=new l.CustomEvent(Me.USER_INACTIVE_CHANGE,{composed:!0,bubbles:!0,detail:!0});this.dispatchEvent(i)};ei=new WeakSet;Zi=function(){if(!this.hasAttribute(b.USER_INACTIVE))return;this.removeAttribute(b.USER_INACTIVE);let i=new l.CustomEvent(Me.USER_INACTIVE_CHANGE,{composed:!0,bubbles:!0,detail:!1});this.dispatchEvent(i)};Je=new WeakSet;Tt=function(){re(this,ei,Zi).call(this),clearTimeout(P(this,Xe));let i=parseInt(this.autohide);i<0||se(this,Xe,setTimeout(()=>{re(this,_t,Jt).call(this)},i*1e3))};ye=new WeakMap;Zt=new WeakMap;Re.shadowRootOptions={mode:"open"};Re.getTemplateHTML=Wo;l.customElements.get("media-container")||l.customElements.define("media-container",Re);var rn=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},Ce=(i,e,t)=>(rn(i,e,"read from private field"),t?t.call(i):e.get(i)),me=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},on=(i,e,t,n)=>(rn(i,e,"write to private field"),n?n.call(i,t):e.set(i,t),t),Ue=(i,e,t)=>(rn(i,e,"access private method"),t),ii,St,De,ti,Xi,Ji,Vs,en,Ws,tn,Ks,nn,qs,sn,Gs;function zo(i){return`
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
  `}function jo(i){return`
    <slot id="content"></slot>
  `}var At={OPEN:"open",ANCHOR:"anchor"},_e=class extends l.HTMLElement{constructor(){super(),me(this,ti),me(this,Ji),me(this,en),me(this,tn),me(this,nn),me(this,sn),me(this,ii,!1),me(this,St,null),me(this,De,null)}static get observedAttributes(){return[At.OPEN,At.ANCHOR]}get open(){return k(this,At.OPEN)}set open(e){w(this,At.OPEN,e)}handleEvent(e){switch(e.type){case"invoke":Ue(this,tn,Ks).call(this,e);break;case"focusout":Ue(this,nn,qs).call(this,e);break;case"keydown":Ue(this,sn,Gs).call(this,e);break}}connectedCallback(){Ue(this,ti,Xi).call(this),this.role||(this.role="dialog"),this.addEventListener("invoke",this),this.addEventListener("focusout",this),this.addEventListener("keydown",this)}disconnectedCallback(){this.removeEventListener("invoke",this),this.removeEventListener("focusout",this),this.removeEventListener("keydown",this)}attributeChangedCallback(e,t,n){Ue(this,ti,Xi).call(this),e===At.OPEN&&n!==t&&(this.open?Ue(this,Ji,Vs).call(this):Ue(this,en,Ws).call(this))}focus(){on(this,St,Ki());let e=!this.dispatchEvent(new Event("focus",{composed:!0,cancelable:!0})),t=!this.dispatchEvent(new Event("focusin",{composed:!0,bubbles:!0,cancelable:!0}));if(e||t)return;let n=this.querySelector('[autofocus], [tabindex]:not([tabindex="-1"]), [role="menu"]');n?.focus()}get keysUsed(){return["Escape","Tab"]}};ii=new WeakMap;St=new WeakMap;De=new WeakMap;ti=new WeakSet;Xi=function(){if(!Ce(this,ii)&&(on(this,ii,!0),!this.shadowRoot)){this.attachShadow(this.constructor.shadowRootOptions);let i=Y(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(i),queueMicrotask(()=>{let{style:e}=te(this.shadowRoot,":host");e.setProperty("transition","display .15s, visibility .15s, opacity .15s ease-in, transform .15s ease-in")})}};Ji=new WeakSet;Vs=function(){var i;(i=Ce(this,De))==null||i.setAttribute("aria-expanded","true"),this.dispatchEvent(new Event("open",{composed:!0,bubbles:!0})),this.addEventListener("transitionend",()=>this.focus(),{once:!0})};en=new WeakSet;Ws=function(){var i;(i=Ce(this,De))==null||i.setAttribute("aria-expanded","false"),this.dispatchEvent(new Event("close",{composed:!0,bubbles:!0}))};tn=new WeakSet;Ks=function(i){on(this,De,i.relatedTarget),Ee(this,i.relatedTarget)||(this.open=!this.open)};nn=new WeakSet;qs=function(i){var e;Ee(this,i.relatedTarget)||((e=Ce(this,St))==null||e.focus(),Ce(this,De)&&Ce(this,De)!==i.relatedTarget&&this.open&&(this.open=!1))};sn=new WeakSet;Gs=function(i){var e,t,n,s,r;let{key:o,ctrlKey:a,altKey:c,metaKey:E}=i;a||c||E||this.keysUsed.includes(o)&&(i.preventDefault(),i.stopPropagation(),o==="Tab"?(i.shiftKey?(t=(e=this.previousElementSibling)==null?void 0:e.focus)==null||t.call(e):(s=(n=this.nextElementSibling)==null?void 0:n.focus)==null||s.call(n),this.blur()):o==="Escape"&&((r=Ce(this,St))==null||r.focus(),this.open=!1))};_e.shadowRootOptions={mode:"open"};_e.getTemplateHTML=zo;_e.getSlotTemplateHTML=jo;l.customElements.get("media-chrome-dialog")||l.customElements.define("media-chrome-dialog",_e);var Zo=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},Te=(i,e,t)=>(Zo(i,e,"read from private field"),t?t.call(i):e.get(i)),Qs=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},et,tt,kt={HOTKEYS:"hotkeys"},Xo=[{keys:[{key:" ",label:"Space"},{key:"k"}],description:"Toggle Playback"},{keys:[{key:"m"}],description:"Toggle mute"},{keys:[{key:"f"}],description:"Toggle fullscreen"},{keys:[{key:"c"}],description:"Toggle captions or subtitles, if available"},{keys:[{key:"p"}],description:"Toggle Picture in Picture"},{keys:[{key:"ArrowLeft",label:"←"},{key:"j"}],description:"Seek back 10s"},{keys:[{key:"ArrowRight",label:"→"},{key:"l"}],description:"Seek forward 10s"},{keys:[{key:"ArrowUp",label:"↑"}],description:"Turn volume up"},{keys:[{key:"ArrowDown",label:"↓"}],description:"Turn volume down"},{keys:[{key:"<",label:"< (SHIFT+,)"}],description:"Decrease playback rate"},{keys:[{key:">",label:"> (SHIFT+.)"}],description:"Increase playback rate"},{keys:[{key:"shift+/",label:"SHIFT+/"}],description:"Show keyboard shortcuts"}];function si(i){return i===" "?"nospace":`no${i.toLowerCase()}`}function Jo(i){let e=new Set(i?.split(/\s+/));return Xo.map(({keys:t,description:n})=>({keys:t.filter(({key:s})=>!e.has(si(s))),description:n})).filter(({keys:t})=>t.length)}function ea(i){return`
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
      ${Ys(i[kt.HOTKEYS])}
    </slot>
  `}function Ys(i){return`
    <h2>Keyboard Shortcuts</h2>
    <table class="shortcuts-table">${Jo(i).map(({keys:t,description:n})=>`
        <tr>
          <td>
            <div class="key-combo">${t.map(({key:r,label:o=r},a)=>a>0?`<span class="key-separator">or</span><span class="key">${o}</span>`:`<span class="key">${o}</span>`).join("")}</div>
          </td>
          <td class="description">${n}</td>
        </tr>
      `).join("")}</table>
  `}var ni=class extends _e{constructor(){super(...arguments),Qs(this,et,e=>{var t;if(!this.open)return;let n=(t=this.shadowRoot)==null?void 0:t.querySelector("#content");if(!n)return;let s=e.composedPath(),r=s[0]===this||s.includes(this),o=s.includes(n);r&&!o&&(this.open=!1)}),Qs(this,tt,e=>{if(!this.open)return;let t=e.shiftKey&&(e.key==="/"||e.key==="?");(e.key==="Escape"||t)&&!e.ctrlKey&&!e.altKey&&!e.metaKey&&(this.open=!1,e.preventDefault(),e.stopPropagation())})}static get observedAttributes(){return[...super.observedAttributes,kt.HOTKEYS]}get hotkeys(){var e;return(e=D(this,kt.HOTKEYS))!=null?e:void 0}set hotkeys(e){U(this,kt.HOTKEYS,e)}connectedCallback(){super.connectedCallback(),this.open&&(this.addEventListener("click",Te(this,et)),document.addEventListener("keydown",Te(this,tt)))}disconnectedCallback(){this.removeEventListener("click",Te(this,et)),document.removeEventListener("keydown",Te(this,tt))}attributeChangedCallback(e,t,n){var s;if(super.attributeChangedCallback(e,t,n),e==="open")this.open?(this.addEventListener("click",Te(this,et)),document.addEventListener("keydown",Te(this,tt))):(this.removeEventListener("click",Te(this,et)),document.removeEventListener("keydown",Te(this,tt)));else if(e===kt.HOTKEYS&&n!==t){let r=(s=this.shadowRoot)==null?void 0:s.querySelector("#content");r&&(r.innerHTML=Ys(n))}}};et=new WeakMap;tt=new WeakMap;ni.getSlotTemplateHTML=ea;l.customElements.get("media-keyboard-shortcuts-dialog")||l.customElements.define("media-keyboard-shortcuts-dialog",ni);var zs=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},$=(i,e,t)=>(zs(i,e,"read from private field"),t?t.call(i):e.get(i)),wt=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},ri=(i,e,t,n)=>(zs(i,e,"write to private field"),n?n.call(i,t):e.set(i,t),t),it,nt,oi,Oe,fe,Ae,ai=class{constructor(e,t,{defaultValue:n}={defaultValue:void 0}){wt(this,fe),wt(this,it,void 0),wt(this,nt,void 0),wt(this,oi,void 0),wt(this,Oe,new Set),ri(this,it,e),ri(this,nt,t),ri(this,oi,new Set(n))}[Symbol.iterator](){return $(this,fe,Ae).values()}get length(){return $(this,fe,Ae).size}get value(){var e;return(e=[...$(this,fe,Ae)].join(" "))!=null?e:""}set value(e){var t;e!==this.value&&(ri(this,Oe,new Set),this.add(...(t=e?.split(" "))!=null?t:[]))}toString(){return this.value}item(e){return[...$(this,fe,Ae)][e]}values(){return $(this,fe,Ae).values()}forEach(e,t){$(this,fe,Ae).forEach(e,t)}add(...e){var t,n;e.forEach(s=>$(this,Oe).add(s)),!(this.value===""&&!((t=$(this,it))!=null&&t.hasAttribute(`${$(this,nt)}`)))&&((n=$(this,it))==null||n.setAttribute(`${$(this,nt)}`,`${this.value}`))}remove(...e){var t;e.forEach(n=>$(this,Oe).delete(n)),(t=$(this,it))==null||t.setAttribute(`${$(this,nt)}`,`${this.value}`)}contains(e){return $(this,fe,Ae).has(e)}toggle(e,t){return typeof t<"u"?t?(this.add(e),!0):(this.remove(e),!1):this.contains(e)?(this.remove(e),!1):(this.add(e),!0)}replace(e,t){return this.remove(e),this.add(t),e===t}};it=new WeakMap;nt=new WeakMap;oi=new WeakMap;Oe=new WeakMap;fe=new WeakSet;Ae=function(){return $(this,Oe).size?$(this,Oe):$(this,oi)};function js(i){return i?.map(ta).join(" ")}function ta(i){if(i){let{id:e,width:t,height:n}=i;return[e,t,n].filter(s=>s!=null).join(":")}}function Zs(i){return i?.map(ia).join(" ")}function ia(i){if(i){let{id:e,kind:t,language:n,label:s}=i;return[e,t,n,s].filter(r=>r!=null).join(":")}}function Xs(i){return typeof i=="number"&&!Number.isNaN(i)&&Number.isFinite(i)}var li=i=>new Promise(e=>setTimeout(e,i));var na=(i="")=>i.split(/\s+/),Js=(i="")=>{let[e,t,n]=i.split(":"),s=n?decodeURIComponent(n):void 0;return{kind:e==="cc"?G.CAPTIONS:G.SUBTITLES,language:t,label:s}},an=(i="",e={})=>na(i).map(t=>{let n=Js(t);return{...e,...n}}),ln=i=>i?Array.isArray(i)?i.map(e=>typeof e=="string"?Js(e):e):typeof i=="string"?an(i):[i]:[],sa=({kind:i,label:e,language:t}={kind:"subtitles"})=>e?`${i==="captions"?"cc":"sb"}:${t}:${encodeURIComponent(e)}`:t,xt=(i=[])=>Array.prototype.map.call(i,sa).join(" "),ra=(i,e)=>t=>t[i]===e,er=i=>{let e=Object.entries(i).map(([t,n])=>ra(t,n));return t=>e.every(n=>n(t))},Pe=(i,e=[],t=[])=>{let n=ln(t).map(er),s=r=>n.some(o=>o(r));Array.from(e).filter(s).forEach(r=>{r.mode=i})},Ne=(i,e=()=>!0)=>{if(!i?.textTracks)return[];let t=typeof e=="function"?e:er(e);return Array.from(i.textTracks).filter(t)},tr=i=>{var e;return!!((e=i.mediaSubtitlesShowing)!=null&&e.length)||i.hasAttribute(d.MEDIA_SUBTITLES_SHOWING)};var nr=i=>{var e;let{media:t,fullscreenElement:n}=i;try{let s=n&&"requestFullscreen"in n?"requestFullscreen":n&&"webkitRequestFullScreen"in n?"webkitRequestFullScreen":void 0;if(s){let r=(e=n[s])==null?void 0:e.call(n);if(r instanceof Promise)return r.catch(()=>{})}else t?.webkitEnterFullscreen?t.webkitEnterFullscreen():t?.requestFullscreen&&t.requestFullscreen()}catch(s){console.error(s)}},ir="exitFullscreen"in F?"exitFullscreen":"webkitExitFullscreen"in F?"webkitExitFullscreen":"webkitCancelFullScreen"in F?"webkitCancelFullScreen":void 0,sr=i=>{var e;let{documentElement:t}=i;if(ir){let n=(e=t?.[ir])==null?void 0:e.call(t);if(n instanceof Promise)return n.catch(()=>{})}},Lt="fullscreenElement"in F?"fullscreenElement":"webkitFullscreenElement"in F?"webkitFullscreenElement":void 0,oa=i=>{let{documentElement:e,media:t}=i,n=e?.[Lt];return!n&&"webkitDisplayingFullscreen"in t&&"webkitPresentationMode"in t&&t.webkitDisplayingFullscreen&&t.webkitPresentationMode===Ls.FULLSCREEN?t:n},rr=i=>{var e;let{media:t,documentElement:n,fullscreenElement:s=t}=i;if(!t||!n)return!1;let r=oa(i);if(!r)return!1;if(r===s||r===t)return!0;if(r.localName.includes("-")){let o=r.shadowRoot;if(!(Lt in o))return Ee(r,s);for(;o?.[Lt];){if(o[Lt]===s)return!0;o=(e=o[Lt])==null?void 0:e.shadowRoot}}return!1},aa="fullscreenEnabled"in F?"fullscreenEnabled":"webkitFullscreenEnabled"in F?"webkitFullscreenEnabled":void 0,or=i=>{let{documentElement:e,media:t}=i;return!!e?.[aa]||t&&"webkitSupportsFullscreen"in t};var di,dn=()=>{var i,e;return di||(di=(e=(i=F)==null?void 0:i.createElement)==null?void 0:e.call(i,"video"),di)},ar=async(i=dn())=>{if(!i)return!1;let e=i.volume;i.volume=e/2+.1;let t=new AbortController,n=await Promise.race([la(i,t.signal),da(i,e)]);return t.abort(),n},la=(i,e)=>new Promise(t=>{i.addEventListener("volumechange",()=>t(!0),{signal:e})}),da=async(i,e)=>{for(let t=0;t<10;t++){if(i.volume===e)return!1;await li(10)}return i.volume!==e},ca=/.*Version\/.*Safari\/.*/.test(l.navigator.userAgent),cn=(i=dn())=>l.matchMedia("(display-mode: standalone)").matches&&ca?!1:typeof i?.requestPictureInPicture=="function",un=(i=dn())=>or({documentElement:F,media:i}),lr=un(),dr=cn(),cr=!!l.WebKitPlaybackTargetAvailabilityEvent,ur=!!l.chrome;var st=i=>Ne(i.media,e=>[G.SUBTITLES,G.CAPTIONS].includes(e.kind)).sort((e,t)=>e.kind>=t.kind?1:-1),hn=i=>Ne(i.media,e=>e.mode===be.SHOWING&&[G.SUBTITLES,G.CAPTIONS].includes(e.kind)),ci=(i,e)=>{let t=st(i),n=hn(i),s=!!n.length;if(t.length){if(e===!1||s&&e!==!0)Pe(be.DISABLED,t,n);else if(e===!0||!s&&e!==!1){let r=t[0],{options:o}=i;if(!o?.noSubtitlesLangPref){let y=l.localStorage.getItem("media-chrome-pref-subtitles-lang"),f=y?[y,...l.navigator.languages]:l.navigator.languages,v=t.filter(h=>f.some(_=>h.language.toLowerCase().startsWith(_.split("-")[0]))).sort((h,_)=>{let g=f.findIndex(T=>h.language.toLowerCase().startsWith(T.split("-")[0])),S=f.findIndex(T=>_.language.toLowerCase().startsWith(T.split("-")[0]));return g-S});v[0]&&(r=v[0])}let{language:a,label:c,kind:E}=r;Pe(be.DISABLED,t,n),Pe(be.SHOWING,t,[{language:a,label:c,kind:E}])}}},ui=(i,e)=>i===e?!0:i==null||e==null||typeof i!=typeof e?!1:typeof i=="number"&&Number.isNaN(i)&&Number.isNaN(e)?!0:typeof i!="object"?!1:Array.isArray(i)?ua(i,e):Object.entries(i).every(([t,n])=>t in e&&ui(n,e[t])),ua=(i,e)=>{let t=Array.isArray(i),n=Array.isArray(e);return t!==n?!1:t||n?i.length!==e.length?!1:i.every((s,r)=>ui(s,e[r])):!0};var ha=Object.values(Z),hi,pa=ar().then(i=>(hi=i,hi)),hr=async(...i)=>{await Promise.all(i.filter(e=>e).map(async e=>{if(!("localName"in e&&e instanceof l.HTMLElement))return;let t=e.localName;if(!t.includes("-"))return;let n=l.customElements.get(t);n&&e instanceof n||(await l.customElements.whenDefined(t),l.customElements.upgrade(e))}))},ma=new l.DOMParser,fa=i=>i&&(ma.parseFromString(i,"text/html").body.textContent||i),rt={mediaError:{get(i,e){let{media:t}=i;if(e?.type!=="playing")return t?.error},mediaEvents:["emptied","error","playing"]},mediaErrorCode:{get(i,e){var t;let{media:n}=i;if(e?.type!=="playing")return(t=n?.error)==null?void 0:t.code},mediaEvents:["emptied","error","playing"]},mediaErrorMessage:{get(i,e){var t,n;let{media:s}=i;if(e?.type!=="playing")return(n=(t=s?.error)==null?void 0:t.message)!=null?n:""},mediaEvents:["emptied","error","playing"]},mediaWidth:{get(i){var e;let{media:t}=i;return(e=t?.videoWidth)!=null?e:0},mediaEvents:["resize"]},mediaHeight:{get(i){var e;let{media:t}=i;return(e=t?.videoHeight)!=null?e:0},mediaEvents:["resize"]},mediaPaused:{get(i){var e;let{media:t}=i;return(e=t?.paused)!=null?e:!0},set(i,e){var t;let{media:n}=e;n&&(i?n.pause():(t=n.play())==null||t.catch(()=>{}))},mediaEvents:["play","playing","pause","emptied"]},mediaHasPlayed:{get(i,e){let{media:t}=i;return t?e?e.type==="playing":!t.paused:!1},mediaEvents:["playing","emptied"]},mediaEnded:{get(i){var e;let{media:t}=i;return(e=t?.ended)!=null?e:!1},mediaEvents:["seeked","ended","emptied"]},mediaPlaybackRate:{get(i){var e;let{media:t}=i;return(e=t?.playbackRate)!=null?e:1},set(i,e){let{media:t}=e;t&&Number.isFinite(+i)&&(t.playbackRate=+i)},mediaEvents:["ratechange","loadstart"]},mediaMuted:{get(i){var e;let{media:t}=i;return(e=t?.muted)!=null?e:!1},set(i,e){let{media:t,options:{noMutedPref:n}={}}=e;if(t){t.muted=i;try{let s=l.localStorage.getItem("media-chrome-pref-muted")!==null,r=t.hasAttribute("muted");if(n){s&&l.localStorage.removeItem("media-chrome-pref-muted");return}if(r&&!s)return;l.localStorage.setItem("media-chrome-pref-muted",i?"true":"false")}catch(s){console.debug("Error setting muted pref",s)}}},mediaEvents:["volumechange"],stateOwnersUpdateHandlers:[(i,e)=>{let{options:{noMutedPref:t}}=e,{media:n}=e;if(!(!n||n.muted||t))try{let s=l.localStorage.getItem("media-chrome-pref-muted")==="true";rt.mediaMuted.set(s,e),i(s)}catch(s){console.debug("Error getting muted pref",s)}}]},mediaLoop:{get(i){let{media:e}=i;return e?.loop},set(i,e){let{media:t}=e;t&&(t.loop=i)},mediaEvents:["medialooprequest"]},mediaVolume:{get(i){var e;let{media:t}=i;return(e=t?.volume)!=null?e:1},set(i,e){let{media:t,options:{noVolumePref:n}={}}=e;if(t){try{i==null?l.localStorage.removeItem("media-chrome-pref-volume"):!t.hasAttribute("muted")&&!n&&l.localStorage.setItem("media-chrome-pref-volume",i.toString())}catch(s){console.debug("Error setting volume pref",s)}Number.isFinite(+i)&&(t.volume=+i)}},mediaEvents:["volumechange"],stateOwnersUpdateHandlers:[(i,e)=>{let{options:{noVolumePref:t}}=e;if(!t)try{let{media:n}=e;if(!n)return;let s=l.localStorage.getItem("media-chrome-pref-volume");if(s==null)return;rt.mediaVolume.set(+s,e),i(+s)}catch(n){console.debug("Error getting volume pref",n)}}]},mediaVolumeLevel:{get(i){let{media:e}=i;return typeof e?.volume>"u"?"high":e.muted||e.volume===0?"off":e.volume<.5?"low":e.volume<.75?"medium":"high"},mediaEvents:["volumechange"]},mediaCurrentTime:{get(i){var e;let{media:t}=i;return(e=t?.currentTime)!=null?e:0},set(i,e){let{media:t}=e;!t||!Xs(i)||(t.currentTime=i)},mediaEvents:["timeupdate","loadedmetadata","seeking"]},mediaDuration:{get(i){let{media:e,options:{defaultDuration:t}={}}=i;return t&&(!e||!e.duration||Number.isNaN(e.duration)||!Number.isFinite(e.duration))?t:Number.isFinite(e?.duration)?e.duration:Number.NaN},mediaEvents:["durationchange","loadedmetadata","emptied"]},mediaLoading:{get(i){let{media:e}=i;return e?.readyState<3},mediaEvents:["waiting","playing","emptied"]},mediaSeekable:{get(i){var e;let{media:t}=i;if(!((e=t?.seekable)!=null&&e.length))return;let n=t.seekable.start(0),s=t.seekable.end(t.seekable.length-1);if(!(!n&&!s))return[Number(n.toFixed(3)),Number(s.toFixed(3))]},mediaEvents:["loadedmetadata","emptied","progress","seekablechange"]},mediaBuffered:{get(i){var e;let{media:t}=i,n=(e=t?.buffered)!=null?e:[];return Array.from(n).map((s,r)=>[Number(n.start(r).toFixed(3)),Number(n.end(r).toFixed(3))])},mediaEvents:["progress","emptied"]},mediaStreamType:{get(i){let{media:e,options:{defaultStreamType:t}={}}=i,n=[Z.LIVE,Z.ON_DEMAND].includes(t)?t:void 0;if(!e)return n;let{streamType:s}=e;if(ha.includes(s))return s===Z.UNKNOWN?n:s;let r=e.duration;return r===1/0?Z.LIVE:Number.isFinite(r)?Z.ON_DEMAND:n},mediaEvents:["emptied","durationchange","loadedmetadata","streamtypechange"]},mediaTargetLiveWindow:{get(i){let{media:e}=i;if(!e)return Number.NaN;let{targetLiveWindow:t}=e,n=rt.mediaStreamType.get(i);return(t==null||Number.isNaN(t))&&n===Z.LIVE?0:t},mediaEvents:["emptied","durationchange","loadedmetadata","streamtypechange","targetlivewindowchange"]},mediaTimeIsLive:{get(i){let{media:e,options:{liveEdgeOffset:t=10}={}}=i;if(!e)return!1;if(typeof e.liveEdgeStart=="number")return Number.isNaN(e.liveEdgeStart)?!1:e.currentTime>=e.liveEdgeStart;if(!(rt.mediaStreamType.get(i)===Z.LIVE))return!1;let s=e.seekable;if(!s)return!0;if(!s.length)return!1;let r=s.end(s.length-1)-t;return e.currentTime>=r},mediaEvents:["playing","timeupdate","progress","waiting","emptied"]},mediaSubtitlesList:{get(i){return st(i).map(({kind:e,label:t,language:n})=>({kind:e,label:t,language:n}))},mediaEvents:["loadstart"],textTracksEvents:["addtrack","removetrack"]},mediaSubtitlesShowing:{get(i){return hn(i).map(({kind:e,label:t,language:n})=>({kind:e,label:t,language:n}))},mediaEvents:["loadstart"],textTracksEvents:["addtrack","removetrack","change"],stateOwnersUpdateHandlers:[(i,e)=>{var t,n;let{media:s,options:r}=e;if(!s)return;let o=a=>{var c;!r.defaultSubtitles||a&&![G.CAPTIONS,G.SUBTITLES].includes((c=a?.track)==null?void 0:c.kind)||ci(e,!0)};return s.addEventListener("loadstart",o),(t=s.textTracks)==null||t.addEventListener("addtrack",o),(n=s.textTracks)==null||n.addEventListener("removetrack",o),()=>{var a,c;s.removeEventListener("loadstart",o),(a=s.textTracks)==null||a.removeEventListener("addtrack",o),(c=s.textTracks)==null||c.removeEventListener("removetrack",o)}}]},mediaChaptersCues:{get(i){var e;let{media:t}=i;if(!t)return[];let[n]=Ne(t,{kind:G.CHAPTERS});return Array.from((e=n?.cues)!=null?e:[]).map(({text:s,startTime:r,endTime:o})=>({text:fa(s),startTime:r,endTime:o}))},mediaEvents:["loadstart","loadedmetadata"],textTracksEvents:["addtrack","removetrack","change"],stateOwnersUpdateHandlers:[(i,e)=>{var t;let{media:n}=e;if(!n)return;let s=n.querySelector('track[kind="chapters"][default][src]'),r=(t=n.shadowRoot)==null?void 0:t.querySelector(':is(video,audio) > track[kind="chapters"][default][src]');return s?.addEventListener("load",i),r?.addEventListener("load",i),()=>{s?.removeEventListener("load",i),r?.removeEventListener("load",i)}}]},mediaIsPip:{get(i){var e,t;let{media:n,documentElement:s}=i;if(!n||!s||!s.pictureInPictureElement)return!1;if(s.pictureInPictureElement===n)return!0;if(s.pictureInPictureElement instanceof HTMLMediaElement)return(e=n.localName)!=null&&e.includes("-")?Ee(n,s.pictureInPictureElement):!1;if(s.pictureInPictureElement.localName.includes("-")){let r=s.pictureInPictureElement.shadowRoot;for(;r?.pictureInPictureElement;){if(r.pictureInPictureElement===n)return!0;r=(t=r.pictureInPictureElement)==null?void 0:t.shadowRoot}}return!1},set(i,e){let{media:t}=e;if(t)if(i){if(!F.pictureInPictureEnabled){console.warn("MediaChrome: Picture-in-picture is not enabled");return}if(!t.requestPictureInPicture){console.warn("MediaChrome: The current media does not support picture-in-picture");return}let n=()=>{console.warn("MediaChrome: The media is not ready for picture-in-picture. It must have a readyState > 0.")};t.requestPictureInPicture().catch(s=>{if(s.code===11){if(!t.src){console.warn("MediaChrome: The media is not ready for picture-in-picture. It must have a src set.");return}if(t.readyState===0&&t.preload==="none"){let r=()=>{t.removeEventListener("loadedmetadata",o),t.preload="none"},o=()=>{t.requestPictureInPicture().catch(n),r()};t.addEventListener("loadedmetadata",o),t.preload="metadata",setTimeout(()=>{t.readyState===0&&n(),r()},1e3)}else throw s}else throw s})}else F.pictureInPictureElement&&F.exitPictureInPicture()},mediaEvents:["enterpictureinpicture","leavepictureinpicture"]},mediaRenditionList:{get(i){var e;let{media:t}=i;return[...(e=t?.videoRenditions)!=null?e:[]].map(n=>({...n}))},mediaEvents:["emptied","loadstart"],videoRenditionsEvents:["addrendition","removerendition"]},mediaRenditionSelected:{get(i){var e,t,n;let{media:s}=i;return(n=(t=s?.videoRenditions)==null?void 0:t[(e=s.videoRenditions)==null?void 0:e.selectedIndex])==null?void 0:n.id},set(i,e){let{media:t}=e;if(!t?.videoRenditions){console.warn("MediaController: Rendition selection not supported by this media.");return}let n=i,s=Array.prototype.findIndex.call(t.videoRenditions,r=>r.id==n);t.videoRenditions.selectedIndex!=s&&(t.videoRenditions.selectedIndex=s)},mediaEvents:["emptied"],videoRenditionsEvents:["addrendition","removerendition","change"]},mediaAudioTrackList:{get(i){var e;let{media:t}=i;return[...(e=t?.audioTracks)!=null?e:[]]},mediaEvents:["emptied","loadstart"],audioTracksEvents:["addtrack","removetrack"]},mediaAudioTrackEnabled:{get(i){var e,t;let{media:n}=i;return(t=[...(e=n?.audioTracks)!=null?e:[]].find(s=>s.enabled))==null?void 0:t.id},set(i,e){let{media:t}=e;if(!t?.audioTracks){console.warn("MediaChrome: Audio track selection not supported by this media.");return}let n=i;for(let s of t.audioTracks)s.enabled=n==s.id},mediaEvents:["emptied"],audioTracksEvents:["addtrack","removetrack","change"]},mediaIsFullscreen:{get(i){return rr(i)},set(i,e,t){var n,s;i?(nr(e),t.detail&&!((n=e.media)!=null&&n.inert)&&((s=e.media)==null||s.focus())):sr(e)},rootEvents:["fullscreenchange","webkitfullscreenchange"],mediaEvents:["webkitbeginfullscreen","webkitendfullscreen","webkitpresentationmodechanged"]},mediaIsCasting:{get(i){var e;let{media:t}=i;return!t?.remote||((e=t.remote)==null?void 0:e.state)==="disconnected"?!1:t.remote.state==="connected"},set(i,e){var t,n;let{media:s}=e;if(s&&!(i&&((t=s.remote)==null?void 0:t.state)!=="disconnected")&&!(!i&&((n=s.remote)==null?void 0:n.state)!=="connected")){if(typeof s.remote.prompt!="function"){console.warn("MediaChrome: Casting is not supported in this environment");return}s.remote.prompt().catch(()=>{})}},remoteEvents:["connect","connecting","disconnect"]},mediaIsAirplaying:{get(){return!1},set(i,e){let{media:t}=e;if(t){if(!(t.webkitShowPlaybackTargetPicker&&l.WebKitPlaybackTargetAvailabilityEvent)){console.error("MediaChrome: received a request to select AirPlay but AirPlay is not supported in this environment");return}t.webkitShowPlaybackTargetPicker()}},mediaEvents:["webkitcurrentplaybacktargetiswirelesschanged"]},mediaFullscreenUnavailable:{get(i){let{media:e}=i;if(!lr||!un(e))return Q.UNSUPPORTED}},mediaPipUnavailable:{get(i){let{media:e}=i;if(!dr||!cn(e))return Q.UNSUPPORTED;if(e?.disablePictureInPicture)return Q.UNAVAILABLE}},mediaVolumeUnavailable:{get(i){let{media:e}=i;if(hi===!1||e?.volume==null)return Q.UNSUPPORTED},stateOwnersUpdateHandlers:[i=>{hi==null&&pa.then(e=>i(e?void 0:Q.UNSUPPORTED))}]},mediaCastUnavailable:{get(i,{availability:e="not-available"}={}){var t;let{media:n}=i;if(!ur||!((t=n?.remote)!=null&&t.state))return Q.UNSUPPORTED;if(!(e==null||e==="available"))return Q.UNAVAILABLE},stateOwnersUpdateHandlers:[(i,e)=>{var t;let{media:n}=e;return n?(n.disableRemotePlayback||n.hasAttribute("disableremoteplayback")||(t=n?.remote)==null||t.watchAvailability(r=>{i({availability:r?"available":"not-available"})}).catch(r=>{r.name==="NotSupportedError"?i({availability:null}):i({availability:"not-available"})}),()=>{var r;(r=n?.remote)==null||r.cancelWatchAvailability().catch(()=>{})}):void 0}]},mediaAirplayUnavailable:{get(i,e){if(!cr)return Q.UNSUPPORTED;if(e?.availability==="not-available")return Q.UNAVAILABLE},mediaEvents:["webkitplaybacktargetavailabilitychanged"],stateOwnersUpdateHandlers:[(i,e)=>{var t;let{media:n}=e;return n?(n.disableRemotePlayback||n.hasAttribute("disableremoteplayback")||(t=n?.remote)==null||t.watchAvailability(r=>{i({availability:r?"available":"not-available"})}).catch(r=>{r.name==="NotSupportedError"?i({availability:null}):i({availability:"not-available"})}),()=>{var r;(r=n?.remote)==null||r.cancelWatchAvailability().catch(()=>{})}):void 0}]},mediaRenditionUnavailable:{get(i){var e;let{media:t}=i;if(!t?.videoRenditions)return Q.UNSUPPORTED;if(!((e=t.videoRenditions)!=null&&e.length))return Q.UNAVAILABLE},mediaEvents:["emptied","loadstart"],videoRenditionsEvents:["addrendition","removerendition"]},mediaAudioTrackUnavailable:{get(i){var e,t;let{media:n}=i;if(!n?.audioTracks)return Q.UNSUPPORTED;if(((t=(e=n.audioTracks)==null?void 0:e.length)!=null?t:0)<=1)return Q.UNAVAILABLE},mediaEvents:["emptied","loadstart"],audioTracksEvents:["addtrack","removetrack"]},mediaLang:{get(i){let{options:{mediaLang:e}={}}=i;return e??"en"}}};var pr={[p.MEDIA_PREVIEW_REQUEST](i,e,{detail:t}){var n,s,r;let{media:o}=e,a=t??void 0,c,E;if(o&&a!=null){let[h]=Ne(o,{kind:G.METADATA,label:"thumbnails"}),_=Array.prototype.find.call((n=h?.cues)!=null?n:[],(g,S,T)=>S===0?g.endTime>a:S===T.length-1?g.startTime<=a:g.startTime<=a&&g.endTime>a);if(_){let g=/'^(?:[a-z]+:)?\/\//i.test(_.text)||(s=o?.querySelector('track[label="thumbnails"]'))==null?void 0:s.src,S=new URL(_.text,g);E=new URLSearchParams(S.hash).get("#xywh").split(",").map(ge=>+ge),c=S.href}}let y=i.mediaDuration.get(e),v=(r=i.mediaChaptersCues.get(e).find((h,_,g)=>_===g.length-1&&y===h.endTime?h.startTime<=a&&h.endTime>=a:h.startTime<=a&&h.endTime>a))==null?void 0:r.text;return t!=null&&v==null&&(v=""),{mediaPreviewTime:a,mediaPreviewImage:c,mediaPreviewCoords:E,mediaPreviewChapter:v}},[p.MEDIA_PAUSE_REQUEST](i,e){i["mediaPaused"].set(!0,e)},[p.MEDIA_PLAY_REQUEST](i,e){var t,n,s,r;let o="mediaPaused",c=i.mediaStreamType.get(e)===Z.LIVE,E=!((t=e.options)!=null&&t.noAutoSeekToLive),y=i.mediaTargetLiveWindow.get(e)>0;if(c&&E&&!y){let f=(n=i.mediaSeekable.get(e))==null?void 0:n[1];if(f){let v=(r=(s=e.options)==null?void 0:s.seekToLiveOffset)!=null?r:0,h=f-v;i.mediaCurrentTime.set(h,e)}}i[o].set(!1,e)},[p.MEDIA_PLAYBACK_RATE_REQUEST](i,e,{detail:t}){let n="mediaPlaybackRate",s=t;i[n].set(s,e)},[p.MEDIA_MUTE_REQUEST](i,e){i["mediaMuted"].set(!0,e)},[p.MEDIA_UNMUTE_REQUEST](i,e){let t="mediaMuted";i.mediaVolume.get(e)||i.mediaVolume.set(.25,e),i[t].set(!1,e)},[p.MEDIA_LOOP_REQUEST](i,e,{detail:t}){let n="mediaLoop",s=!!t;return i[n].set(s,e),{mediaLoop:s}},[p.MEDIA_VOLUME_REQUEST](i,e,{detail:t}){let n="mediaVolume",s=t;s&&i.mediaMuted.get(e)&&i.mediaMuted.set(!1,e),i[n].set(s,e)},[p.MEDIA_SEEK_REQUEST](i,e,{detail:t}){let n="mediaCurrentTime",s=t;i[n].set(s,e)},[p.MEDIA_SEEK_TO_LIVE_REQUEST](i,e){var t,n,s;let r="mediaCurrentTime",o=(t=i.mediaSeekable.get(e))==null?void 0:t[1];if(Number.isNaN(Number(o)))return;let a=(s=(n=e.options)==null?void 0:n.seekToLiveOffset)!=null?s:0,c=o-a;i[r].set(c,e)},[p.MEDIA_SHOW_SUBTITLES_REQUEST](i,e,{detail:t}){var n;let{options:s}=e,r=st(e),o=ln(t),a=(n=o[0])==null?void 0:n.language;a&&!s.noSubtitlesLangPref&&l.localStorage.setItem("media-chrome-pref-subtitles-lang",a),Pe(be.SHOWING,r,o)},[p.MEDIA_DISABLE_SUBTITLES_REQUEST](i,e,{detail:t}){let n=st(e),s=t??[];Pe(be.DISABLED,n,s)},[p.MEDIA_TOGGLE_SUBTITLES_REQUEST](i,e,{detail:t}){ci(e,t)},[p.MEDIA_RENDITION_REQUEST](i,e,{detail:t}){let n="mediaRenditionSelected",s=t;i[n].set(s,e)},[p.MEDIA_AUDIO_TRACK_REQUEST](i,e,{detail:t}){let n="mediaAudioTrackEnabled",s=t;i[n].set(s,e)},[p.MEDIA_ENTER_PIP_REQUEST](i,e){let t="mediaIsPip";i.mediaIsFullscreen.get(e)&&i.mediaIsFullscreen.set(!1,e),i[t].set(!0,e)},[p.MEDIA_EXIT_PIP_REQUEST](i,e){i["mediaIsPip"].set(!1,e)},[p.MEDIA_ENTER_FULLSCREEN_REQUEST](i,e,t){let n="mediaIsFullscreen";i.mediaIsPip.get(e)&&i.mediaIsPip.set(!1,e),i[n].set(!0,e,t)},[p.MEDIA_EXIT_FULLSCREEN_REQUEST](i,e){i["mediaIsFullscreen"].set(!1,e)},[p.MEDIA_ENTER_CAST_REQUEST](i,e){let t="mediaIsCasting";i.mediaIsFullscreen.get(e)&&i.mediaIsFullscreen.set(!1,e),i[t].set(!0,e)},[p.MEDIA_EXIT_CAST_REQUEST](i,e){i["mediaIsCasting"].set(!1,e)},[p.MEDIA_AIRPLAY_REQUEST](i,e){i["mediaIsAirplaying"].set(!0,e)}};var mr=({media:i,fullscreenElement:e,documentElement:t,stateMediator:n=rt,requestMap:s=pr,options:r={},monitorStateOwnersOnlyWithSubscriptions:o=!0})=>{let a=[],c={options:{...r}},E=Object.freeze({mediaPreviewTime:void 0,mediaPreviewImage:void 0,mediaPreviewCoords:void 0,mediaPreviewChapter:void 0}),y=g=>{g!=null&&(ui(g,E)||(E=Object.freeze({...E,...g}),a.forEach(S=>S(E))))},f=()=>{let g=Object.entries(n).reduce((S,[T,{get:ge}])=>(S[T]=ge(c),S),{});y(g)},v={},h,_=async(g,S)=>{var T,ge,$t,qn,Gn,Qn,Yn,zn,jn,Zn,Xn,Jn,es,ts,is,ns;let xo=!!h;if(h={...c,...h??{},...g},xo)return;await hr(...Object.values(g));let Ve=a.length>0&&S===0&&o,ss=c.media!==h.media,rs=((T=c.media)==null?void 0:T.textTracks)!==((ge=h.media)==null?void 0:ge.textTracks),os=(($t=c.media)==null?void 0:$t.videoRenditions)!==((qn=h.media)==null?void 0:qn.videoRenditions),as=((Gn=c.media)==null?void 0:Gn.audioTracks)!==((Qn=h.media)==null?void 0:Qn.audioTracks),ls=((Yn=c.media)==null?void 0:Yn.remote)!==((zn=h.media)==null?void 0:zn.remote),ds=c.documentElement!==h.documentElement,cs=!!c.media&&(ss||Ve),us=!!((jn=c.media)!=null&&jn.textTracks)&&(rs||Ve),hs=!!((Zn=c.media)!=null&&Zn.videoRenditions)&&(os||Ve),ps=!!((Xn=c.media)!=null&&Xn.audioTracks)&&(as||Ve),ms=!!((Jn=c.media)!=null&&Jn.remote)&&(ls||Ve),fs=!!c.documentElement&&(ds||Ve),Bi=cs||us||hs||ps||ms||fs,We=a.length===0&&S===1&&o,vs=!!h.media&&(ss||We),gs=!!((es=h.media)!=null&&es.textTracks)&&(rs||We),bs=!!((ts=h.media)!=null&&ts.videoRenditions)&&(os||We),Es=!!((is=h.media)!=null&&is.audioTracks)&&(as||We),ys=!!((ns=h.media)!=null&&ns.remote)&&(ls||We),_s=!!h.documentElement&&(ds||We),Ts=vs||gs||bs||Es||ys||_s;if(!(Bi||Ts)){Object.entries(h).forEach(([L,gt])=>{c[L]=gt}),f(),h=void 0;return}Object.entries(n).forEach(([L,{get:gt,mediaEvents:Lo=[],textTracksEvents:Io=[],videoRenditionsEvents:Mo=[],audioTracksEvents:Ro=[],remoteEvents:Uo=[],rootEvents:Co=[],stateOwnersUpdateHandlers:Do=[]}])=>{v[L]||(v[L]={});let j=R=>{let N=gt(c,R);y({[L]:N})},B;B=v[L].mediaEvents,Lo.forEach(R=>{B&&cs&&(c.media.removeEventListener(R,B),v[L].mediaEvents=void 0),vs&&(h.media.addEventListener(R,j),v[L].mediaEvents=j)}),B=v[L].textTracksEvents,Io.forEach(R=>{var N,ie;B&&us&&((N=c.media.textTracks)==null||N.removeEventListener(R,B),v[L].textTracksEvents=void 0),gs&&((ie=h.media.textTracks)==null||ie.addEventListener(R,j),v[L].textTracksEvents=j)}),B=v[L].videoRenditionsEvents,Mo.forEach(R=>{var N,ie;B&&hs&&((N=c.media.videoRenditions)==null||N.removeEventListener(R,B),v[L].videoRenditionsEvents=void 0),bs&&((ie=h.media.videoRenditions)==null||ie.addEventListener(R,j),v[L].videoRenditionsEvents=j)}),B=v[L].audioTracksEvents,Ro.forEach(R=>{var N,ie;B&&ps&&((N=c.media.audioTracks)==null||N.removeEventListener(R,B),v[L].audioTracksEvents=void 0),Es&&((ie=h.media.audioTracks)==null||ie.addEventListener(R,j),v[L].audioTracksEvents=j)}),B=v[L].remoteEvents,Uo.forEach(R=>{var N,ie;B&&ms&&((N=c.media.remote)==null||N.removeEventListener(R,B),v[L].remoteEvents=void 0),ys&&((ie=h.media.remote)==null||ie.addEventListener(R,j),v[L].remoteEvents=j)}),B=v[L].rootEvents,Co.forEach(R=>{B&&fs&&(c.documentElement.removeEventListener(R,B),v[L].rootEvents=void 0),_s&&(h.documentElement.addEventListener(R,j),v[L].rootEvents=j)});let Vt=v[L].stateOwnersUpdateHandlers;if(Vt&&Bi&&(Array.isArray(Vt)?Vt:[Vt]).forEach(N=>{typeof N=="function"&&N()}),Ts){let R=Do.map(N=>N(j,h)).filter(N=>typeof N=="function");v[L].stateOwnersUpdateHandlers=R.length===1?R[0]:R}else Bi&&(v[L].stateOwnersUpdateHandlers=void 0)}),Object.entries(h).forEach(([L,gt])=>{c[L]=gt}),f(),h=void 0};return _({media:i,fullscreenElement:e,documentElement:t,options:r}),{dispatch(g){let{type:S,detail:T}=g;if(s[S]&&E.mediaErrorCode==null){y(s[S](n,c,g));return}S==="mediaelementchangerequest"?_({media:T}):S==="fullscreenelementchangerequest"?_({fullscreenElement:T}):S==="documentelementchangerequest"?_({documentElement:T}):S==="optionschangerequest"&&(Object.entries(T??{}).forEach(([ge,$t])=>{c.options[ge]=$t}),f())},getState(){return E},subscribe(g){return _({},a.length+1),a.push(g),g(E),()=>{let S=a.indexOf(g);S>=0&&(_({},a.length-1),a.splice(S,1))}}}};var bn=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},m=(i,e,t)=>(bn(i,e,"read from private field"),t?t.call(i):e.get(i)),X=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},oe=(i,e,t,n)=>(bn(i,e,"write to private field"),n?n.call(i,t):e.set(i,t),t),Se=(i,e,t)=>(bn(i,e,"access private method"),t),ve,It,A,J,Mt,ce,pi,Rt,mi,pn,He,fi,mn,Ut,vi,fn,_r,Tr=["ArrowLeft","ArrowRight","ArrowUp","ArrowDown","Enter"," ","f","m","k","c","l","j",">","<","p"],fr=10,vr=.025,gr=.25,va=.25,ga=2,u={DEFAULT_SUBTITLES:"defaultsubtitles",DEFAULT_STREAM_TYPE:"defaultstreamtype",DEFAULT_DURATION:"defaultduration",FULLSCREEN_ELEMENT:"fullscreenelement",HOTKEYS:"hotkeys",KEYBOARD_BACKWARD_SEEK_OFFSET:"keyboardbackwardseekoffset",KEYBOARD_FORWARD_SEEK_OFFSET:"keyboardforwardseekoffset",KEYBOARD_DOWN_VOLUME_STEP:"keyboarddownvolumestep",KEYBOARD_UP_VOLUME_STEP:"keyboardupvolumestep",KEYS_USED:"keysused",LANG:"lang",LOOP:"loop",LIVE_EDGE_OFFSET:"liveedgeoffset",NO_AUTO_SEEK_TO_LIVE:"noautoseektolive",NO_DEFAULT_STORE:"nodefaultstore",NO_HOTKEYS:"nohotkeys",NO_MUTED_PREF:"nomutedpref",NO_SUBTITLES_LANG_PREF:"nosubtitleslangpref",NO_VOLUME_PREF:"novolumepref",SEEK_TO_LIVE_OFFSET:"seektoliveoffset"},vn=class extends Re{constructor(){super(),X(this,mi),X(this,fi),X(this,Ut),X(this,fn),this.mediaStateReceivers=[],this.associatedElementSubscriptions=new Map,X(this,ve,new ai(this,u.HOTKEYS)),X(this,It,void 0),X(this,A,void 0),X(this,J,null),X(this,Mt,void 0),X(this,ce,void 0),X(this,pi,t=>{var n;(n=m(this,A))==null||n.dispatch(t)}),X(this,Rt,void 0),X(this,He,t=>{let{key:n,shiftKey:s}=t;if(!(s&&(n==="/"||n==="?")||Tr.includes(n))){this.removeEventListener("keyup",m(this,He));return}this.keyboardShortcutHandler(t)}),this.associateElement(this);let e={};oe(this,Mt,t=>{Object.entries(t).forEach(([n,s])=>{if(n in e&&e[n]===s)return;this.propagateMediaState(n,s);let r=n.toLowerCase(),o=new l.CustomEvent(xs[r],{composed:!0,detail:s});this.dispatchEvent(o)}),e=t})}static get observedAttributes(){return super.observedAttributes.concat(u.NO_HOTKEYS,u.HOTKEYS,u.DEFAULT_STREAM_TYPE,u.DEFAULT_SUBTITLES,u.DEFAULT_DURATION,u.NO_MUTED_PREF,u.NO_VOLUME_PREF,u.LANG,u.LOOP,u.LIVE_EDGE_OFFSET,u.SEEK_TO_LIVE_OFFSET,u.NO_AUTO_SEEK_TO_LIVE)}get mediaStore(){return m(this,A)}set mediaStore(e){var t,n;if(m(this,A)&&((t=m(this,ce))==null||t.call(this),oe(this,ce,void 0)),oe(this,A,e),!m(this,A)&&!this.hasAttribute(u.NO_DEFAULT_STORE)){Se(this,mi,pn).call(this);return}oe(this,ce,(n=m(this,A))==null?void 0:n.subscribe(m(this,Mt)))}get fullscreenElement(){var e;return(e=m(this,It))!=null?e:this}set fullscreenElement(e){var t;this.hasAttribute(u.FULLSCREEN_ELEMENT)&&this.removeAttribute(u.FULLSCREEN_ELEMENT),oe(this,It,e),(t=m(this,A))==null||t.dispatch({type:"fullscreenelementchangerequest",detail:this.fullscreenElement})}get defaultSubtitles(){return k(this,u.DEFAULT_SUBTITLES)}set defaultSubtitles(e){w(this,u.DEFAULT_SUBTITLES,e)}get defaultStreamType(){return D(this,u.DEFAULT_STREAM_TYPE)}set defaultStreamType(e){U(this,u.DEFAULT_STREAM_TYPE,e)}get defaultDuration(){return qe(this,u.DEFAULT_DURATION)}set defaultDuration(e){Ge(this,u.DEFAULT_DURATION,e)}get noHotkeys(){return k(this,u.NO_HOTKEYS)}set noHotkeys(e){w(this,u.NO_HOTKEYS,e)}get keysUsed(){return D(this,u.KEYS_USED)}set keysUsed(e){U(this,u.KEYS_USED,e)}get liveEdgeOffset(){return qe(this,u.LIVE_EDGE_OFFSET)}set liveEdgeOffset(e){Ge(this,u.LIVE_EDGE_OFFSET,e)}get noAutoSeekToLive(){return k(this,u.NO_AUTO_SEEK_TO_LIVE)}set noAutoSeekToLive(e){w(this,u.NO_AUTO_SEEK_TO_LIVE,e)}get noVolumePref(){return k(this,u.NO_VOLUME_PREF)}set noVolumePref(e){w(this,u.NO_VOLUME_PREF,e)}get noMutedPref(){return k(this,u.NO_MUTED_PREF)}set noMutedPref(e){w(this,u.NO_MUTED_PREF,e)}get noSubtitlesLangPref(){return k(this,u.NO_SUBTITLES_LANG_PREF)}set noSubtitlesLangPref(e){w(this,u.NO_SUBTITLES_LANG_PREF,e)}get noDefaultStore(){return k(this,u.NO_DEFAULT_STORE)}set noDefaultStore(e){w(this,u.NO_DEFAULT_STORE,e)}get resolvedLang(){return Fs()}attributeChangedCallback(e,t,n){var s,r,o,a,c,E,y,f,v,h,_,g;if(super.attributeChangedCallback(e,t,n),e===u.NO_HOTKEYS)n!==t&&n===""?(this.hasAttribute(u.HOTKEYS)&&console.warn("Media Chrome: Both `hotkeys` and `nohotkeys` have been set. All hotkeys will be disabled."),this.disableHotkeys()):n!==t&&n===null&&this.enableHotkeys(),Se(this,Ut,vi).call(this);else if(e===u.HOTKEYS)m(this,ve).value=n,Se(this,Ut,vi).call(this);else if(e===u.DEFAULT_SUBTITLES&&n!==t)(s=m(this,A))==null||s.dispatch({type:"optionschangerequest",detail:{defaultSubtitles:this.hasAttribute(u.DEFAULT_SUBTITLES)}});else if(e===u.DEFAULT_STREAM_TYPE)(o=m(this,A))==null||o.dispatch({type:"optionschangerequest",detail:{defaultStreamType:(r=this.getAttribute(u.DEFAULT_STREAM_TYPE))!=null?r:void 0}});else if(e===u.LIVE_EDGE_OFFSET&&n!==t)(a=m(this,A))==null||a.dispatch({type:"optionschangerequest",detail:{liveEdgeOffset:this.hasAttribute(u.LIVE_EDGE_OFFSET)?+this.getAttribute(u.LIVE_EDGE_OFFSET):void 0,seekToLiveOffset:this.hasAttribute(u.SEEK_TO_LIVE_OFFSET)?+this.getAttribute(u.SEEK_TO_LIVE_OFFSET):this.hasAttribute(u.LIVE_EDGE_OFFSET)?+this.getAttribute(u.LIVE_EDGE_OFFSET):void 0}});else if(e===u.SEEK_TO_LIVE_OFFSET&&n!==t)(c=m(this,A))==null||c.dispatch({type:"optionschangerequest",detail:{seekToLiveOffset:this.hasAttribute(u.SEEK_TO_LIVE_OFFSET)?+this.getAttribute(u.SEEK_TO_LIVE_OFFSET):this.hasAttribute(u.LIVE_EDGE_OFFSET)?+this.getAttribute(u.LIVE_EDGE_OFFSET):void 0}});else if(e===u.NO_AUTO_SEEK_TO_LIVE)(E=m(this,A))==null||E.dispatch({type:"optionschangerequest",detail:{noAutoSeekToLive:this.hasAttribute(u.NO_AUTO_SEEK_TO_LIVE)}});else if(e===u.FULLSCREEN_ELEMENT){let S=n?(y=this.getRootNode())==null?void 0:y.getElementById(n):void 0;oe(this,It,S),(f=m(this,A))==null||f.dispatch({type:"fullscreenelementchangerequest",detail:this.fullscreenElement})}else e===u.LANG&&n!==t?(Ns(n),(v=m(this,A))==null||v.dispatch({type:"optionschangerequest",detail:{mediaLang:n}})):e===u.LOOP&&n!==t?(h=m(this,A))==null||h.dispatch({type:p.MEDIA_LOOP_REQUEST,detail:n!=null}):e===u.NO_VOLUME_PREF&&n!==t?(_=m(this,A))==null||_.dispatch({type:"optionschangerequest",detail:{noVolumePref:this.hasAttribute(u.NO_VOLUME_PREF)}}):e===u.NO_MUTED_PREF&&n!==t&&((g=m(this,A))==null||g.dispatch({type:"optionschangerequest",detail:{noMutedPref:this.hasAttribute(u.NO_MUTED_PREF)}}))}connectedCallback(){var e,t,n;this.associateElement(this),!m(this,A)&&!this.hasAttribute(u.NO_DEFAULT_STORE)&&Se(this,mi,pn).call(this),(e=m(this,A))==null||e.dispatch({type:"documentelementchangerequest",detail:F}),(t=m(this,A))==null||t.dispatch({type:"fullscreenelementchangerequest",detail:this.fullscreenElement}),super.connectedCallback(),m(this,A)&&!m(this,ce)&&oe(this,ce,(n=m(this,A))==null?void 0:n.subscribe(m(this,Mt))),m(this,Rt)!==void 0&&m(this,A)&&this.media&&setTimeout(()=>{var s,r,o;(r=(s=this.media)==null?void 0:s.textTracks)!=null&&r.length&&((o=m(this,A))==null||o.dispatch({type:p.MEDIA_TOGGLE_SUBTITLES_REQUEST,detail:m(this,Rt)}))},0),this.hasAttribute(u.NO_HOTKEYS)?this.disableHotkeys():this.enableHotkeys()}disconnectedCallback(){var e,t,n,s,r,o;if((e=super.disconnectedCallback)==null||e.call(this),this.disableHotkeys(),m(this,A)){let a=m(this,A).getState();oe(this,Rt,!!((t=a.mediaSubtitlesShowing)!=null&&t.length)),(n=m(this,A))==null||n.dispatch({type:"fullscreenelementchangerequest",detail:void 0}),(s=m(this,A))==null||s.dispatch({type:"documentelementchangerequest",detail:void 0}),(r=m(this,A))==null||r.dispatch({type:p.MEDIA_TOGGLE_SUBTITLES_REQUEST,detail:!1})}m(this,ce)&&((o=m(this,ce))==null||o.call(this),oe(this,ce,void 0)),this.unassociateElement(this),m(this,J)&&(m(this,J).remove(),oe(this,J,null))}mediaSetCallback(e){var t;super.mediaSetCallback(e),(t=m(this,A))==null||t.dispatch({type:"mediaelementchangerequest",detail:e}),e.hasAttribute("tabindex")||(e.tabIndex=-1)}mediaUnsetCallback(e){var t;super.mediaUnsetCallback(e),(t=m(this,A))==null||t.dispatch({type:"mediaelementchangerequest",detail:void 0})}propagateMediaState(e,t){yr(this.mediaStateReceivers,e,t)}associateElement(e){if(!e)return;let{associatedElementSubscriptions:t}=this;if(t.has(e))return;let n=this.registerMediaStateReceiver.bind(this),s=this.unregisterMediaStateReceiver.bind(this),r=Aa(e,n,s);Object.values(p).forEach(o=>{e.addEventListener(o,m(this,pi))}),t.set(e,r)}unassociateElement(e){if(!e)return;let{associatedElementSubscriptions:t}=this;if(!t.has(e))return;t.get(e)(),t.delete(e),Object.values(p).forEach(s=>{e.removeEventListener(s,m(this,pi))})}registerMediaStateReceiver(e){if(!e)return;let t=this.mediaStateReceivers;t.indexOf(e)>-1||(t.push(e),m(this,A)&&Object.entries(m(this,A).getState()).forEach(([s,r])=>{yr([e],s,r)}))}unregisterMediaStateReceiver(e){let t=this.mediaStateReceivers,n=t.indexOf(e);n<0||t.splice(n,1)}enableHotkeys(){this.addEventListener("keydown",Se(this,fi,mn))}disableHotkeys(){this.removeEventListener("keydown",Se(this,fi,mn)),this.removeEventListener("keyup",m(this,He))}get hotkeys(){return m(this,ve)}set hotkeys(e){U(this,u.HOTKEYS,e)}keyboardShortcutHandler(e){var t,n,s,r,o,a,c,E,y;let f=e.target;if(((s=(n=(t=f.getAttribute(u.KEYS_USED))==null?void 0:t.split(" "))!=null?n:f?.keysUsed)!=null?s:[]).map(T=>T==="Space"?" ":T).filter(Boolean).includes(e.key))return;let h,_,g;if(!(m(this,ve).contains(si(e.key))||e.shiftKey&&(e.key==="/"||e.key==="?")&&m(this,ve).contains("noshift+/")))switch(e.key){case" ":case"k":h=m(this,A).getState().mediaPaused?p.MEDIA_PLAY_REQUEST:p.MEDIA_PAUSE_REQUEST,this.dispatchEvent(new l.CustomEvent(h,{composed:!0,bubbles:!0}));break;case"m":h=this.mediaStore.getState().mediaVolumeLevel==="off"?p.MEDIA_UNMUTE_REQUEST:p.MEDIA_MUTE_REQUEST,this.dispatchEvent(new l.CustomEvent(h,{composed:!0,bubbles:!0}));break;case"f":h=this.mediaStore.getState().mediaIsFullscreen?p.MEDIA_EXIT_FULLSCREEN_REQUEST:p.MEDIA_ENTER_FULLSCREEN_REQUEST,this.dispatchEvent(new l.CustomEvent(h,{composed:!0,bubbles:!0}));break;case"c":this.dispatchEvent(new l.CustomEvent(p.MEDIA_TOGGLE_SUBTITLES_REQUEST,{composed:!0,bubbles:!0}));break;case"ArrowLeft":case"j":{let T=this.hasAttribute(u.KEYBOARD_BACKWARD_SEEK_OFFSET)?+this.getAttribute(u.KEYBOARD_BACKWARD_SEEK_OFFSET):fr;_=Math.max(((r=this.mediaStore.getState().mediaCurrentTime)!=null?r:0)-T,0),g=new l.CustomEvent(p.MEDIA_SEEK_REQUEST,{composed:!0,bubbles:!0,detail:_}),this.dispatchEvent(g);break}case"ArrowRight":case"l":{let T=this.hasAttribute(u.KEYBOARD_FORWARD_SEEK_OFFSET)?+this.getAttribute(u.KEYBOARD_FORWARD_SEEK_OFFSET):fr;_=Math.max(((o=this.mediaStore.getState().mediaCurrentTime)!=null?o:0)+T,0),g=new l.CustomEvent(p.MEDIA_SEEK_REQUEST,{composed:!0,bubbles:!0,detail:_}),this.dispatchEvent(g);break}case"ArrowUp":{let T=this.hasAttribute(u.KEYBOARD_UP_VOLUME_STEP)?+this.getAttribute(u.KEYBOARD_UP_VOLUME_STEP):vr;_=Math.min(((a=this.mediaStore.getState().mediaVolume)!=null?a:1)+T,1),g=new l.CustomEvent(p.MEDIA_VOLUME_REQUEST,{composed:!0,bubbles:!0,detail:_}),this.dispatchEvent(g);break}case"ArrowDown":{let T=this.hasAttribute(u.KEYBOARD_DOWN_VOLUME_STEP)?+this.getAttribute(u.KEYBOARD_DOWN_VOLUME_STEP):vr;_=Math.max(((c=this.mediaStore.getState().mediaVolume)!=null?c:1)-T,0),g=new l.CustomEvent(p.MEDIA_VOLUME_REQUEST,{composed:!0,bubbles:!0,detail:_}),this.dispatchEvent(g);break}case"<":{let T=(E=this.mediaStore.getState().mediaPlaybackRate)!=null?E:1;_=Math.max(T-gr,va).toFixed(2),g=new l.CustomEvent(p.MEDIA_PLAYBACK_RATE_REQUEST,{composed:!0,bubbles:!0,detail:_}),this.dispatchEvent(g);break}case">":{let T=(y=this.mediaStore.getState().mediaPlaybackRate)!=null?y:1;_=Math.min(T+gr,ga).toFixed(2),g=new l.CustomEvent(p.MEDIA_PLAYBACK_RATE_REQUEST,{composed:!0,bubbles:!0,detail:_}),this.dispatchEvent(g);break}case"/":case"?":{e.shiftKey&&Se(this,fn,_r).call(this);break}case"p":{h=this.mediaStore.getState().mediaIsPip?p.MEDIA_EXIT_PIP_REQUEST:p.MEDIA_ENTER_PIP_REQUEST,g=new l.CustomEvent(h,{composed:!0,bubbles:!0}),this.dispatchEvent(g);break}default:break}}};ve=new WeakMap;It=new WeakMap;A=new WeakMap;J=new WeakMap;Mt=new WeakMap;ce=new WeakMap;pi=new WeakMap;Rt=new WeakMap;mi=new WeakSet;pn=function(){var i;this.mediaStore=mr({media:this.media,fullscreenElement:this.fullscreenElement,options:{defaultSubtitles:this.hasAttribute(u.DEFAULT_SUBTITLES),defaultDuration:this.hasAttribute(u.DEFAULT_DURATION)?+this.getAttribute(u.DEFAULT_DURATION):void 0,defaultStreamType:(i=this.getAttribute(u.DEFAULT_STREAM_TYPE))!=null?i:void 0,liveEdgeOffset:this.hasAttribute(u.LIVE_EDGE_OFFSET)?+this.getAttribute(u.LIVE_EDGE_OFFSET):void 0,seekToLiveOffset:this.hasAttribute(u.SEEK_TO_LIVE_OFFSET)?+this.getAttribute(u.SEEK_TO_LIVE_OFFSET):this.hasAttribute(u.LIVE_EDGE_OFFSET)?+this.getAttribute(u.LIVE_EDGE_OFFSET):void 0,noAutoSeekToLive:this.hasAttribute(u.NO_AUTO_SEEK_TO_LIVE),noVolumePref:this.hasAttribute(u.NO_VOLUME_PREF),noMutedPref:this.hasAttribute(u.NO_MUTED_PREF),noSubtitlesLangPref:this.hasAttribute(u.NO_SUBTITLES_LANG_PREF)}})};He=new WeakMap;fi=new WeakSet;mn=function(i){var e;let{metaKey:t,altKey:n,key:s,shiftKey:r}=i,o=r&&(s==="/"||s==="?");if(o&&((e=m(this,J))!=null&&e.open)){this.removeEventListener("keyup",m(this,He));return}if(t||n||!o&&!Tr.includes(s)){this.removeEventListener("keyup",m(this,He));return}let a=i.target,c=a instanceof HTMLElement&&(a.tagName.toLowerCase()==="media-volume-range"||a.tagName.toLowerCase()==="media-time-range");[" ","ArrowLeft","ArrowRight","ArrowUp","ArrowDown"].includes(s)&&!m(this,ve).contains(si(s))&&!c&&i.preventDefault(),this.addEventListener("keyup",m(this,He),{once:!0})};Ut=new WeakSet;vi=function(){m(this,J)&&(m(this,J).hotkeys=m(this,ve).value||void 0,(this.noHotkeys||m(this,ve).contains("noshift+/"))&&(m(this,J).open=!1))};fn=new WeakSet;_r=function(){m(this,J)||(oe(this,J,F.createElement("media-keyboard-shortcuts-dialog")),Se(this,Ut,vi).call(this),this.appendChild(m(this,J))),m(this,J).open=!0};var ba=Object.values(d),Ea=Object.values(Vi),Ar=i=>{var e,t,n,s;let{observedAttributes:r}=i.constructor;!r&&((e=i.nodeName)!=null&&e.includes("-"))&&(l.customElements.upgrade(i),{observedAttributes:r}=i.constructor);let o=(s=(n=(t=i?.getAttribute)==null?void 0:t.call(i,M.MEDIA_CHROME_ATTRIBUTES))==null?void 0:n.split)==null?void 0:s.call(n,/\s+/);return Array.isArray(r||o)?(r||o).filter(a=>ba.includes(a)):[]},ya=i=>{var e,t;return(e=i.nodeName)!=null&&e.includes("-")&&l.customElements.get((t=i.nodeName)==null?void 0:t.toLowerCase())&&!(i instanceof l.customElements.get(i.nodeName.toLowerCase()))&&l.customElements.upgrade(i),Ea.some(n=>n in i)},gn=i=>ya(i)||!!Ar(i).length,br=i=>{var e;return(e=i?.join)==null?void 0:e.call(i,":")},Er={[d.MEDIA_SUBTITLES_LIST]:xt,[d.MEDIA_SUBTITLES_SHOWING]:xt,[d.MEDIA_SEEKABLE]:br,[d.MEDIA_BUFFERED]:i=>i?.map(br).join(" "),[d.MEDIA_PREVIEW_COORDS]:i=>i?.join(" "),[d.MEDIA_RENDITION_LIST]:js,[d.MEDIA_AUDIO_TRACK_LIST]:Zs},_a=async(i,e,t)=>{var n,s;if(i.isConnected||await li(0),typeof t=="boolean"||t==null)return w(i,e,t);if(typeof t=="number")return Ge(i,e,t);if(typeof t=="string")return U(i,e,t);if(Array.isArray(t)&&!t.length)return i.removeAttribute(e);let r=(s=(n=Er[e])==null?void 0:n.call(Er,t))!=null?s:t;return i.setAttribute(e,r)},Ta=i=>{var e;return!!((e=i.closest)!=null&&e.call(i,'*[slot="media"]'))},Fe=(i,e)=>{if(Ta(i))return;let t=(s,r)=>{var o,a;gn(s)&&r(s);let{children:c=[]}=s??{},E=(a=(o=s?.shadowRoot)==null?void 0:o.children)!=null?a:[];[...c,...E].forEach(f=>Fe(f,r))},n=i?.nodeName.toLowerCase();if(n.includes("-")&&!gn(i)){l.customElements.whenDefined(n).then(()=>{t(i,e)});return}t(i,e)},yr=(i,e,t)=>{i.forEach(n=>{if(e in n){n[e]=t;return}let s=Ar(n),r=e.toLowerCase();s.includes(r)&&_a(n,r,t)})},Aa=(i,e,t)=>{Fe(i,e);let n=y=>{var f;let v=(f=y?.composedPath()[0])!=null?f:y.target;e(v)},s=y=>{var f;let v=(f=y?.composedPath()[0])!=null?f:y.target;t(v)};i.addEventListener(p.REGISTER_MEDIA_STATE_RECEIVER,n),i.addEventListener(p.UNREGISTER_MEDIA_STATE_RECEIVER,s);let r=y=>{y.forEach(f=>{let{addedNodes:v=[],removedNodes:h=[],type:_,target:g,attributeName:S}=f;_==="childList"?(Array.prototype.forEach.call(v,T=>Fe(T,e)),Array.prototype.forEach.call(h,T=>Fe(T,t))):_==="attributes"&&S===M.MEDIA_CHROME_ATTRIBUTES&&(gn(g)?e(g):t(g))})},o=[],a=y=>{let f=y.target;f.name!=="media"&&(o.forEach(v=>Fe(v,t)),o=[...f.assignedElements({flatten:!0})],o.forEach(v=>Fe(v,e)))};i.addEventListener("slotchange",a);let c=new MutationObserver(r);return c.observe(i,{childList:!0,attributes:!0,subtree:!0}),()=>{Fe(i,t),i.removeEventListener("slotchange",a),c.disconnect(),i.removeEventListener(p.REGISTER_MEDIA_STATE_RECEIVER,n),i.removeEventListener(p.UNREGISTER_MEDIA_STATE_RECEIVER,s)}};l.customElements.get("media-controller")||l.customElements.define("media-controller",vn);var Sr=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},gi=(i,e,t)=>(Sr(i,e,"read from private field"),t?t.call(i):e.get(i)),Sa=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},bi=(i,e,t,n)=>(Sr(i,e,"write to private field"),n?n.call(i,t):e.set(i,t),t),ue;function ka(i){return`
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
  `}var Ct=class extends l.HTMLElement{constructor(){if(super(),Sa(this,ue,void 0),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=Y(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[M.MEDIA_CONTROLLER]}attributeChangedCallback(e,t,n){var s,r,o,a,c;e===M.MEDIA_CONTROLLER&&(t&&((r=(s=gi(this,ue))==null?void 0:s.unassociateElement)==null||r.call(s,this),bi(this,ue,null)),n&&this.isConnected&&(bi(this,ue,(o=this.getRootNode())==null?void 0:o.getElementById(n)),(c=(a=gi(this,ue))==null?void 0:a.associateElement)==null||c.call(a,this)))}connectedCallback(){var e,t,n;let s=this.getAttribute(M.MEDIA_CONTROLLER);s&&(bi(this,ue,(e=this.getRootNode())==null?void 0:e.getElementById(s)),(n=(t=gi(this,ue))==null?void 0:t.associateElement)==null||n.call(t,this))}disconnectedCallback(){var e,t;(t=(e=gi(this,ue))==null?void 0:e.unassociateElement)==null||t.call(e,this),bi(this,ue,null)}};ue=new WeakMap;Ct.shadowRootOptions={mode:"open"};Ct.getTemplateHTML=ka;l.customElements.get("media-control-bar")||l.customElements.define("media-control-bar",Ct);var ot={PLACEMENT:"placement",BOUNDS:"bounds"};function wa(i){return`
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
  `}var at=class extends l.HTMLElement{constructor(){if(super(),this.updateXOffset=()=>{var e;if(!Us(this,{checkOpacity:!1,checkVisibilityCSS:!1}))return;let t=this.placement;if(t==="left"||t==="right"){this.style.removeProperty("--media-tooltip-offset-x");return}let n=getComputedStyle(this),s=(e=Ke(this,"#"+this.bounds))!=null?e:Rs(this);if(!s)return;let{x:r,width:o}=s.getBoundingClientRect(),{x:a,width:c}=this.getBoundingClientRect(),E=a+c,y=r+o,f=n.getPropertyValue("--media-tooltip-offset-x"),v=f?parseFloat(f.replace("px","")):0,h=n.getPropertyValue("--media-tooltip-container-margin"),_=h?parseFloat(h.replace("px","")):0,g=a-r+v-_,S=E-y+v+_;if(g<0){this.style.setProperty("--media-tooltip-offset-x",`${g}px`);return}if(S>0){this.style.setProperty("--media-tooltip-offset-x",`${S}px`);return}this.style.removeProperty("--media-tooltip-offset-x")},!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=Y(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}if(this.arrowEl=this.shadowRoot.querySelector("#arrow"),Object.prototype.hasOwnProperty.call(this,"placement")){let e=this.placement;delete this.placement,this.placement=e}}static get observedAttributes(){return[ot.PLACEMENT,ot.BOUNDS]}get placement(){return D(this,ot.PLACEMENT)}set placement(e){U(this,ot.PLACEMENT,e)}get bounds(){return D(this,ot.BOUNDS)}set bounds(e){U(this,ot.BOUNDS,e)}};at.shadowRootOptions={mode:"open"};at.getTemplateHTML=wa;l.customElements.get("media-tooltip")||l.customElements.define("media-tooltip",at);var En=at;var Tn=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},H=(i,e,t)=>(Tn(i,e,"read from private field"),t?t.call(i):e.get(i)),Be=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},Ei=(i,e,t,n)=>(Tn(i,e,"write to private field"),n?n.call(i,t):e.set(i,t),t),kr=(i,e,t)=>(Tn(i,e,"access private method"),t),he,dt,yn,wr,we,lt,yi,_n,xr,ke={TOOLTIP_PLACEMENT:"tooltipplacement",DISABLED:"disabled",NO_TOOLTIP:"notooltip"};function xa(i,e={}){return`
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
        <template shadowrootmode="${En.shadowRootOptions.mode}">
          ${En.getTemplateHTML({})}
        </template>
        <slot name="tooltip-content">
          ${this.getTooltipContentHTML(i)}
        </slot>
      </media-tooltip>
    </slot>
  `}function La(i,e){return`
    <slot></slot>
  `}function Ia(){return""}var W=class extends l.HTMLElement{constructor(){if(super(),Be(this,yn),Be(this,_n),Be(this,he,void 0),this.preventClick=!1,this.tooltipEl=null,Be(this,dt,e=>{this.preventClick||this.handleClick(e),setTimeout(H(this,we),0)}),Be(this,we,()=>{var e,t;(t=(e=this.tooltipEl)==null?void 0:e.updateXOffset)==null||t.call(e)}),Be(this,lt,e=>{let{key:t}=e;if(!this.keysUsed.includes(t)){this.removeEventListener("keyup",H(this,lt));return}this.preventClick||this.handleClick(e)}),Be(this,yi,e=>{let{metaKey:t,altKey:n,key:s}=e;if(t||n||!this.keysUsed.includes(s)){this.removeEventListener("keyup",H(this,lt));return}this.addEventListener("keyup",H(this,lt),{once:!0})}),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=Y(this.attributes),t=this.constructor.getTemplateHTML(e);this.shadowRoot.setHTMLUnsafe?this.shadowRoot.setHTMLUnsafe(t):this.shadowRoot.innerHTML=t}this.tooltipEl=this.shadowRoot.querySelector("media-tooltip")}static get observedAttributes(){return["disabled",ke.TOOLTIP_PLACEMENT,M.MEDIA_CONTROLLER,d.MEDIA_LANG]}enable(){this.addEventListener("click",H(this,dt)),this.addEventListener("keydown",H(this,yi)),this.tabIndex=0}disable(){this.removeEventListener("click",H(this,dt)),this.removeEventListener("keydown",H(this,yi)),this.removeEventListener("keyup",H(this,lt)),this.tabIndex=-1}attributeChangedCallback(e,t,n){var s,r,o,a,c;e===M.MEDIA_CONTROLLER?(t&&((r=(s=H(this,he))==null?void 0:s.unassociateElement)==null||r.call(s,this),Ei(this,he,null)),n&&this.isConnected&&(Ei(this,he,(o=this.getRootNode())==null?void 0:o.getElementById(n)),(c=(a=H(this,he))==null?void 0:a.associateElement)==null||c.call(a,this))):e==="disabled"&&n!==t?n==null?this.enable():this.disable():e===ke.TOOLTIP_PLACEMENT&&this.tooltipEl&&n!==t?this.tooltipEl.placement=n:e===d.MEDIA_LANG&&(this.shadowRoot.querySelector('slot[name="tooltip-content"]').innerHTML=this.constructor.getTooltipContentHTML()),kr(this,yn,wr).call(this)&&H(this,we).call(this)}connectedCallback(){var e,t,n;let{style:s}=te(this.shadowRoot,":host");s.setProperty("display",`var(--media-control-display, var(--${this.localName}-display, inline-flex))`),this.hasAttribute("disabled")?this.disable():this.enable(),this.setAttribute("role","button");let r=this.getAttribute(M.MEDIA_CONTROLLER);r&&(Ei(this,he,(e=this.getRootNode())==null?void 0:e.getElementById(r)),(n=(t=H(this,he))==null?void 0:t.associateElement)==null||n.call(t,this)),l.customElements.whenDefined("media-tooltip").then(()=>kr(this,_n,xr).call(this))}disconnectedCallback(){var e,t;this.disable(),(t=(e=H(this,he))==null?void 0:e.unassociateElement)==null||t.call(e,this),Ei(this,he,null),this.removeEventListener("mouseenter",H(this,we)),this.removeEventListener("focus",H(this,we)),this.removeEventListener("click",H(this,dt))}get keysUsed(){return["Enter"," "]}get tooltipPlacement(){return D(this,ke.TOOLTIP_PLACEMENT)}set tooltipPlacement(e){U(this,ke.TOOLTIP_PLACEMENT,e)}get mediaController(){return D(this,M.MEDIA_CONTROLLER)}set mediaController(e){U(this,M.MEDIA_CONTROLLER,e)}get disabled(){return k(this,ke.DISABLED)}set disabled(e){w(this,ke.DISABLED,e)}get noTooltip(){return k(this,ke.NO_TOOLTIP)}set noTooltip(e){w(this,ke.NO_TOOLTIP,e)}handleClick(e){}};he=new WeakMap;dt=new WeakMap;yn=new WeakSet;wr=function(){try{return this.matches(":hover, :focus-visible")}catch{return this.matches(":hover, :focus")}};we=new WeakMap;lt=new WeakMap;yi=new WeakMap;_n=new WeakSet;xr=function(){this.addEventListener("mouseenter",H(this,we)),this.addEventListener("focus",H(this,we)),this.addEventListener("click",H(this,dt));let i=this.tooltipPlacement;i&&this.tooltipEl&&(this.tooltipEl.placement=i)};W.shadowRootOptions={mode:"open"};W.getTemplateHTML=xa;W.getSlotTemplateHTML=La;W.getTooltipContentHTML=Ia;l.customElements.get("media-chrome-button")||l.customElements.define("media-chrome-button",W);var Ma=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="m6 21 15-9L6 3v18Z"/>
</svg>`,Ra=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M6 20h4V4H6v16Zm8-16v16h4V4h-4Z"/>
</svg>`;function Ua(i){return`
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
      <slot name="play">${Ma}</slot>
      <slot name="pause">${Ra}</slot>
    </slot>
  `}function Ca(){return`
    <slot name="tooltip-play">${x("Play")}</slot>
    <slot name="tooltip-pause">${x("Pause")}</slot>
  `}var Lr=i=>{let e=i.mediaPaused?x("play"):x("pause");i.setAttribute("aria-label",e)},Dt=class extends W{static get observedAttributes(){return[...super.observedAttributes,d.MEDIA_PAUSED,d.MEDIA_ENDED]}connectedCallback(){super.connectedCallback(),Lr(this)}attributeChangedCallback(e,t,n){super.attributeChangedCallback(e,t,n),(e===d.MEDIA_PAUSED||e===d.MEDIA_LANG)&&Lr(this)}get mediaPaused(){return k(this,d.MEDIA_PAUSED)}set mediaPaused(e){w(this,d.MEDIA_PAUSED,e)}handleClick(){let e=this.mediaPaused?p.MEDIA_PLAY_REQUEST:p.MEDIA_PAUSE_REQUEST;this.dispatchEvent(new l.CustomEvent(e,{composed:!0,bubbles:!0}))}};Dt.getSlotTemplateHTML=Ua;Dt.getTooltipContentHTML=Ca;l.customElements.get("media-play-button")||l.customElements.define("media-play-button",Dt);var Da=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M16.5 12A4.5 4.5 0 0 0 14 8v2.18l2.45 2.45a4.22 4.22 0 0 0 .05-.63Zm2.5 0a6.84 6.84 0 0 1-.54 2.64L20 16.15A8.8 8.8 0 0 0 21 12a9 9 0 0 0-7-8.77v2.06A7 7 0 0 1 19 12ZM4.27 3 3 4.27 7.73 9H3v6h4l5 5v-6.73l4.25 4.25A6.92 6.92 0 0 1 14 18.7v2.06A9 9 0 0 0 17.69 19l2 2.05L21 19.73l-9-9L4.27 3ZM12 4 9.91 6.09 12 8.18V4Z"/>
</svg>`,Ir=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M3 9v6h4l5 5V4L7 9H3Zm13.5 3A4.5 4.5 0 0 0 14 8v8a4.47 4.47 0 0 0 2.5-4Z"/>
</svg>`,Oa=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M3 9v6h4l5 5V4L7 9H3Zm13.5 3A4.5 4.5 0 0 0 14 8v8a4.47 4.47 0 0 0 2.5-4ZM14 3.23v2.06a7 7 0 0 1 0 13.42v2.06a9 9 0 0 0 0-17.54Z"/>
</svg>`;function Pa(i){return`
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
      <slot name="off">${Da}</slot>
      <slot name="low">${Ir}</slot>
      <slot name="medium">${Ir}</slot>
      <slot name="high">${Oa}</slot>
    </slot>
  `}function Na(){return`
    <slot name="tooltip-mute">${x("Mute")}</slot>
    <slot name="tooltip-unmute">${x("Unmute")}</slot>
  `}var Mr=i=>{let t=i.mediaVolumeLevel==="off"?x("unmute"):x("mute");i.setAttribute("aria-label",t)},Ot=class extends W{static get observedAttributes(){return[...super.observedAttributes,d.MEDIA_VOLUME_LEVEL]}connectedCallback(){super.connectedCallback(),Mr(this)}attributeChangedCallback(e,t,n){super.attributeChangedCallback(e,t,n),e===d.MEDIA_VOLUME_LEVEL&&Mr(this)}get mediaVolumeLevel(){return D(this,d.MEDIA_VOLUME_LEVEL)}set mediaVolumeLevel(e){U(this,d.MEDIA_VOLUME_LEVEL,e)}handleClick(){let e=this.mediaVolumeLevel==="off"?p.MEDIA_UNMUTE_REQUEST:p.MEDIA_MUTE_REQUEST;this.dispatchEvent(new l.CustomEvent(e,{composed:!0,bubbles:!0}))}};Ot.getSlotTemplateHTML=Pa;Ot.getTooltipContentHTML=Na;l.customElements.get("media-mute-button")||l.customElements.define("media-mute-button",Ot);var In=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},C=(i,e,t)=>(In(i,e,"read from private field"),t?t.call(i):e.get(i)),K=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},xe=(i,e,t,n)=>(In(i,e,"write to private field"),n?n.call(i,t):e.set(i,t),t),ae=(i,e,t)=>(In(i,e,"access private method"),t),pe,Mi,_i,Ti,le,Li,Ai,Si,ki,Mn,Rr,wi,An,xi,Sn,Ii,Rn,kn,Ur,wn,Cr,xn,Dr,Ln,Or;function Fa(i){return`
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
  `}function Ha(i){return""}var Le=class extends l.HTMLElement{constructor(){if(super(),K(this,Mn),K(this,wi),K(this,xi),K(this,Ii),K(this,kn),K(this,wn),K(this,xn),K(this,Ln),K(this,pe,void 0),K(this,Mi,void 0),K(this,_i,void 0),K(this,Ti,void 0),K(this,le,{}),K(this,Li,[]),K(this,Ai,()=>{if(this.range.matches(":focus-visible")){let{style:e}=te(this.shadowRoot,":host");e.setProperty("--_focus-visible-box-shadow","var(--_focus-box-shadow)")}}),K(this,Si,()=>{let{style:e}=te(this.shadowRoot,":host");e.removeProperty("--_focus-visible-box-shadow")}),K(this,ki,()=>{let e=this.shadowRoot.querySelector("#segments-clipping");e&&e.parentNode.append(e)}),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=Y(this.attributes),t=this.constructor.getTemplateHTML(e);this.shadowRoot.setHTMLUnsafe?this.shadowRoot.setHTMLUnsafe(t):this.shadowRoot.innerHTML=t}this.container=this.shadowRoot.querySelector("#container"),xe(this,_i,this.shadowRoot.querySelector("#startpoint")),xe(this,Ti,this.shadowRoot.querySelector("#endpoint")),this.range=this.shadowRoot.querySelector("#range"),this.appearance=this.shadowRoot.querySelector("#appearance")}static get observedAttributes(){return["disabled","aria-disabled",M.MEDIA_CONTROLLER]}attributeChangedCallback(e,t,n){var s,r,o,a,c;e===M.MEDIA_CONTROLLER?(t&&((r=(s=C(this,pe))==null?void 0:s.unassociateElement)==null||r.call(s,this),xe(this,pe,null)),n&&this.isConnected&&(xe(this,pe,(o=this.getRootNode())==null?void 0:o.getElementById(n)),(c=(a=C(this,pe))==null?void 0:a.associateElement)==null||c.call(a,this))):(e==="disabled"||e==="aria-disabled"&&t!==n)&&(n==null?(this.range.removeAttribute(e),ae(this,wi,An).call(this)):(this.range.setAttribute(e,n),ae(this,xi,Sn).call(this)))}connectedCallback(){var e,t,n;let{style:s}=te(this.shadowRoot,":host");s.setProperty("display",`var(--media-control-display, var(--${this.localName}-display, inline-flex))`),C(this,le).pointer=te(this.shadowRoot,"#pointer"),C(this,le).progress=te(this.shadowRoot,"#progress"),C(this,le).thumb=te(this.shadowRoot,'#thumb, ::slotted([slot="thumb"])'),C(this,le).activeSegment=te(this.shadowRoot,"#segments-clipping rect:nth-child(0)");let r=this.getAttribute(M.MEDIA_CONTROLLER);r&&(xe(this,pe,(e=this.getRootNode())==null?void 0:e.getElementById(r)),(n=(t=C(this,pe))==null?void 0:t.associateElement)==null||n.call(t,this)),this.updateBar(),this.shadowRoot.addEventListener("focusin",C(this,Ai)),this.shadowRoot.addEventListener("focusout",C(this,Si)),ae(this,wi,An).call(this),Qt(this.container,C(this,ki))}disconnectedCallback(){var e,t;ae(this,xi,Sn).call(this),(t=(e=C(this,pe))==null?void 0:e.unassociateElement)==null||t.call(e,this),xe(this,pe,null),this.shadowRoot.removeEventListener("focusin",C(this,Ai)),this.shadowRoot.removeEventListener("focusout",C(this,Si)),Yt(this.container,C(this,ki))}updatePointerBar(e){var t;(t=C(this,le).pointer)==null||t.style.setProperty("width",`${this.getPointerRatio(e)*100}%`)}updateBar(){var e,t;let n=this.range.valueAsNumber*100;(e=C(this,le).progress)==null||e.style.setProperty("width",`${n}%`),(t=C(this,le).thumb)==null||t.style.setProperty("left",`${n}%`)}updateSegments(e){let t=this.shadowRoot.querySelector("#segments-clipping");if(t.textContent="",this.container.classList.toggle("segments",!!e?.length),!e?.length)return;let n=[...new Set([+this.range.min,...e.flatMap(r=>[r.start,r.end]),+this.range.max])];xe(this,Li,[...n]);let s=n.pop();for(let[r,o]of n.entries()){let[a,c]=[r===0,r===n.length-1],E=a?"calc(var(--segments-gap) / -1)":`${o*100}%`,f=`calc(${((c?s:n[r+1])-o)*100}%${a||c?"":" - var(--segments-gap)"})`,v=F.createElementNS("http://www.w3.org/2000/svg","rect"),h=qi(this.shadowRoot,`#segments-clipping rect:nth-child(${r+1})`);h.style.setProperty("x",E),h.style.setProperty("width",f),t.append(v)}}getPointerRatio(e){return Cs(e.clientX,e.clientY,C(this,_i).getBoundingClientRect(),C(this,Ti).getBoundingClientRect())}get dragging(){return this.hasAttribute("dragging")}handleEvent(e){switch(e.type){case"pointermove":ae(this,Ln,Or).call(this,e);break;case"input":this.updateBar();break;case"pointerenter":ae(this,kn,Ur).call(this,e);break;case"pointerdown":ae(this,Ii,Rn).call(this,e);break;case"pointerup":ae(this,wn,Cr).call(this);break;case"pointerleave":ae(this,xn,Dr).call(this);break}}get keysUsed(){return["ArrowUp","ArrowRight","ArrowDown","ArrowLeft"]}};pe=new WeakMap;Mi=new WeakMap;_i=new WeakMap;Ti=new WeakMap;le=new WeakMap;Li=new WeakMap;Ai=new WeakMap;Si=new WeakMap;ki=new WeakMap;Mn=new WeakSet;Rr=function(i){let e=C(this,le).activeSegment;if(!e)return;let t=this.getPointerRatio(i),s=`#segments-clipping rect:nth-child(${C(this,Li).findIndex((r,o,a)=>{let c=a[o+1];return c!=null&&t>=r&&t<=c})+1})`;(e.selectorText!=s||!e.style.transform)&&(e.selectorText=s,e.style.setProperty("transform","var(--media-range-segment-hover-transform, scaleY(2))"))};wi=new WeakSet;An=function(){this.hasAttribute("disabled")||!this.isConnected||(this.addEventListener("input",this),this.addEventListener("pointerdown",this),this.addEventListener("pointerenter",this))};xi=new WeakSet;Sn=function(){var i,e;this.removeEventListener("input",this),this.removeEventListener("pointerdown",this),this.removeEventListener("pointerenter",this),this.removeEventListener("pointerleave",this),(i=l.window)==null||i.removeEventListener("pointerup",this),(e=l.window)==null||e.removeEventListener("pointermove",this)};Ii=new WeakSet;Rn=function(i){var e;xe(this,Mi,i.composedPath().includes(this.range)),(e=l.window)==null||e.addEventListener("pointerup",this,{once:!0})};kn=new WeakSet;Ur=function(i){var e;i.pointerType!=="mouse"&&ae(this,Ii,Rn).call(this,i),this.addEventListener("pointerleave",this,{once:!0}),(e=l.window)==null||e.addEventListener("pointermove",this)};wn=new WeakSet;Cr=function(){var i;(i=l.window)==null||i.removeEventListener("pointerup",this),this.toggleAttribute("dragging",!1),this.range.disabled=this.hasAttribute("disabled")};xn=new WeakSet;Dr=function(){var i,e;this.removeEventListener("pointerleave",this),(i=l.window)==null||i.removeEventListener("pointermove",this),this.toggleAttribute("dragging",!1),this.range.disabled=this.hasAttribute("disabled"),(e=C(this,le).activeSegment)==null||e.style.removeProperty("transform")};Ln=new WeakSet;Or=function(i){i.pointerType==="pen"&&i.buttons===0||(this.toggleAttribute("dragging",i.buttons===1||i.pointerType!=="mouse"),this.updatePointerBar(i),ae(this,Mn,Rr).call(this,i),this.dragging&&(i.pointerType!=="mouse"||!C(this,Mi))&&(this.range.disabled=!0,this.range.valueAsNumber=this.getPointerRatio(i),this.range.dispatchEvent(new Event("input",{bubbles:!0,composed:!0}))))};Le.shadowRootOptions={mode:"open"};Le.getTemplateHTML=Fa;Le.getContainerTemplateHTML=Ha;l.customElements.get("media-chrome-range")||l.customElements.define("media-chrome-range",Le);var Ba=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},Pr=(i,e,t)=>(Ba(i,e,"read from private field"),t?t.call(i):e.get(i)),$a=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},Ri,Va=1,Wa=i=>i.mediaMuted?0:i.mediaVolume,Ka=i=>`${Math.round(i*100)}%`,Un=class extends Le{constructor(){super(...arguments),$a(this,Ri,()=>{let e=this.range.value,t=new l.CustomEvent(p.MEDIA_VOLUME_REQUEST,{composed:!0,bubbles:!0,detail:e});this.dispatchEvent(t)})}static get observedAttributes(){return[...super.observedAttributes,d.MEDIA_VOLUME,d.MEDIA_MUTED,d.MEDIA_VOLUME_UNAVAILABLE]}connectedCallback(){super.connectedCallback(),this.range.setAttribute("aria-label",x("volume")),this.range.addEventListener("input",Pr(this,Ri))}disconnectedCallback(){this.range.removeEventListener("input",Pr(this,Ri)),super.disconnectedCallback()}attributeChangedCallback(e,t,n){super.attributeChangedCallback(e,t,n),(e===d.MEDIA_VOLUME||e===d.MEDIA_MUTED)&&(this.range.valueAsNumber=Wa(this),this.range.setAttribute("aria-valuetext",Ka(this.range.valueAsNumber)),this.updateBar())}get mediaVolume(){return qe(this,d.MEDIA_VOLUME,Va)}set mediaVolume(e){Ge(this,d.MEDIA_VOLUME,e)}get mediaMuted(){return k(this,d.MEDIA_MUTED)}set mediaMuted(e){w(this,d.MEDIA_MUTED,e)}get mediaVolumeUnavailable(){return D(this,d.MEDIA_VOLUME_UNAVAILABLE)}set mediaVolumeUnavailable(e){U(this,d.MEDIA_VOLUME_UNAVAILABLE,e)}};Ri=new WeakMap;l.customElements.get("media-volume-range")||l.customElements.define("media-volume-range",Un);var qa=`<svg aria-hidden="true" viewBox="0 0 26 24">
  <path d="M22.83 5.68a2.58 2.58 0 0 0-2.3-2.5c-3.62-.24-11.44-.24-15.06 0a2.58 2.58 0 0 0-2.3 2.5c-.23 4.21-.23 8.43 0 12.64a2.58 2.58 0 0 0 2.3 2.5c3.62.24 11.44.24 15.06 0a2.58 2.58 0 0 0 2.3-2.5c.23-4.21.23-8.43 0-12.64Zm-11.39 9.45a3.07 3.07 0 0 1-1.91.57 3.06 3.06 0 0 1-2.34-1 3.75 3.75 0 0 1-.92-2.67 3.92 3.92 0 0 1 .92-2.77 3.18 3.18 0 0 1 2.43-1 2.94 2.94 0 0 1 2.13.78c.364.359.62.813.74 1.31l-1.43.35a1.49 1.49 0 0 0-1.51-1.17 1.61 1.61 0 0 0-1.29.58 2.79 2.79 0 0 0-.5 1.89 3 3 0 0 0 .49 1.93 1.61 1.61 0 0 0 1.27.58 1.48 1.48 0 0 0 1-.37 2.1 2.1 0 0 0 .59-1.14l1.4.44a3.23 3.23 0 0 1-1.07 1.69Zm7.22 0a3.07 3.07 0 0 1-1.91.57 3.06 3.06 0 0 1-2.34-1 3.75 3.75 0 0 1-.92-2.67 3.88 3.88 0 0 1 .93-2.77 3.14 3.14 0 0 1 2.42-1 3 3 0 0 1 2.16.82 2.8 2.8 0 0 1 .73 1.31l-1.43.35a1.49 1.49 0 0 0-1.51-1.21 1.61 1.61 0 0 0-1.29.58A2.79 2.79 0 0 0 15 12a3 3 0 0 0 .49 1.93 1.61 1.61 0 0 0 1.27.58 1.44 1.44 0 0 0 1-.37 2.1 2.1 0 0 0 .6-1.15l1.4.44a3.17 3.17 0 0 1-1.1 1.7Z"/>
</svg>`,Ga=`<svg aria-hidden="true" viewBox="0 0 26 24">
  <path d="M17.73 14.09a1.4 1.4 0 0 1-1 .37 1.579 1.579 0 0 1-1.27-.58A3 3 0 0 1 15 12a2.8 2.8 0 0 1 .5-1.85 1.63 1.63 0 0 1 1.29-.57 1.47 1.47 0 0 1 1.51 1.2l1.43-.34A2.89 2.89 0 0 0 19 9.07a3 3 0 0 0-2.14-.78 3.14 3.14 0 0 0-2.42 1 3.91 3.91 0 0 0-.93 2.78 3.74 3.74 0 0 0 .92 2.66 3.07 3.07 0 0 0 2.34 1 3.07 3.07 0 0 0 1.91-.57 3.17 3.17 0 0 0 1.07-1.74l-1.4-.45c-.083.43-.3.822-.62 1.12Zm-7.22 0a1.43 1.43 0 0 1-1 .37 1.58 1.58 0 0 1-1.27-.58A3 3 0 0 1 7.76 12a2.8 2.8 0 0 1 .5-1.85 1.63 1.63 0 0 1 1.29-.57 1.47 1.47 0 0 1 1.51 1.2l1.43-.34a2.81 2.81 0 0 0-.74-1.32 2.94 2.94 0 0 0-2.13-.78 3.18 3.18 0 0 0-2.43 1 4 4 0 0 0-.92 2.78 3.74 3.74 0 0 0 .92 2.66 3.07 3.07 0 0 0 2.34 1 3.07 3.07 0 0 0 1.91-.57 3.23 3.23 0 0 0 1.07-1.74l-1.4-.45a2.06 2.06 0 0 1-.6 1.07Zm12.32-8.41a2.59 2.59 0 0 0-2.3-2.51C18.72 3.05 15.86 3 13 3c-2.86 0-5.72.05-7.53.17a2.59 2.59 0 0 0-2.3 2.51c-.23 4.207-.23 8.423 0 12.63a2.57 2.57 0 0 0 2.3 2.5c1.81.13 4.67.19 7.53.19 2.86 0 5.72-.06 7.53-.19a2.57 2.57 0 0 0 2.3-2.5c.23-4.207.23-8.423 0-12.63Zm-1.49 12.53a1.11 1.11 0 0 1-.91 1.11c-1.67.11-4.45.18-7.43.18-2.98 0-5.76-.07-7.43-.18a1.11 1.11 0 0 1-.91-1.11c-.21-4.14-.21-8.29 0-12.43a1.11 1.11 0 0 1 .91-1.11C7.24 4.56 10 4.49 13 4.49s5.76.07 7.43.18a1.11 1.11 0 0 1 .91 1.11c.21 4.14.21 8.29 0 12.43Z"/>
</svg>`;function Qa(i){return`
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
      <slot name="on">${qa}</slot>
      <slot name="off">${Ga}</slot>
    </slot>
  `}function Ya(){return`
    <slot name="tooltip-enable">${x("Enable captions")}</slot>
    <slot name="tooltip-disable">${x("Disable captions")}</slot>
  `}var Nr=i=>{i.setAttribute("aria-checked",tr(i).toString())},Pt=class extends W{static get observedAttributes(){return[...super.observedAttributes,d.MEDIA_SUBTITLES_LIST,d.MEDIA_SUBTITLES_SHOWING]}connectedCallback(){super.connectedCallback(),this.setAttribute("role","button"),this.setAttribute("aria-label",x("closed captions")),Nr(this)}attributeChangedCallback(e,t,n){super.attributeChangedCallback(e,t,n),e===d.MEDIA_SUBTITLES_SHOWING&&Nr(this)}get mediaSubtitlesList(){return Fr(this,d.MEDIA_SUBTITLES_LIST)}set mediaSubtitlesList(e){Hr(this,d.MEDIA_SUBTITLES_LIST,e)}get mediaSubtitlesShowing(){return Fr(this,d.MEDIA_SUBTITLES_SHOWING)}set mediaSubtitlesShowing(e){Hr(this,d.MEDIA_SUBTITLES_SHOWING,e)}handleClick(){this.dispatchEvent(new l.CustomEvent(p.MEDIA_TOGGLE_SUBTITLES_REQUEST,{composed:!0,bubbles:!0}))}};Pt.getSlotTemplateHTML=Qa;Pt.getTooltipContentHTML=Ya;var Fr=(i,e)=>{let t=i.getAttribute(e);return t?an(t):[]},Hr=(i,e,t)=>{if(!t?.length){i.removeAttribute(e);return}let n=xt(t);i.getAttribute(e)!==n&&i.setAttribute(e,n)};l.customElements.get("media-captions-button")||l.customElements.define("media-captions-button",Pt);var Br=`<svg aria-hidden="true" viewBox="0 0 28 24">
  <path d="M24 3H4a1 1 0 0 0-1 1v16a1 1 0 0 0 1 1h20a1 1 0 0 0 1-1V4a1 1 0 0 0-1-1Zm-1 16H5V5h18v14Zm-3-8h-7v5h7v-5Z"/>
</svg>`;function za(i){return`
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
      <slot name="enter">${Br}</slot>
      <slot name="exit">${Br}</slot>
    </slot>
  `}function ja(){return`
    <slot name="tooltip-enter">${x("Enter picture in picture mode")}</slot>
    <slot name="tooltip-exit">${x("Exit picture in picture mode")}</slot>
  `}var $r=i=>{let e=i.mediaIsPip?x("exit picture in picture mode"):x("enter picture in picture mode");i.setAttribute("aria-label",e)},Nt=class extends W{static get observedAttributes(){return[...super.observedAttributes,d.MEDIA_IS_PIP,d.MEDIA_PIP_UNAVAILABLE]}connectedCallback(){super.connectedCallback(),$r(this)}attributeChangedCallback(e,t,n){super.attributeChangedCallback(e,t,n),e===d.MEDIA_IS_PIP&&$r(this)}get mediaPipUnavailable(){return D(this,d.MEDIA_PIP_UNAVAILABLE)}set mediaPipUnavailable(e){U(this,d.MEDIA_PIP_UNAVAILABLE,e)}get mediaIsPip(){return k(this,d.MEDIA_IS_PIP)}set mediaIsPip(e){w(this,d.MEDIA_IS_PIP,e)}handleClick(){let e=this.mediaIsPip?p.MEDIA_EXIT_PIP_REQUEST:p.MEDIA_ENTER_PIP_REQUEST;this.dispatchEvent(new l.CustomEvent(e,{composed:!0,bubbles:!0}))}};Nt.getSlotTemplateHTML=za;Nt.getTooltipContentHTML=ja;l.customElements.get("media-pip-button")||l.customElements.define("media-pip-button",Nt);var Wr=(i,e,t)=>{if(!e.has(i))throw TypeError("Cannot "+t)},Za=(i,e,t)=>(Wr(i,e,"read from private field"),t?t.call(i):e.get(i)),Xa=(i,e,t)=>{if(e.has(i))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(i):e.set(i,t)},Ja=(i,e,t,n)=>(Wr(i,e,"write to private field"),n?n.call(i,t):e.set(i,t),t),Ui,el=`<svg aria-hidden="true" viewBox="0 0 26 24">
  <path d="M16 3v2.5h3.5V9H22V3h-6ZM4 9h2.5V5.5H10V3H4v6Zm15.5 9.5H16V21h6v-6h-2.5v3.5ZM6.5 15H4v6h6v-2.5H6.5V15Z"/>
</svg>`,tl=`<svg aria-hidden="true" viewBox="0 0 26 24">
  <path d="M18.5 6.5V3H16v6h6V6.5h-3.5ZM16 21h2.5v-3.5H22V15h-6v6ZM4 17.5h3.5V21H10v-6H4v2.5Zm3.5-11H4V9h6V3H7.5v3.5Z"/>
</svg>`;function il(i){return`
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
      <slot name="enter">${el}</slot>
      <slot name="exit">${tl}</slot>
    </slot>
  `}function nl(){return`
    <slot name="tooltip-enter">${x("Enter fullscreen mode")}</slot>
    <slot name="tooltip-exit">${x("Exit fullscreen mode")}</slot>
  `}var Vr=i=>{let e=i.mediaIsFullscreen?x("exit fullscreen mode"):x("enter fullscreen mode");i.setAttribute("aria-label",e)},Ft=class extends W{constructor(){super(...arguments),Xa(this,Ui,null)}static get observedAttributes(){return[...super.observedAttributes,d.MEDIA_IS_FULLSCREEN,d.MEDIA_FULLSCREEN_UNAVAILABLE]}connectedCallback(){super.connectedCallback(),Vr(this)}attributeChangedCallback(e,t,n){super.attributeChangedCallback(e,t,n),e===d.MEDIA_IS_FULLSCREEN&&Vr(this)}get mediaFullscreenUnavailable(){return D(this,d.MEDIA_FULLSCREEN_UNAVAILABLE)}set mediaFullscreenUnavailable(e){U(this,d.MEDIA_FULLSCREEN_UNAVAILABLE,e)}get mediaIsFullscreen(){return k(this,d.MEDIA_IS_FULLSCREEN)}set mediaIsFullscreen(e){w(this,d.MEDIA_IS_FULLSCREEN,e)}handleClick(e){Ja(this,Ui,e);let t=Za(this,Ui)instanceof PointerEvent,n=this.mediaIsFullscreen?new l.CustomEvent(p.MEDIA_EXIT_FULLSCREEN_REQUEST,{composed:!0,bubbles:!0}):new l.CustomEvent(p.MEDIA_ENTER_FULLSCREEN_REQUEST,{composed:!0,bubbles:!0,detail:t});this.dispatchEvent(n)}};Ui=new WeakMap;Ft.getSlotTemplateHTML=il;Ft.getTooltipContentHTML=nl;l.customElements.get("media-fullscreen-button")||l.customElements.define("media-fullscreen-button",Ft);async function Kr(i){try{let e=await fetch(i,{cache:"no-cache"});if(!e.ok)return null;let t=await e.json();return{link:String(t.link??""),title:String(t.title??""),local:t.local===!0}}catch{return null}}function sl(i){let e=new DataView(i);if(i.byteLength<4)return null;switch(e.getUint8(0)){case 1:{let t=e.getUint16(2);return i.byteLength<4+t?null:{mime:new TextDecoder().decode(new Uint8Array(i,4,t)),data:new Uint8Array(i,4+t)}}case 2:{if(i.byteLength<24)return null;let t=e.getUint8(1);return{data:new Uint8Array(i,24),key:(t&1)!==0,gap:(t&2)!==0,audio:(t&4)!==0,duration:e.getUint32(4)/1e6,time:Number(e.getBigInt64(8))/1e6,capture:Number(e.getBigInt64(16))/1e6}}}return null}var Cn=250,rl=5e3,ol=6e3,ct=class{constructor(e){this.url=e}url;sink=null;socket=null;retry=Cn;timer=0;watch=0;heard=0;wasOpen=!1;ahead=-1/0;wake=()=>this.now();start(e){this.sink=e,window.addEventListener("online",this.wake),document.addEventListener("visibilitychange",this.wake),this.connect()}stop(){window.removeEventListener("online",this.wake),document.removeEventListener("visibilitychange",this.wake),this.sink=null,this.drop()}connect(){let e=this.sink;if(!e)return;this.drop(),e.state(this.wasOpen?"lost":"connecting");let t=new WebSocket(new URL(this.url,location.href.replace(/^http/,"ws")));t.binaryType="arraybuffer",this.socket=t,this.heard=performance.now(),this.watch=window.setInterval(()=>{performance.now()-this.heard>ol&&this.again()},1e3),t.onopen=()=>{this.wasOpen=!0,this.ahead=-1/0,e.begin(),e.state("open")},t.onmessage=n=>{this.heard=performance.now(),typeof n.data=="string"?this.text(n.data):this.binary(n.data)},t.onclose=()=>this.again()}drop(){clearTimeout(this.timer),clearInterval(this.watch),this.timer=0;let e=this.socket;this.socket=null,e&&(e.onopen=e.onmessage=e.onclose=null,e.close())}again(){if(this.drop(),!this.sink)return;this.sink.state(this.wasOpen?"lost":"connecting");let e=this.retry*(.75+Math.random()/2);this.retry=Math.min(rl,this.retry*2),this.timer=window.setTimeout(()=>this.connect(),e)}now(){this.timer===0||document.visibilityState==="hidden"||(this.retry=Cn,this.connect())}binary(e){let t=sl(e);!t||!this.sink||(this.retry=Cn,"mime"in t?this.sink.init(t.mime,t.data):this.sink.fragment(t))}text(e){let t=this.sink;if(!t)return;let n;try{n=JSON.parse(e)}catch{return}switch(typeof n.title=="string"&&t.title(n.title),typeof n.now=="number"&&(this.ahead=Math.max(this.ahead,n.now/1e6-Date.now()/1e3),t.clock(this.ahead)),n.type){case"hello":typeof n.link=="string"&&t.link(n.link);break;case"stats":t.figures(n.figures??{});break;case"end":t.state("ended"),this.stop();break}}};var al=i=>i/2**32|0,ll=i=>i>>>0;function qr(i,e,t,n){let s=al(t),r=ll(t);i.setUint32(e,n?r:s,n),i.setUint32(e+4,n?s:r,n)}function Gr(i){return i instanceof Uint8Array||ArrayBuffer.isView(i)&&i.constructor.name==="Uint8Array"&&"BYTES_PER_ELEMENT"in i&&i.BYTES_PER_ELEMENT===1}var Dn=i=>i?`"${i}" `:"";function dl(i,e=""){if(typeof i!="number")throw new TypeError(Dn(e)+"expected number, got "+typeof i);if(!Number.isSafeInteger(i)||i<0)throw new RangeError(Dn(e)+"expected integer >= 0, got "+i);return i}function On(i,e,t=""){if(Gr(i)&&(e===void 0||i.length===e))return i;e!==void 0&&dl(e,"length");let n=Gr(i),s=e!==void 0?` of length ${e}`:"",r=n?`length=${i.length}`:`type=${typeof i}`,o=Dn(t)+"expected Uint8Array"+s+", got "+r;throw n?new RangeError(o):new TypeError(o)}var cl=(i,e)=>{if(i===null||typeof i!="object"||Array.isArray(i))throw new TypeError((e==="object"?"":`"${e}" `)+"expected object, got type="+typeof i)},Qr=(i,e)=>{cl(i,e);let t=Object.getPrototypeOf(i);if(t!==Object.prototype&&t!==null)throw new TypeError(`"${e}" expected plain object`);if(Object.hasOwn(i,"__proto__"))throw new TypeError(`"${e}.__proto__" is not allowed`)};function Pn(i,e=!0){if(i.destroyed)throw new Error("hash was destroyed");if(e&&i.finished)throw new Error("digest() was already called")}function Yr(i,e){On(i,void 0,"output");let t=e.outputLen;if(!(i.length>=t))throw new RangeError('"output" expected length >= '+t)}function Nn(...i){for(let e=0;e<i.length;e++)i[e].fill(0)}function Ci(i){return new DataView(i.buffer,i.byteOffset,i.byteLength)}function de(i,e){return i<<32-e|i>>>e}function ul(i,e,t="opts"){return Qr(i,"defaults"),e!==void 0&&Qr(e,t),Object.assign(Object.create(null),i,e)}function zr(i,e={}){if(typeof i!="function")throw new TypeError('"hashCons" expected function, got type='+typeof i);e=ul({},e,"info");let t=(s,r)=>i(r).update(s).digest(),n=i(void 0);return t.outputLen=n.outputLen,t.blockLen=n.blockLen,t.canXOF=n.canXOF,t.create=s=>i(s),Object.assign(t,e),Object.freeze(t)}var jr=i=>({oid:Uint8Array.from([6,9,96,134,72,1,101,3,4,2,i])});function Zr(i,e,t){return i&e^~i&t}function Xr(i,e,t){return i&e^i&t^e&t}var Di=class{blockLen;outputLen;canXOF=!1;padOffset;isLE;buffer;view;finished=!1;length=0;pos=0;destroyed=!1;constructor(e,t,n,s){this.blockLen=e,this.outputLen=t,this.padOffset=n,this.isLE=s,this.buffer=new Uint8Array(e),this.view=Ci(this.buffer)}update(e){Pn(this),On(e);let{view:t,buffer:n,blockLen:s}=this,r=e.length,o=!1;for(let a=0;a<r;){let c=Math.min(s-this.pos,r-a);if(c===s){let E=Ci(e);for(;s<=r-a;a+=s)this.process(E,a);o=!0;continue}n.set(a===0&&c===r?e:e.subarray(a,a+c),this.pos),this.pos+=c,a+=c,this.pos===s&&(this.process(t,0),this.pos=0,o=!0)}return this.length+=e.length,o&&this.roundClean(),this}digestInto(e){Pn(this),Yr(e,this),this.finished=!0;let{buffer:t,view:n,blockLen:s,isLE:r}=this,{pos:o}=this;t[o++]=128,t.fill(0,o),this.padOffset>s-o&&(this.process(n,0),t.fill(0)),qr(n,s-8,this.length*8,r),this.process(n,0),this.roundClean();let a=e===t?n:Ci(e),c=this.outputLen,E=c/4,y=this.get();if(c%4||E>y.length)throw new Error("invalid outputLen");for(let f=0;f<E;f++)a.setUint32(4*f,y[f],r)}digest(){let{buffer:e,outputLen:t}=this;this.digestInto(e);let n=e.slice(0,t);return this.destroy(),n}_cloneIntoMeta(e){let{buffer:t,length:n,finished:s,destroyed:r,pos:o}=this;return e.destroyed=r,e.finished=s,e.length=n,e.pos=o,o&&e.buffer.set(t),e}clone(){return this._cloneInto()}},Jr=Uint32Array.from([1779033703,3144134277,1013904242,2773480762,1359893119,2600822924,528734635,1541459225]);var hl=Uint32Array.from([1116352408,1899447441,3049323471,3921009573,961987163,1508970993,2453635748,2870763221,3624381080,310598401,607225278,1426881987,1925078388,2162078206,2614888103,3248222580,3835390401,4022224774,264347078,604807628,770255983,1249150122,1555081692,1996064986,2554220882,2821834349,2952996808,3210313671,3336571891,3584528711,113926993,338241895,666307205,773529912,1294757372,1396182291,1695183700,1986661051,2177026350,2456956037,2730485921,2820302411,3259730800,3345764771,3516065817,3600352804,4094571909,275423344,430227734,506948616,659060556,883997877,958139571,1322822218,1537002063,1747873779,1955562222,2024104815,2227730452,2361852424,2428436474,2756734187,3204031479,3329325298]),Ie=new Uint32Array(64),Fn=class extends Di{A=0;B=0;C=0;D=0;E=0;F=0;G=0;H=0;constructor(e,t){super(64,e,8,!1),this.A=t[0]|0,this.B=t[1]|0,this.C=t[2]|0,this.D=t[3]|0,this.E=t[4]|0,this.F=t[5]|0,this.G=t[6]|0,this.H=t[7]|0}get(){let{A:e,B:t,C:n,D:s,E:r,F:o,G:a,H:c}=this;return[e,t,n,s,r,o,a,c]}set(e,t,n,s,r,o,a,c){this.A=e|0,this.B=t|0,this.C=n|0,this.D=s|0,this.E=r|0,this.F=o|0,this.G=a|0,this.H=c|0}_cloneInto(e){return(e||=new this.constructor).set(...this.get()),this._cloneIntoMeta(e)}process(e,t){for(let f=0;f<16;f++,t+=4)Ie[f]=e.getUint32(t,!1);for(let f=16;f<64;f++){let v=Ie[f-15],h=Ie[f-2],_=de(v,7)^de(v,18)^v>>>3,g=de(h,17)^de(h,19)^h>>>10;Ie[f]=g+Ie[f-7]+_+Ie[f-16]|0}let{A:n,B:s,C:r,D:o,E:a,F:c,G:E,H:y}=this;for(let f=0;f<64;f++){let v=de(a,6)^de(a,11)^de(a,25),h=y+v+Zr(a,c,E)+hl[f]+Ie[f]|0,g=(de(n,2)^de(n,13)^de(n,22))+Xr(n,s,r)|0;y=E,E=c,c=a,a=o+h|0,o=r,r=s,s=n,n=h+g|0}n=n+this.A|0,s=s+this.B|0,r=r+this.C|0,o=o+this.D|0,a=a+this.E|0,c=c+this.F|0,E=E+this.G|0,y=y+this.H|0,this.set(n,s,r,o,a,c,E,y)}roundClean(){Nn(Ie)}destroy(){this.destroyed=!0,this.set(0,0,0,0,0,0,0,0),Nn(this.buffer)}},Hn=class extends Fn{constructor(){super(32,Jr)}};var eo=zr(()=>new Hn,jr(1));var ut="throng:",pl=1,to=32,ml=3,io=48,no=2048,so=8,ee=class extends Error{};function fl(i){let e=i.trim(),t=e.indexOf(ut);if(t>0)return ro(e.slice(t));let n=/throng%3a.*$/i.exec(e);return n?ro(n[0]):e}function ro(i){if(!/^[^?&=]*%[0-9a-f]{2}/i.test(i))return i;try{return decodeURIComponent(i)}catch{return i}}function oo(i){let e=fl(i);if(e==="")throw new ee("There is no link yet.");if(e.length>no)throw new ee(`The link is longer than ${no} characters.`);if(!e.startsWith(ut))throw new ee(`A link begins with “${ut}”, this does not.`);let[t,...n]=e.slice(ut.length).split("?");vl(t);let s=new URLSearchParams(n.join("?")).getAll("t");if(s.length>so)throw new ee(`The link names more than ${so} trackers.`);for(let r of s)gl(r);return{text:e,trackers:s}}function vl(i){if(i.length!==io)throw new ee(`The key in the link is ${i.length} characters long instead of ${io}: a part of it is missing or doubled.`);if(!/^[\w-]*$/.test(i))throw new ee("The key in the link holds characters that do not belong there.");let e=Uint8Array.from(atob(i.replaceAll("-","+").replaceAll("_","/")),s=>s.charCodeAt(0)),t=e.subarray(0,1+to),n=eo(t);for(let s=0;s<ml;s++)if(n[s]!==e[1+to+s])throw new ee("A character of the link was changed on its way.");if(e[0]!==pl)throw new ee(`The link is of version ${e[0]}, which is newer than this page knows.`)}function gl(i){let e=Number(/^(\[[^\]/?#@ ]+\]|[^:/?#@ []+):(\d{1,5})$/.exec(i)?.[2]??0);if(e<1||e>65535)throw new ee(`The link names a tracker “${i}”, which is no host with a port.`)}var Ht={ratio:1.5,start:1048576};function bl(i){return i.wanted?i.metered&&!i.meteredAllowed?"This connection looks as if it is paid for by the amount, so nothing is passed on.":i.hidden&&i.onBattery?"Nothing is passed on while this tab is hidden and the device runs on its battery.":i.givenBytes>=El(i.receivedBytes)?`You have passed on ${Ht.ratio} times what you received. More goes on as more comes.`:"":"You have turned sharing off. You are served by viewers who have room to spare, after those who share."}function El(i){return Ht.start+Ht.ratio*i}function ao(i=navigator){let e=i.connection;return e?.saveData===!0||e?.type==="cellular"}var Oi=class{now={wanted:!0,metered:ao(),meteredAllowed:!1,hidden:!1,onBattery:!1,receivedBytes:0,givenBytes:0};watching=null;changed=()=>{};said="";watch(e){this.close(),this.changed=e;let{signal:t}=this.watching=new AbortController,n=navigator,s=()=>this.update({hidden:document.visibilityState==="hidden"}),r=()=>this.update({metered:ao()});n.connection?.addEventListener("change",r,{signal:t}),document.addEventListener("visibilitychange",s,{signal:t}),n.getBattery?.().then(o=>{if(t.aborted)return;let a=()=>this.update({onBattery:!o.charging});o.addEventListener("chargingchange",a,{signal:t}),a()},()=>{}),r(),s()}close(){this.watching?.abort(),this.changed=()=>{}}get on(){return this.now.wanted}get why(){return bl(this.now)}set(e){this.update({wanted:e})}allowMetered(e){this.update({meteredAllowed:e})}count(e,t){this.update({receivedBytes:e,givenBytes:t})}update(e){Object.assign(this.now,e);let t=this.why;t!==this.said&&(this.said=t,this.changed())}};var yl=1e7,lo=8e3,Pi=class{constructor(e,t=new Oi){this.peer=e;this.share=t}peer;share;links=[];last=NaN;start(e){let t=()=>this.peer.sharing={upload:this.share.why===""?yl:0,bound:Ht.ratio};this.share.watch(t),t(),this.peer.onfigures=({links:n})=>this.note(n),this.peer.start({...e,figures:n=>e.figures(this.complete(n))})}stop(){this.peer.onfigures=null,this.share.close(),this.peer.stop()}note(e){let t=performance.now(),n=isNaN(this.last)?1:Math.max(.1,(t-this.last)/1e3);this.last=t,this.links=e.map(s=>{let[r,o]=[8*s.inBytes/n,8*s.outBytes/n];return{id:s.peer,kind:"peer",rttMs:0,inBps:r,outBps:o,parentOf:r>lo?1:0,childOf:o>lo?1:0}})}complete(e){return this.share.count(e.receivedBytes??0,e.uploadedBytes??0),{fromPeers:this.links,...e}}};var ht=class{constructor(e,t=""){this.problem=e;this.detail=t}problem;detail;start(e){e.problem(this.problem,this.detail)}stop(){}},co=null;function uo(i,e={}){if(!i.trimStart().startsWith(ut))return new ct(i);try{let t=oo(i);return typeof RTCPeerConnection>"u"?new ht("webrtc"):typeof WebAssembly>"u"?new ht("engine-unable"):co?new Pi(co(t.text,e)):new ht("engine-missing")}catch(t){if(t instanceof ee)return new ht("link",t.message);throw t}}function ho(i){let e=i/1e3;return`${e<9.95?e.toFixed(1):Math.round(e)} s`}var Bn=[{command:"play",keys:[" ","k"],shown:"Space K",does:"Play or pause"},{command:"mute",keys:["m"],shown:"M",does:"Sound on or off"},{command:"louder",keys:["ArrowUp"],shown:"↑",does:"Louder"},{command:"softer",keys:["ArrowDown"],shown:"↓",does:"Softer"},{command:"back",keys:["ArrowLeft"],shown:"←",does:"Five seconds back"},{command:"forward",keys:["ArrowRight"],shown:"→",does:"Five seconds on"},{command:"live",keys:["l"],shown:"L",does:"Go to live"},{command:"fullscreen",keys:["f"],shown:"F",does:"Full screen"},{command:"captions",keys:["c"],shown:"C",does:"Captions"},{command:"settings",keys:["s"],shown:"S",does:"Settings"},{command:"help",keys:["?"],shown:"?",does:"This list"}];function po(i){if(i.defaultPrevented||i.ctrlKey||i.metaKey||i.altKey||i.isComposing)return null;let e=i.composedPath()[0];if(e instanceof Element&&(e.matches("input, textarea, select, [contenteditable]")||(i.key===" "||i.key==="Enter")&&e.closest('button, a, summary, [role="button"]')))return null;let t=i.key.length===1?i.key.toLowerCase():i.key;return Bn.find(n=>n.keys.includes(t))?.command??null}var mo="throng-";function pt(i){try{return localStorage.getItem(mo+i)}catch{return null}}function mt(i,e){try{localStorage.setItem(mo+i,e)}catch{}}var O={startTarget:.3,minTarget:.2,steadyTarget:1.5,maxTarget:2.5,margin:.12,window:10,fall:.05,stallMemory:60,settle:5,deadZone:.03,done:.01,gain:.15,minRate:.97,maxRate:1.05,jump:1.5},fo=20,Ni=class{slots=[];begun=-1;last=0;lastAt=0;stallFloor=0;stallAt=-1/0;least=O.minTarget;reset(){this.slots=[],this.begun=-1}arrived(e,t){this.begun<0&&(this.begun=e,this.last=this.first,this.lastAt=e);let n=e-t,s=O.window/fo,r=this.slots[this.slots.length-1];if(r&&e-r.at<s)r.min=Math.min(r.min,n),r.max=Math.max(r.max,n);else for(this.slots.push({at:e,min:n,max:n});this.slots.length>fo;)this.slots.shift()}stalled(e){this.stallFloor=Math.min(O.maxTarget,this.target(e)*1.5),this.stallAt=e}forgive(){this.stallFloor=0,this.last=this.first}get first(){return Math.max(O.startTarget,this.least)}get known(){return this.slots.length>0}get base(){let e=1/0;for(let t of this.slots)e=Math.min(e,t.min);return e}get jitter(){if(!this.known)return 0;let e=this.slots.map(t=>t.max).sort((t,n)=>n-t);return Math.max(0,e[e.length>2?1:0]-this.base)}target(e){let t=this.jitter+O.margin;e-this.begun<O.settle&&(t=Math.max(t,O.startTarget));let n=e-this.stallAt;n<O.stallMemory&&(t=Math.max(t,this.stallFloor*(1-n/O.stallMemory))),t=Math.min(O.maxTarget,Math.max(this.least,t));let s=this.last-O.fall*Math.max(0,e-this.lastAt);return this.last=Math.max(t,Math.min(this.last,s)),this.lastAt=e,this.last}desired(e){return e-this.base-this.target(e)}};function vo(i,e){let t=e===1?O.deadZone:O.done;if(Math.abs(i)<t)return 1;let n=Math.min(O.maxRate,Math.max(O.minRate,1+i*O.gain));return Math.round(n*200)/200}var I={tick:100,calm:.06,calmMedia:.15,longestStart:.5,keepBehind:20,trimAt:30,keepAll:90,startCheck:.7,startError:.4,maxQueue:32<<20,nearEnd:.06,inside:.02,timeJump:.5,deaf:.3,maxFailures:4,failureWindow:20,leaveLive:3,refill:.7,longestHold:1.5,captures:120},Bt=globalThis.MediaSource??globalThis.ManagedMediaSource,go=Bt?i=>Bt.isTypeSupported(`video/mp4; codecs="${i}"`):null,z=()=>performance.now()/1e3,Fi=class{constructor(e,t){this.video=e;this.changed=t;let n=(s,r)=>e.addEventListener(s,r,{signal:this.abort.signal});n("waiting",()=>this.waiting()),n("playing",()=>this.playing()),n("seeking",()=>this.seeking()),n("pause",()=>this.paused()),n("play",()=>this.resumed()),n("error",()=>this.failed()),document.addEventListener("visibilitychange",()=>{document.visibilityState!=="visible"||this.userPaused||!this.started||(this.play(),this.tick())},{signal:this.abort.signal}),e.disableRemotePlayback=!0,this.timer=window.setInterval(()=>this.tick(),I.tick),this.awaitFrame()}video;changed;source=null;buffer=null;url="";work=[];queued=0;mime="";initData=null;needKey=!0;lastEnd=NaN;lastAudioEnd=NaN;timeLine=NaN;deafUntil=NaN;failures=[];arrivals=new Ni;recent=[];captures=[];beganWaiting=NaN;started=!1;startedAt=1/0;hasVideo=!0;state="idle";live=!0;userPaused=!1;ownSeek=!1;stallSince=NaN;holdSince=NaN;firstFrame=NaN;stallCount=0;stalledFor=0;jumps=0;lastTime=NaN;lastMoved=NaN;made=z();timer;abort=new AbortController;clockOffset=0;close(){clearInterval(this.timer),this.abort.abort(),this.dropSource(),this.video.removeAttribute("src"),this.video.load()}begin(){this.needKey=!0,this.initData=null,this.deafUntil=NaN}init(e,t){if(this.initData&&this.mime===e&&_l(this.initData,t)&&this.buffer)return;let n=this.initData===null&&this.mime===e;if(this.initData=t,this.needKey=!0,!Bt?.isTypeSupported(e)){this.mime=e,this.set("unsupported");return}let s=o=>o.split(",").length+o.slice(0,5),r=this.source!==null&&s(this.mime)===s(e);this.mime=e,this.hasVideo=e.startsWith("video/"),r||this.openSource(),n||(this.started=this.started&&r),this.push({kind:"init",mime:e,data:t}),(this.state==="idle"||this.state==="unsupported")&&this.set("starting")}fragment(e){if(this.state==="unsupported"||!this.source||this.needKey&&!e.key)return;let t=!e.audio||!this.hasVideo;if(!this.sameTime(e,t)){if(!t)return;if(!e.key){this.needKey=!0;return}e.time<this.lastEnd-I.timeJump?this.restart():this.arrivals.reset()}if(this.needKey=!1,this.queued+e.data.length>I.maxQueue){this.needKey=!0;return}t?this.note(e):this.lastAudioEnd=e.time+e.duration,this.push({kind:"media",data:e.data})}goLive(){this.live=!0,this.userPaused=!1,this.started&&(this.jumpTo(this.edge()-this.arrivals.target(z())),this.play())}set steady(e){let t=e?O.steadyTarget:O.minTarget;this.arrivals.least!==t&&(this.arrivals.least=t,this.arrivals.forgive(),this.started&&this.live&&this.arrivals.known&&this.jumpTo(this.arrivals.desired(z())))}get stats(){let e=z(),t=this.video instanceof HTMLVideoElement?this.video.getVideoPlaybackQuality():null;return{state:this.state,delayMs:this.delay()*1e3,firstFrameMs:this.firstFrame*1e3,stalls:this.stallCount,stalledMs:1e3*(this.stalledFor+(isNaN(this.stallSince)?0:e-this.stallSince)),bufferMs:this.ahead()*1e3,targetMs:this.arrivals.known?this.arrivals.target(e)*1e3:this.arrivals.first*1e3,jitterMs:this.arrivals.jitter*1e3,rate:this.video.playbackRate,live:this.live,jumps:this.jumps,frames:t?.totalVideoFrames??0,droppedFrames:t?.droppedVideoFrames??0,currentTime:this.video.currentTime,mime:this.mime,width:this.video instanceof HTMLVideoElement?this.video.videoWidth:0,height:this.video instanceof HTMLVideoElement?this.video.videoHeight:0}}note(e){let t=z(),n=e.time+e.duration;for(this.lastEnd=n,this.recent.push({at:t,time:n});this.recent.length>1&&this.recent[0].at<t-1;)this.recent.shift();for(isNaN(this.deafUntil)&&(this.deafUntil=this.started?t+I.deaf:0),this.started&&t>=this.deafUntil&&this.arrivals.arrived(t,n),this.timeLine=e.capture-e.time,this.captures.push({time:e.time,capture:e.capture});this.captures.length>1&&this.captures[0].time<e.time-I.captures;)this.captures.shift()}sameTime(e,t){let n=t?this.lastEnd:this.lastAudioEnd;return!(Math.abs(e.time-n)>I.timeJump)||!(Math.abs(e.capture-e.time-this.timeLine)>I.timeJump)}restart(){this.work=this.work.filter(e=>e.kind==="init"),this.queued=0,this.recent=[],this.captures=[],this.lastEnd=this.lastAudioEnd=NaN,this.started=!1,this.beganWaiting=NaN,this.push({kind:"remove",from:0,to:1/0})}delay(){let e=this.video.currentTime,t=NaN;for(let n=this.captures.length-1;n>=0;n--){let s=this.captures[n];if(s.time<=e){t=s.capture+Math.min(e-s.time,1);break}}return Date.now()/1e3+this.clockOffset-t}openSource(){if(this.dropSource(),!Bt)return;let e=new Bt;this.source=e,this.url=URL.createObjectURL(e),e.addEventListener("sourceopen",()=>{this.source!==e||this.buffer||(URL.revokeObjectURL(this.url),e.duration=1/0,this.buffer=e.addSourceBuffer(this.mime),this.buffer.addEventListener("updateend",()=>{this.next(),this.tick()}),this.next())}),this.video.src=this.url,this.started=!1,this.beganWaiting=NaN,this.recent=[],this.captures=[],this.lastEnd=this.lastAudioEnd=NaN}dropSource(){this.url&&URL.revokeObjectURL(this.url),this.source=null,this.buffer=null,this.url="",this.work=[],this.queued=0}push(e){this.work.push(e),e.kind==="media"&&(this.queued+=e.data.length),this.next()}next(){let e=this.buffer,t=this.work[0];if(!(!e||!t||e.updating||this.source?.readyState!=="open"))try{switch(t.kind){case"init":e.changeType(t.mime),e.appendBuffer(t.data),this.work.shift();break;case"remove":e.remove(t.from,t.to),this.work.shift();break;case"media":{let n=1;for(;n<this.work.length&&this.work[n].kind==="media";)n++;let s=this.work.slice(0,n).map(o=>o.data),r=Tl(s);e.appendBuffer(r),this.work.splice(0,n),this.queued-=r.length}}}catch(n){n instanceof DOMException&&n.name==="QuotaExceededError"?this.makeRoom():this.failed()}}makeRoom(){let e=this.rangeStart(),t=this.video.currentTime-2;if(e<t){this.work.unshift({kind:"remove",from:0,to:t}),this.next();return}this.work=this.work.filter(n=>n.kind!=="media"),this.queued=0,this.needKey=!0}failed(){if(!this.initData||this.state==="unsupported")return;let e=z();if(this.failures=this.failures.filter(n=>e-n<I.failureWindow),this.failures.push(e),this.failures.length>I.maxFailures){this.set("unsupported");return}let t=this.initData;this.openSource(),this.needKey=!0,this.push({kind:"init",mime:this.mime,data:t}),this.set("starting")}trim(){let e=this.buffer;if(!e||e.updating||this.work.length>0)return;let t=this.rangeStart(),n=this.video.currentTime,s=n-t>I.trimAt?n-I.keepBehind:0;this.edge()-t>I.keepAll&&(s=Math.max(s,this.edge()-I.keepAll*.8)),s>t&&this.push({kind:"remove",from:0,to:s})}rangeStart(){let e=this.video.buffered;return e.length>0?e.start(0):NaN}edge(){let e=this.video.buffered;return e.length>0?e.end(e.length-1):NaN}tick(){if(!this.buffer||this.state==="unsupported")return;if(!this.started){this.tryStart();return}if(this.trim(),this.video.paused)return;let e=z();if(this.watchProgress(e),this.skipHoles(),!isNaN(this.holdSince)){this.tryRelease(e);return}if(!this.live||!this.arrivals.known||this.video.seeking)return;let t=this.arrivals.desired(e)-this.video.currentTime;if(t>O.jump&&this.edge()-this.video.currentTime>O.jump){this.jumpTo(this.arrivals.desired(e));return}if(e-this.startedAt>I.startCheck&&!isNaN(this.firstFrame)&&(this.startedAt=1/0,t>I.startError)){this.jumpTo(this.arrivals.desired(e));return}this.setRate(vo(t,this.video.playbackRate))}tryStart(){let e=this.edge();if(isNaN(e)||this.recent.length===0)return;let t=z();isNaN(this.beganWaiting)&&(this.beganWaiting=t);let n=this.recent[this.recent.length-1],s=this.recent.findLast(c=>c.at<=t-I.calm),r=s?n.time-s.time<I.calmMedia:!1,o=this.work.length>0,a=e-this.rangeStart()>=O.startTarget;(!r||o||!a)&&t-this.beganWaiting<I.longestStart||(this.started=!0,this.startedAt=t,this.release(t),this.arrivals.reset(),this.arrivals.arrived(t,n.time),this.jumpTo(e-this.arrivals.least),!this.userPaused&&this.play())}play(){this.video.paused&&this.video.play().catch(e=>{!(e instanceof DOMException)||e.name!=="NotAllowedError"||(this.video.muted?this.set("blocked"):(this.video.muted=!0,this.play()))})}jumpTo(e){let t=this.video.buffered;if(t.length===0||isNaN(e))return;let n=Math.min(e,t.end(t.length-1)-I.nearEnd);for(let s=0;s<t.length;s++)if(n<=t.end(s)){n=Math.max(n,t.start(s)+(s>0||t.start(s)>0?I.inside:0));break}this.ownSeek=!0,this.jumps++,this.setRate(1),this.video.currentTime=n}skipHoles(){let e=this.video.buffered,t=this.video.currentTime,n=!isNaN(this.holdSince);for(let s=0;s<e.length;s++){if(t<e.start(s)){let r=this.arrivals.known?this.arrivals.desired(z()):0;this.jumpTo(this.live&&s===e.length-1?Math.max(e.start(s),r):e.start(s)),n&&this.arrivals.forgive();return}if(t<e.end(s)-I.nearEnd&&!n)return}}watchProgress(e){let t=this.video.currentTime;if(t!==this.lastTime){this.lastTime=t,this.lastMoved=e,isNaN(this.holdSince)&&this.endStall(e);return}e-this.lastMoved>.4&&isNaN(this.holdSince)&&this.ahead()<I.nearEnd*2&&this.stall(e)}waiting(){!this.started||this.video.seeking||this.ownSeek||isNaN(this.firstFrame)||this.video.paused||!isNaN(this.holdSince)||this.stall(z())}stall(e){isNaN(this.stallSince)&&(this.stallSince=e,this.stallCount++,this.arrivals.stalled(e),this.holdSince=e,this.video.playbackRate=0,this.set("stalled"))}tryRelease(e){let t=this.ahead();!(t>=this.arrivals.target(e)*I.refill)&&(e-this.holdSince<I.longestHold||t<I.nearEnd)||this.release(e)}release(e){this.holdSince=NaN,this.video.playbackRate=1,this.endStall(e)}ahead(){let e=this.video.buffered,t=this.video.currentTime;for(let n=0;n<e.length;n++)if(t>=e.start(n)&&t<=e.end(n))return e.end(n)-t;return 0}endStall(e){isNaN(this.stallSince)||(this.stalledFor+=e-this.stallSince,this.stallSince=NaN,this.set("playing"))}setRate(e){isNaN(this.holdSince)&&this.video.playbackRate!==e&&(this.video.playbackRate=e)}playing(){this.ownSeek=!1,!this.hasVideo&&isNaN(this.firstFrame)&&(this.firstFrame=z()-this.made),isNaN(this.holdSince)&&(this.endStall(z()),this.set("playing"))}seeking(){this.ownSeek||(isNaN(this.holdSince)||this.release(z()),this.live=this.edge()-this.video.currentTime<I.leaveLive,this.live||this.setRate(1),this.changed())}paused(){!this.started||this.video.ended||document.visibilityState==="hidden"||(this.userPaused=!0,this.set("paused"))}resumed(){let e=this.userPaused;this.userPaused=!1,e&&this.live&&this.goLive()}awaitFrame(){let e=this.video;if(!(e instanceof HTMLVideoElement)||!e.requestVideoFrameCallback){e.addEventListener("loadeddata",()=>this.sawFrame(),{once:!0});return}e.requestVideoFrameCallback(()=>this.sawFrame())}sawFrame(){isNaN(this.firstFrame)&&(this.firstFrame=z()-this.made),this.changed()}set(e){this.state!==e&&(this.state=e,this.changed())}};function _l(i,e){return i.length===e.length&&i.every((t,n)=>t===e[n])}function Tl(i){if(i.length===1)return i[0];let e=new Uint8Array(i.reduce((n,s)=>n+s.length,0)),t=0;for(let n of i)e.set(n,t),t+=n.length;return e}var bo=`/* The player, inside its shadow tree. */
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
`;var Sl="Until then, watch with the Throng program: throng watch and the link.";function Eo(i,e=""){switch(i){case"link":return{text:"This link does not lead to a channel.",hint:`${e} Copy it again from where you found it, from “throng:” to its end.`.trim()};case"tracker":return{text:"The tracker does not answer. Trying again…",hint:`${e||"It introduces viewers to each other."} The broadcaster may be off the air, or this network may not let you reach it. Leave this page open, or try another network.`};case"webrtc":return{text:"This browser does not let pages connect to each other.",hint:"WebRTC is turned off, by a setting or an extension. Turn it on for this page and load it again, or use another browser."};case"engine-missing":return{text:"The part of this page that joins the viewers is missing.",hint:`The program that serves this page was built without it; “make build” makes it. ${Sl}`};case"engine-broken":return{text:"A part of this page arrived damaged.",hint:"Try again. If it happens again, something between you and the server changes what is loaded: try another network."};case"engine-unable":return{text:"This browser does not run what this page needs.",hint:"WebAssembly is missing or turned off. Bring the browser up to date, allow it for this page, or use another browser."}}}var kl=[[/^(hvc1|hev1)/,"H.265 video"],[/^av01/,"AV1 video"],[/^avc[13]/,"H.264 video"],[/^vp0?9/,"VP9 video"],[/^mp4a/,"AAC sound"],[/^opus/i,"Opus sound"]];function $n(i){return/codecs="([^"]*)"/.exec(i)?.[1].split(",").map(e=>e.trim())??[]}function Vn(i){return kl.find(([e])=>e.test(i))?.[1]??i}function yo(i,e,t){if(!e)return{text:"This browser cannot play live video on a page.",hint:"It lacks Media Source Extensions. Bring it up to date, or use another browser."};let n=$n(i),s=n.filter(a=>!e(a)),r=(s.length>0?s:n).map(Vn),o=t?"open the address of stream.mp4 in a player such as VLC or mpv":"watch with the Throng program, which hands it to a player such as VLC or mpv";return{text:`This browser cannot play this channel’s ${r.join(" and ")||"format"}.`,hint:`Try another browser, or ${o}. Whoever broadcasts can make it playable everywhere with H.264 and AAC.`}}var wl=100,xl={waiting:"Waiting for the channel…",stalled:"Waiting for more picture…",blocked:"Press play to watch.",playing:"Playing live.",paused:"Paused."},Wn={state:"idle",text:"No channel has been chosen.",hint:""};function _o(i){if(i.play==="unsupported")return{state:"unsupported",...yo(i.mime,i.playable,i.local)};let e=i.play!=="playing"||i.bufferMs<wl;if(i.feed==="ended"&&e)return{state:"ended",text:"This channel has ended.",hint:"Thank you for watching. When it is on the air again, the same link leads to it."};if(i.problem&&e)return{state:i.problem==="tracker"?"lost":"failed",problem:i.problem,...Eo(i.problem,i.detail)};if(i.failed&&e)return{state:"failed",text:i.reason,hint:""};if(i.feed==="connecting")return{state:"connecting",text:"Connecting…",hint:i.reason};let t=i.play==="idle"||i.play==="starting"?"waiting":i.play;return i.feed==="lost"&&(t==="waiting"||t==="stalled")?{state:"lost",text:"The connection is lost. Trying again…",hint:i.local?"It plays on by itself. Is the program that serves this page still running?":i.reason||"It plays on by itself when the network is there again."}:t==="playing"&&!i.live?{state:"behind",text:"Playing behind live.",hint:""}:{state:t,text:xl[t]??"",hint:t==="waiting"||t==="stalled"?i.reason:""}}var Hi='viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"',$e={sound:`<svg ${Hi}><path fill="currentColor" d="M11 5 6 9H3v6h3l5 4z"/><path d="m16 9.5 5 5m0-5-5 5"/></svg>`,play:'<svg viewBox="0 0 24 24" fill="currentColor" aria-hidden="true"><path d="M7 4.5v15l12.5-7.5z"/></svg>',note:'<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" aria-hidden="true"><path d="M4 10v4m4-8v12m4-15v18m4-14v10m4-6v2"/></svg>',alert:`<svg ${Hi} stroke-width="1.7"><circle cx="12" cy="12" r="9"/><path d="M12 7.5v5.5m0 3v.1"/></svg>`,close:`<svg ${Hi}><path d="m6 6 12 12M18 6 6 18"/></svg>`,settings:`<svg ${Hi}><path d="M4 7h9m5 0h2M4 17h2m5 0h9"/><circle cx="15.5" cy="7" r="2.3"/><circle cx="8.5" cy="17" r="2.3"/></svg>`},To=(i,e,t)=>`
<label class="switch"><span>${e}<small>${t}</small></span><input type="checkbox" role="switch" name="${i}"></label>`,Ll=`
<dialog class="sheet settings" aria-labelledby="settings-title">
  <header><h2 id="settings-title">Settings</h2><button class="close" type="button" aria-label="Close settings">${$e.close}</button></header>
  <fieldset class="delay">
    <legend>Delay</legend>
    <label><input type="radio" name="delay" value="live"><span>As live as possible<small>As little behind the camera as your network allows</small></span></label>
    <label><input type="radio" name="delay" value="steady"><span>Steady<small>A second or so later, for the fewest pauses</small></span></label>
  </fieldset>
  <fieldset class="quality"><legend>Picture</legend><p></p></fieldset>
  <fieldset class="sharing" hidden>
    <legend>Sharing</legend>
    ${To("share","Pass the stream on","Other viewers get it from you. They see your internet address.")}
    ${To("metered","Even on a metered connection","It may cost you money.")}
    <p class="why"></p>
  </fieldset>
</dialog>`,Il=`
<dialog class="sheet help" aria-labelledby="help-title">
  <header><h2 id="help-title">Keys</h2><button class="close" type="button" aria-label="Close the list of keys">${$e.close}</button></header>
  <dl>${Bn.map(i=>`<div><dt>${i.shown.split(" ").map(e=>`<kbd>${e}</kbd>`).join(" ")}</dt><dd>${i.does}</dd></div>`).join("")}</dl>
</dialog>`,Ao=`
<media-controller part="controller" autohide="3" defaultstreamtype="live" nohotkeys nomutedpref noautoseektolive>
  <video slot="media" playsinline muted></video>
  <div slot="poster" class="audio" hidden>${$e.note}</div>
  <media-control-bar class="bar" part="bar">
    <media-play-button></media-play-button>
    <media-mute-button></media-mute-button>
    <media-volume-range></media-volume-range>
    <button class="badge" type="button" hidden><b>LIVE</b> <span></span><i class="unseen"> behind the camera</i></button>
    <span class="space"></span>
    <media-captions-button></media-captions-button>
    <button class="gear" type="button" aria-label="Settings" aria-haspopup="dialog" title="Settings">${$e.settings}</button>
    <media-pip-button></media-pip-button>
    <media-fullscreen-button></media-fullscreen-button>
  </media-control-bar>
</media-controller>
<button class="sound" type="button" hidden>${$e.sound}<span>Sound on</span></button>
<div class="message plain">
  <div class="spinner" aria-hidden="true"></div>
  <div class="sign" hidden>${$e.alert}</div>
  <button class="play" type="button" aria-label="Play" hidden>${$e.play}</button>
  <p role="status" aria-live="polite"></p>
  <small></small>
  <button class="retry" type="button" hidden>Try again</button>
</div>
<div class="notice" role="note" aria-label="What watching shares" hidden>
  <p>Watching connects you to other viewers. They see your internet address, and you pass on to them some of what you receive.</p>
  <div><button class="choose" type="button">Change</button><button class="fine" type="button">OK</button></div>
</div>
<div class="toast" role="status" aria-live="polite"></div>
${Ll}
${Il}`;var Ml=250,Rl=600,Ul=12e4,So=5,ko=.1,Cl=1400,Dl="(max-width: 560px)",Ol=["playing","paused","behind"],ft=["idle","ended","unsupported","failed"],Kn=class extends HTMLElement{static observedAttributes=["src","assets"];root;video;own=null;running=null;player=null;feedState="connecting";problem=null;detail="";figures={};timer=0;toastTimer=0;stalledSince=0;started=!1;starts=0;said=Wn;shared="";channelTitle="";link="";constructor(){super(),this.root=this.attachShadow({mode:"open"});let e=new CSSStyleSheet;e.replaceSync(bo),this.root.adoptedStyleSheets=[e],this.root.innerHTML=Ao,this.video=this.find("video");let t=(n,s)=>this.find(n).addEventListener("click",s);t(".sound",()=>this.soundOn()),t(".badge",()=>this.goLive()),t(".play",()=>this.soundOn()),t(".retry",()=>this.retry()),t(".gear",()=>this.open("settings")),t(".notice .choose",()=>this.open("settings")),t(".notice .fine",()=>this.acknowledge()),this.video.addEventListener("volumechange",()=>this.volumeChanged()),this.addEventListener("keydown",n=>this.handleKey(n));for(let n of this.root.querySelectorAll("dialog"))n.addEventListener("click",s=>{(s.target===n||s.target.closest(".close"))&&n.close()}),n.addEventListener("keydown",s=>s.stopPropagation());this.find(".settings").addEventListener("change",n=>this.chosen(n.target))}connectedCallback(){customElements.upgrade(this.root),this.find("media-controller").fullscreenElement=this;for(let e of this.querySelectorAll(":scope > track"))this.video.append(e.cloneNode());this.timer=window.setInterval(()=>this.look(),Ml),this.restart()}disconnectedCallback(){clearInterval(this.timer),this.halt();for(let e of this.video.querySelectorAll("track"))e.remove()}attributeChangedCallback(){this.isConnected&&this.restart()}set feed(e){this.own=e,this.isConnected&&this.restart()}get feed(){return this.running}get stats(){if(!this.player)return null;let e=this.player.stats.delayMs;return{...this.figures,...this.player.stats,delayMs:wo(e)?e:NaN,state:this.said.state}}get status(){return this.said}get local(){return this.running instanceof ct}get delayMode(){return pt("delay")==="steady"?"steady":"live"}set delayMode(e){mt("delay",e),this.player&&(this.player.steady=e==="steady"),this.look()}get canShare(){return this.running?.share!==void 0}get sharing(){return pt("sharing")!=="off"}set sharing(e){mt("sharing",e?"on":"off"),this.running?.share?.set(e),this.acknowledge()}get sharingOnMetered(){return pt("metered")==="on"}set sharingOnMetered(e){mt("metered",e?"on":"off"),this.running?.share?.allowMetered(e),this.acknowledge()}get sharingReason(){return this.running?.share?.why??""}goLive(){this.player?.goLive(),this.look()}retry(){this.restart()}handleKey(e){let t=po(e);!t||!this.player||(e.preventDefault(),this.obey(t))}obey(e){let t=this.video;switch(e){case"play":this.said.state==="blocked"?this.soundOn():t.paused?t.play().catch(()=>{}):t.pause();break;case"mute":t.muted=!t.muted,this.toast(t.muted?"Sound off":"Sound on");break;case"louder":case"softer":{let n=t.muted?0:t.volume,s=Math.min(1,Math.max(0,n+(e==="louder"?ko:-ko)));t.volume=Math.round(s*100)/100,t.muted=t.volume===0,this.toast(`Volume ${Math.round(100*t.volume)} %`);break}case"back":case"forward":this.seek(e==="back"?-So:So);break;case"live":this.goLive(),this.toast("Live");break;case"fullscreen":this.request(document.fullscreenElement?"mediaexitfullscreenrequest":"mediaenterfullscreenrequest");break;case"captions":this.toggleCaptions();break;case"settings":case"help":this.open(e)}}request(e){this.find("media-controller").dispatchEvent(new CustomEvent(e,{bubbles:!0,composed:!0}))}toggleCaptions(){if(this.video.textTracks.length===0){this.toast("This channel has no captions");return}this.request("mediatogglesubtitlesrequest");let e=[...this.video.textTracks].some(t=>t.mode==="showing");this.toast(e?"Captions on":"Captions off")}seek(e){let t=this.video.buffered;if(t.length===0)return;let n=this.video.currentTime+e;n>=t.end(t.length-1)?this.goLive():this.video.currentTime=Math.max(t.start(0),n)}async restart(){this.halt();let e=++this.starts,t=this.getAttribute("src")??"",n=this.own;if(!n&&/\.json$/.test(t)){let s=await Kr(new URL(t,document.baseURI));if(e!==this.starts||!this.isConnected)return;this.tell(s?.title??"",s?.link??""),s&&(n=this.feedOf(s.local?"feed":s.link))}else!n&&t&&(n=this.feedOf(t));n&&this.begin(n),this.look()}feedOf(e){return uo(e,{assets:this.getAttribute("assets")??void 0})}begin(e){this.feedState="connecting",this.problem=null,this.figures={},this.started=!1,this.video.muted=pt("sound")!=="on";let t=new Fi(this.video,()=>this.look());t.steady=this.delayMode==="steady",this.player=t,this.running=e,e.share?.set(this.sharing),e.share?.allowMetered(this.sharingOnMetered),e.start(this.sink(t))}halt(){this.running?.stop(),this.player?.close(),this.running=this.player=null}sink(e){return{state:t=>{this.feedState=t,this.look()},begin:()=>e.begin(),init:(t,n)=>{this.find(".audio").hidden=t.startsWith("video/"),e.init(t,n)},fragment:t=>e.fragment(t),figures:t=>this.figures=t,problem:(t,n="")=>{this.problem=t,this.detail=n,this.look()},title:t=>this.tell(t,this.link),link:t=>this.tell(this.channelTitle,t),clock:t=>e.clockOffset=t}}tell(e,t){e===this.channelTitle&&t===this.link||(this.channelTitle=e,this.link=t,this.dispatchEvent(new Event("infochange")))}soundOn(){this.video.muted=!1,this.video.volume===0&&(this.video.volume=1),this.video.play().catch(()=>{}),this.look()}volumeChanged(){let e=!this.video.muted&&this.video.volume>0;(e||this.started)&&mt("sound",e?"on":"off"),this.look()}look(){let e=this.player?.stats;e&&(e.frames>0||e.state==="playing")&&(this.started=!0);let t=e?this.describe(e):Wn;this.showMessage(t,e),this.showBadge(t,e);let n=this.video.muted&&this.started&&!ft.includes(t.state);this.find(".sound").hidden=!n||!Nl(e?.mime??"")||t.state==="blocked",this.find(".bar").hidden=!this.started&&ft.includes(t.state),this.showNotice(t),this.find(".settings").open&&this.showSettings(),(t.state!==this.said.state||t.text!==this.said.text)&&(this.said=t,this.setAttribute("state",t.state),this.dispatchEvent(new Event("statuschange"))),this.showSharing(),e&&this.dispatchEvent(new Event("statschange"))}describe(e){return _o({feed:this.feedState,problem:this.problem,detail:this.detail,play:e.state,bufferMs:e.bufferMs,live:e.live,mime:e.mime,playable:go,local:this.local,reason:this.figures.reason??"",failed:this.figures.failed===!0})}showMessage(e,t){let n=this.find(".message"),s=performance.now();t?.state!=="stalled"&&(this.stalledSince=s);let r=e.state==="stalled"&&s-this.stalledSince<Rl;n.hidden=Ol.includes(e.state)||r;let o=e.state==="failed"||e.state==="unsupported";n.classList.toggle("plain",!t?.frames||ft.includes(e.state)),this.find(".spinner").hidden=e.state==="blocked"||ft.includes(e.state),this.find(".sign").hidden=!o,this.find(".play").hidden=e.state!=="blocked",this.find(".retry").hidden=e.state!=="failed"||e.problem==="link",vt(n.querySelector("p"),e.text),vt(n.querySelector("small"),e.hint)}showBadge(e,t){let n=this.find(".badge"),s=e.state==="playing"&&t?.live===!0;n.classList.toggle("live",s),n.hidden=!this.started||ft.includes(e.state);let r=t!==void 0&&wo(t.delayMs),o=r?ho(t.delayMs):"";vt(n.querySelector("b"),s?"LIVE":"GO LIVE"),vt(n.querySelector("span"),o),this.find(".badge .unseen").hidden=!r,n.title=s?"Time from the camera to this screen":"Jump to the newest picture"}showNotice(e){let t=this.getAttribute("notice")==="off"||pt("notice")==="seen";this.find(".notice").hidden=!this.canShare||t||ft.includes(e.state)}acknowledge(){mt("notice","seen"),this.look()}showSharing(){let e=[this.canShare,this.sharing,this.sharingOnMetered,this.sharingReason].join();e!==this.shared&&(this.shared=e,this.dispatchEvent(new Event("sharechange")))}open(e){let t=this.find(`.${e}`);t.open||(e==="settings"&&this.showSettings(),t.showModal(),e==="settings"&&this.place(t))}place(e){let t=this.find(".gear").getBoundingClientRect(),n=t.width===0||matchMedia(Dl).matches,s=Math.max(8,innerHeight-t.top+8),r=s+e.offsetHeight<=innerHeight-8;e.style.inset=n?"":`auto ${Math.max(8,innerWidth-t.right)}px ${r?s:8}px auto`}showSettings(){let e=(t,n)=>this.find(`.settings [name="${t}"]${n===void 0?"":`[value="${n}"]`}`);e("delay",this.delayMode).checked=!0,this.find(".settings .sharing").hidden=!this.canShare,e("share").checked=this.sharing,e("metered").checked=this.sharingOnMetered,e("metered").disabled=!this.sharing,vt(this.find(".settings .why"),this.sharingReason),this.showQuality()}showQuality(){let e=this.find(".settings .quality"),t=this.running?.quality,n=t&&t.names.length>1?t.names:[],s=e.querySelectorAll("label");if(s.length!==n.length){for(let c of s)c.remove();e.append(...n.map((c,E)=>Pl("quality",String(E),c)))}for(let c of e.querySelectorAll("input"))c.checked=c.value===String(t?.chosen);let r=this.player?.stats,o=$n(r?.mime??"").map(Vn).join(", "),a=r&&r.height>0?`${r.height}p (${r.width} × ${r.height})`:"";vt(e.querySelector("p"),[a,o].filter(Boolean).join(" · ")||"Not known yet")}chosen(e){switch(e.name){case"delay":this.delayMode=e.value;break;case"quality":this.running?.quality?.choose(Number(e.value));break;case"share":this.sharing=e.checked;break;case"metered":this.sharingOnMetered=e.checked}this.showSettings()}toast(e){let t=this.find(".toast");t.textContent=e,t.classList.add("shown"),clearTimeout(this.toastTimer),this.toastTimer=window.setTimeout(()=>t.classList.remove("shown"),Cl)}find(e){return this.root.querySelector(e)}};function Pl(i,e,t){let n=document.createElement("label"),s=document.createElement("input");Object.assign(s,{type:"radio",name:i,value:e});let r=document.createElement("span");return r.textContent=t,n.append(s,r),n}function Nl(i){return/mp4a|opus|ac-3|ec-3|flac/i.test(i)}function wo(i){return i>=0&&i<Ul}function vt(i,e){i&&i.textContent!==e&&(i.textContent=e)}customElements.get("throng-player")||customElements.define("throng-player",Kn);export{Kn as ThrongPlayer};

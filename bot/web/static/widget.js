/* Parley chat loader. On any page:
     <script src="https://chat.example/chat/widget.js" data-company="Northgate"
             defer></script>
   Optional: data-colour="#0b57d0", data-position="left", data-greeting="Can we help?",
   data-locale="en-GB", data-token. Any element with data-parley-open opens the chat too.
   Nothing of the chat is loaded before somebody opens it.

   A site that knows its customer may vouch for them: parley.signIn(token), or a function
   that fetches one, which is asked when the chat opens. The document then gets a
   "parley:sign-in" event with {accepted, reason}. parley.open() and parley.close()
   do what the button does. */
(() => {
  if (customElements.get("parley-widget")) return;

  const script = document.currentScript;
  const { company = "", colour, position, greeting, locale } = script.dataset;
  const frameOrigin = new URL(script.src).origin;
  const SANDBOX =
    "allow-scripts allow-same-origin allow-forms allow-popups " +
    "allow-popups-to-escape-sandbox allow-downloads";

  const PATHS = {
    chat:
      "M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-6l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 " +
      "2-2ZM8 11h.01M12 11h.01M16 11h.01",
    shut: "m6 9.5 6 6 6-6",
  };

  const words = {
    chat: script.dataset.labelChat ?? `Chat with ${company}`,
    unread: (count) => `${count} ${script.dataset.labelUnread ?? "unread"}`,
  };

  // A small window has room for the chat alone; the page behind it is then out of reach.
  const small = matchMedia("(max-width: 480px), (max-height: 480px)");

  const SHEET = `
    :host { all: initial; --colour: #0b57d0; --on-colour: #fff; }
    @supports (color: lch(from black calc((49 - l) * infinity) 0 0)) {
      :host { --on-colour:
        lch(from var(--colour) calc((49.44 - l) * infinity) 0 0); }
    }
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    aside { position: fixed; z-index: 2147483000; bottom: 20px; right: 20px;
      font: 500 16px/1.3 system-ui, -apple-system, "Segoe UI", Roboto, Arial,
        sans-serif; }
    aside.left { right: auto; left: 20px; }
    button { position: relative; display: flex; align-items: center; gap: 10px;
      min-width: 60px; min-height: 60px; max-width: min(20rem, calc(100vw - 40px));
      margin-inline-start: auto; padding: 12px 17px; border: 1px solid transparent;
      border-radius: 30px; background: var(--colour); color: var(--on-colour);
      font: inherit; text-align: start; cursor: pointer;
      box-shadow: 0 2px 6px rgb(0 0 0 / 16%), 0 8px 24px rgb(0 0 0 / 16%); }
    button.labelled { padding-inline-end: 22px; }
    .left button { margin-inline: 0 auto; }
    button:focus-visible { outline: 3px solid var(--colour); outline-offset: 3px;
      box-shadow: 0 0 0 3px #fff; }
    svg { flex: none; width: 26px; height: 26px; fill: none; stroke: currentColor;
      stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
    .open .chat, aside:not(.open) .shut { display: none; }
    .badge { position: absolute; top: -4px; right: -4px; min-width: 24px; height: 24px;
      padding: 0 6px; border: 2px solid #fff; border-radius: 12px; background: #16202c;
      color: #fff; font-size: 13px; line-height: 20px; text-align: center; }
    dialog { position: absolute; inset: auto 0 76px auto; overflow: hidden;
      max-width: none; max-height: none; margin: 0; padding: 0; border: 0;
      width: min(400px, calc(100vw - 40px)); height: min(680px, calc(100dvh - 120px));
      border-radius: 16px; background: #f4f6f8; box-shadow: 0 0 0 1px
        rgb(120 130 142 / 35%), 0 4px 12px rgb(0 0 0 / 10%),
        0 16px 48px rgb(0 0 0 / 20%); }
    dialog:not([open]) { display: none; }
    dialog::backdrop { background: none; }
    @media (prefers-color-scheme: dark) { dialog { background: #0f141a; } }
    .left dialog { inset: auto auto 76px 0; }
    iframe { display: block; width: 100%; height: 100%; border: 0;
      color-scheme: normal; }
    @media (max-width: 480px) {
      button.labelled { padding-inline-end: 17px; }
      button span:not(.badge) { display: none; }
    }
    dialog:modal { position: fixed; inset: 0; width: 100%; height: 100dvh;
      border-radius: 0; }
    @media (prefers-reduced-motion: no-preference) {
      dialog { animation: rise 180ms ease-out; }
      @keyframes rise { from { opacity: 0; transform: translateY(12px); } }
    }
    @media print { aside { display: none; } }`;

  class ParleyWidget extends HTMLElement {
    #aside = make("aside", position === "left" ? "left" : "");
    #bubble = make("button");
    #label = make("span");
    #badge = make("span", "badge");
    #panel = null;
    #frame = null;
    #ready = false;
    #unread = 0;
    #return = null;
    #tokens = script.dataset.token;

    connectedCallback() {
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(SHEET);
      root.adoptedStyleSheets = [sheet];
      if (colour && CSS.supports("color", colour)) {
        this.style.setProperty("--colour", colour);
      }
      this.#aside.setAttribute("aria-label", words.chat);
      this.#bubble.type = "button";
      this.#setLabel(greeting ?? "");
      this.#badge.hidden = true;
      this.#bubble.append(drawing("chat"), drawing("shut"), this.#label, this.#badge);
      this.#bubble.addEventListener("click", () => this.toggle());
      this.#aside.append(this.#bubble);
      root.append(this.#aside);
      root.addEventListener("keydown", ({ key }) => key === "Escape" && this.close());
      small.addEventListener("change", () => this.open && this.#lay());
      addEventListener("message", (event) => this.#receive(event));
      this.#describe();
    }

    get open() {
      return this.#panel !== null && this.#panel.open;
    }

    toggle() {
      if (this.open) this.close();
      else this.show(this.#bubble);
    }

    /** Open the chat; focus goes back to `from` when it closes. */
    show(from) {
      if (this.open) return;
      this.#return = from;
      if (!this.#panel) this.#build();
      this.#lay();
      this.#unread = 0;
      this.#setLabel("");
      this.#aside.classList.add("open");
      this.#describe();
      this.#frame.focus();
      this.#tell("opened");
    }

    close() {
      if (!this.open) return;
      this.#panel.close();
      this.#aside.classList.remove("open");
      this.#describe();
      this.#tell("closed");
      this.#return?.focus();
    }

    #build() {
      const address = new URL("frame", script.src);
      address.search = new URLSearchParams({
        host: location.origin,
        ...(company && { company }),
        ...(colour && { colour }),
        ...(locale && { locale }),
      });
      this.#frame = make("iframe");
      this.#frame.title = words.chat;
      this.#frame.setAttribute("sandbox", SANDBOX);
      this.#frame.src = address.href;
      this.#panel = make("dialog");
      this.#panel.setAttribute("aria-label", words.chat);
      this.#panel.addEventListener("cancel", (event) => {
        event.preventDefault();
        this.close();
      });
      this.#panel.append(this.#frame);
      this.#aside.append(this.#panel);
    }

    #lay() {
      this.#panel.close();
      if (small.matches) this.#panel.showModal();
      else this.#panel.show();
    }

    /** Vouch for the customer of this site with a token, or a function that gets one. */
    async signIn(tokens) {
      this.#tokens = tokens;
      if (!this.#ready) return;
      const token = typeof tokens === "function" ? await tokens() : tokens;
      if (token) this.#tell("sign-in", { token });
    }

    #setLabel(text) {
      this.#label.textContent = text;
      this.#label.hidden = !text;
      this.#bubble.classList.toggle("labelled", Boolean(text));
    }

    #describe() {
      const parts = [this.#label.textContent, words.chat];
      if (this.#unread) parts.push(words.unread(this.#unread));
      this.#bubble.setAttribute("aria-label", parts.filter(Boolean).join(", "));
      this.#bubble.setAttribute("aria-expanded", String(this.open));
      this.#badge.hidden = this.#unread === 0;
      this.#badge.textContent = String(this.#unread);
    }

    #tell(type, detail = {}) {
      if (this.#ready) {
        this.#frame.contentWindow.postMessage({ parley: type, ...detail }, frameOrigin);
      }
    }

    #receive({ origin, source, data }) {
      if (origin !== frameOrigin || source !== this.#frame?.contentWindow) return;
      if (data?.parley === "close") this.close();
      if (data?.parley === "ready") {
        this.#ready = true;
        this.#tell(this.open ? "opened" : "closed");
      }
      if (data?.parley === "sign-in-wanted") this.signIn(this.#tokens);
      if (data?.parley === "sign-in-answer") {
        const detail = { accepted: data.accepted === true, reason: data.reason };
        document.dispatchEvent(new CustomEvent("parley:sign-in", { detail }));
      }
      if (data?.parley === "unread" && Number.isInteger(data.count)) {
        this.#unread = data.count;
        this.#describe();
      }
    }
  }

  function make(tag, className = "") {
    const element = document.createElement(tag);
    if (className) element.className = className;
    return element;
  }

  function drawing(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS(svg.namespaceURI, "path");
    svg.setAttribute("class", name);
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", PATHS[name]);
    svg.append(path);
    return svg;
  }

  customElements.define("parley-widget", ParleyWidget);
  const widget = document.createElement("parley-widget");
  window.parley = {
    open: () => widget.show(document.activeElement),
    close: () => widget.close(),
    signIn: (tokens) => widget.signIn(tokens),
  };
  const start = () => document.body.append(widget);
  if (document.body) start();
  else addEventListener("DOMContentLoaded", start);
  addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-parley-open]");
    if (!opener) return;
    event.preventDefault();
    widget.show(opener);
  });
})();

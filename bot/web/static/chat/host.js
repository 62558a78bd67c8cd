const LONGEST_TOKEN = 4096;

/** The page around the frame. Opening, closing, a count of unread messages and a token
 * that vouches for the customer cross the border, and nothing else; only to and from
 * the origin that the loader named. */
export class Host extends EventTarget {
  #asked = new URLSearchParams(location.search);
  #origin = this.#asked.get("host");

  constructor() {
    super();
    addEventListener("message", (event) => {
      if (event.source !== window.parent || event.origin !== this.#origin) return;
      this.#hear(event.data ?? {});
    });
  }

  /** False when the chat has a browser tab of its own. */
  get present() {
    return window.parent !== window && this.#origin !== null;
  }

  /** The name that the page gives to the chat. A bare link cannot give it one: only
   * pages that may frame the chat are believed. */
  get company() {
    return this.present ? this.#asked.get("company") : null;
  }

  tell(type, detail = {}) {
    if (this.present) {
      window.parent.postMessage({ parley: type, ...detail }, this.#origin);
    }
  }

  #hear({ parley: type, token }) {
    if (type === "opened" || type === "closed") this.dispatchEvent(new Event(type));
    const isToken = typeof token === "string" && token.length <= LONGEST_TOKEN;
    if (type === "sign-in" && isToken) {
      this.dispatchEvent(new CustomEvent(type, { detail: token }));
    }
  }
}

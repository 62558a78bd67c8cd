/** The page around the frame. Only opening, closing and a count of unread messages
 * cross the border, and only to and from the origin that the loader named. */
export class Host extends EventTarget {
  #origin = new URLSearchParams(location.search).get("host");

  constructor() {
    super();
    addEventListener("message", (event) => {
      if (event.source !== window.parent || event.origin !== this.#origin) return;
      const type = event.data?.parley;
      if (type === "opened" || type === "closed") this.dispatchEvent(new Event(type));
    });
  }

  /** False when the chat has a browser tab of its own. */
  get present() {
    return window.parent !== window && this.#origin !== null;
  }

  tell(type, detail = {}) {
    if (this.present) {
      window.parent.postMessage({ parley: type, ...detail }, this.#origin);
    }
  }
}

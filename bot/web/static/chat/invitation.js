import { load, save } from "./tab_store.js";
import { post } from "./requests.js";

/** The token of a link from a letter: `/chat/frame#invite=TOKEN`.
 *
 * It leaves the address at once, so it stays in no history and goes to no other page.
 * It is kept until the server has answered, because a link works once.
 */
export class Invitation {
  #token = load("invitation", null);

  constructor() {
    const token = new URLSearchParams(location.hash.slice(1)).get("invite");
    if (!token) return;
    history.replaceState(null, "", location.pathname + location.search);
    this.#keep(token);
  }

  /** Call when there is a session. The assistant says in the chat what comes of it. */
  async redeem() {
    if (!this.#token) return;
    try {
      const { status } = await post("/chat/invitation/redeem", { token: this.#token });
      if (status < 500 && status !== 429) this.#keep(null);
    } catch {
      // The next connection tries again.
    }
  }

  #keep(token) {
    this.#token = token;
    save("invitation", token);
  }
}

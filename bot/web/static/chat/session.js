import { load, save } from "./tab_store.js";

const ANSWER_WITHIN_MS = 15_000;

/** The cookie that opens the conversation, and the secret that renews it.
 *
 * When somebody has shown who they are, the server replaces the cookie. This tab proves
 * that it was there with a secret of its own; a lost answer can be asked for again.
 */
export class Session {
  #swap = load("swap", null) ?? newSecret();

  constructor() {
    save("swap", this.#swap);
  }

  get swap() {
    return this.#swap;
  }

  /** Open a conversation, or go on with the one that the cookie or the secret opens.
   *
   * Throws if the server cannot be reached or does not want to. */
  open() {
    return alone(() => this.#ask());
  }

  async #ask() {
    const response = await fetch("/chat/session", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ swap: this.#swap }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  }
}

let last = Promise.resolve();

/** Do what may bring a new cookie while nothing else does, in any tab: two tabs that ask
 * at once would begin two conversations. */
export function alone(act) {
  const turn = last.then(() => locked(act));
  last = turn.catch(() => {});
  return turn;
}

async function locked(act) {
  try {
    return await navigator.locks.request("parley.session", act);
  } catch (error) {
    // Old browsers and some frames have no locks.
    if (navigator.locks && error.name !== "SecurityError") throw error;
    return act();
  }
}

/** 32 random bytes as 43 letters of base64url. */
function newSecret() {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const letters = btoa(String.fromCharCode(...bytes));
  return letters.replaceAll("+", "-").replaceAll("/", "_").replace("=", "");
}

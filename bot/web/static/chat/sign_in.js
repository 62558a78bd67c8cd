import { post } from "./requests.js";
import { alone } from "./session.js";

/** Hands the token with which the page around the chat vouches for its own customer to
 * the server, once for each conversation. */
export class SignIn {
  #host;
  #token = null;
  #hasSession = false;

  constructor(host) {
    this.#host = host;
    host.addEventListener("sign-in", ({ detail }) => {
      this.#token = detail;
      if (this.#hasSession) this.send();
    });
  }

  /** There is a conversation that nobody has vouched for in this tab. */
  begin() {
    this.#hasSession = true;
    if (this.#token) this.send();
    else this.#host.tell("sign-in-wanted");
  }

  /** Send a token that has not been answered yet. */
  async send() {
    const token = this.#token;
    if (!token) return;
    this.#token = null;
    try {
      // On a shared computer the last customer's conversation ends here.
      const response = await alone(() => post("/chat/sign-in", { token }));
      const { error = null } = await response.json();
      this.#host.tell("sign-in-answer", { accepted: response.ok, reason: error });
    } catch {
      this.#token ??= token;
    }
  }
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;
const FIRST_FRAME_WITHIN_MS = 15_000;
const NO_SESSION = 4401;

/** The line to the server, opened again for as long as the login lasts.
 *
 * Events: "state" {state: "connecting" | "open" | "waiting" | "ended"} and "frame".
 * It counts as open once the server has sent its first frame, which is the queue.
 */
export class DeskSocket extends EventTarget {
  #socket = null;
  #isOpen = false;
  #attempt = 0;
  #retryTimer = null;
  #watchdog = null;

  get isOpen() {
    return this.#isOpen;
  }

  start() {
    addEventListener("online", () => this.#hurry());
    addEventListener("offline", () => this.drop());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.#hurry();
    });
    this.#connect();
  }

  /** Send a frame if the line is open; whether it was. */
  send(frame) {
    if (this.#isOpen) this.#socket.send(JSON.stringify(frame));
    return this.#isOpen;
  }

  /** Leave a line that may be dead without waiting for its closing handshake. */
  drop() {
    const socket = this.#socket;
    if (!socket) return;
    this.#forget();
    socket.close();
    this.#waitAndRetry();
  }

  #connect() {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = null;
    this.#tell("connecting");
    const address = new URL("/desk/socket", location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    this.#socket = socket;
    this.#watchdog = setTimeout(() => this.drop(), FIRST_FRAME_WITHIN_MS);
    socket.addEventListener("message", (event) => {
      if (socket === this.#socket) this.#receive(JSON.parse(event.data));
    });
    socket.addEventListener("close", (event) => {
      if (socket === this.#socket) this.#closed(event.code);
    });
  }

  #receive(frame) {
    if (!this.#isOpen) {
      clearTimeout(this.#watchdog);
      this.#isOpen = true;
      this.#attempt = 0;
      this.#tell("open");
    }
    this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
  }

  #closed(code) {
    this.#forget();
    if (code === NO_SESSION) this.#tell("ended");
    else this.#waitAndRetry();
  }

  #forget() {
    clearTimeout(this.#watchdog);
    this.#socket = null;
    this.#isOpen = false;
  }

  #waitAndRetry() {
    this.#tell("waiting");
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    // Spread out, so that all desks do not come back in the same moment.
    const wait = longest * (0.5 + Math.random() / 2);
    this.#retryTimer = setTimeout(() => this.#connect(), wait);
  }

  #hurry() {
    if (this.#retryTimer === null) return;
    this.#attempt = 0;
    this.#connect();
  }

  #tell(state) {
    this.dispatchEvent(new CustomEvent("state", { detail: state }));
  }
}

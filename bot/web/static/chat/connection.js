import { Outbox, frameOf } from "./outbox.js";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;
const READY_WITHIN_MS = 15_000;
const ACK_WITHIN_MS = 10_000;
const REFUSAL_WAIT_MS = 1_500;
const REFUSALS_BEFORE_ASKING = 3;
const NO_SESSION = 4401;

/** The chat protocol: one session, one socket, and no message lost or shown twice.
 *
 * Events: "session" {conversation, company, fresh}, "state" {state: "connecting" |
 * "open" | "waiting" | "blocked"}, "replay" {until}, "message", "typing",
 * "pending" (an entry changed), "acked" {id}, "expired" {id}.
 */
export class Connection extends EventTarget {
  #outbox = new Outbox();
  #socket = null;
  #conversation = null;
  #seen = new Set();
  #lastSeq = 0;
  #attempt = 0;
  #turnedAway = 0;
  #hasSession = false;
  #ready = false;
  #retryTimer = null;
  #watchdog = null;

  get pending() {
    return this.#outbox.entries;
  }

  start() {
    addEventListener("online", () => this.reconnect());
    addEventListener("offline", () => this.#drop());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && !this.#ready) this.reconnect();
    });
    return this.#connect();
  }

  sendText(text) {
    return this.#queue({ type: "text", text });
  }

  press(token, label) {
    return this.#queue({ type: "button", token, text: label });
  }

  /** The person asked to try an unsent message again. */
  retry(id) {
    const entry = this.#outbox.find(id);
    if (!entry) return;
    entry.state = "sending";
    entry.refusals = 0;
    this.#emit("pending", entry);
    if (this.#ready) this.#transmit(entry);
    else this.reconnect();
  }

  /** Try now instead of after the rest of the waiting time. */
  reconnect() {
    if (this.#socket || this.#retryTimer === null) return;
    this.#attempt = 0;
    this.#connect();
  }

  #queue(content) {
    const entry = this.#outbox.add(content);
    this.#emit("pending", entry);
    if (this.#ready) this.#transmit(entry);
    return entry;
  }

  async #connect() {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = null;
    this.#emit("state", { state: "connecting" });
    try {
      if (!this.#hasSession) await this.#openSession();
    } catch {
      this.#waitAndRetry();
      return;
    }
    this.#openSocket();
  }

  async #openSession() {
    const response = await fetch("/chat/session", {
      method: "POST",
      signal: AbortSignal.timeout(READY_WITHIN_MS),
    });
    if (!response.ok) throw new Error(String(response.status));
    const session = await response.json();
    const fresh = session.conversation !== this.#conversation;
    if (fresh) {
      this.#conversation = session.conversation;
      this.#seen.clear();
      this.#lastSeq = 0;
      this.#outbox.adopt(session.conversation);
    }
    this.#hasSession = true;
    this.#emit("session", { ...session, fresh });
  }

  #openSocket() {
    const address = new URL(`/chat/socket?after=${this.#lastSeq}`, location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    this.#socket = socket;
    this.#expectWithin(READY_WITHIN_MS);
    socket.addEventListener("message", (event) => {
      if (socket === this.#socket) this.#receive(JSON.parse(event.data));
    });
    socket.addEventListener("close", (event) => {
      if (socket === this.#socket) this.#closed(event.code);
    });
  }

  #closed(code) {
    this.#forgetSocket();
    if (code === NO_SESSION) {
      this.#hasSession = false;
      this.#turnedAway += 1;
      // Twice with a brand new cookie: the browser does not give it back to us.
      if (this.#turnedAway > 2) {
        this.#emit("state", { state: "blocked" });
        return;
      }
    }
    this.#waitAndRetry();
  }

  #forgetSocket() {
    this.#calmWatchdog();
    this.#socket = null;
    this.#ready = false;
  }

  /** Leave a socket that may be dead without waiting for its closing handshake. */
  #drop() {
    const socket = this.#socket;
    if (!socket) return;
    this.#forgetSocket();
    socket.close();
    this.#waitAndRetry();
  }

  #waitAndRetry() {
    this.#emit("state", { state: "waiting" });
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    const wait = longest * (0.5 + Math.random() / 2);
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => this.#connect(), wait);
  }

  #receive(frame) {
    // Anything that arrives proves the line is alive; before "ready" only that does.
    if (this.#ready || frame.type === "ready") this.#calmWatchdog();
    const handlers = {
      ready: () => this.#onReady(frame),
      ack: () => this.#onAck(frame),
      refused: () => this.#onRefused(frame),
      message: () => this.#onMessage(frame),
      typing: () => this.#emit("typing", frame),
    };
    handlers[frame.type]?.();
  }

  #onReady(frame) {
    this.#ready = true;
    this.#attempt = 0;
    this.#turnedAway = 0;
    this.#emit("replay", { until: frame.last_seq });
    this.#emit("state", { state: "open" });
    for (const entry of this.#outbox.entries) {
      if (entry.state === "sending") this.#transmit(entry);
    }
  }

  #onAck({ id }) {
    this.#outbox.remove(id);
    this.#emit("acked", { id });
  }

  #onMessage(message) {
    if (this.#seen.has(message.seq)) return;
    this.#seen.add(message.seq);
    this.#lastSeq = Math.max(this.#lastSeq, message.seq);
    if (message.id) this.#outbox.remove(message.id);
    this.#emit("message", message);
  }

  #onRefused({ id, reason }) {
    const entry = this.#outbox.find(id);
    if (!entry) return;
    if (reason === "button_expired") {
      this.#outbox.remove(id);
      this.#emit("expired", { id });
      return;
    }
    entry.refusals += 1;
    if (reason === "too_fast" && entry.refusals < REFUSALS_BEFORE_ASKING) {
      setTimeout(() => this.#resend(id), REFUSAL_WAIT_MS * entry.refusals);
      return;
    }
    entry.state = "failed";
    this.#emit("pending", entry);
  }

  #resend(id) {
    const entry = this.#outbox.find(id);
    if (entry && this.#ready) this.#transmit(entry);
  }

  #transmit(entry) {
    this.#socket.send(JSON.stringify(frameOf(entry)));
    this.#expectWithin(ACK_WITHIN_MS);
  }

  #expectWithin(milliseconds) {
    this.#calmWatchdog();
    this.#watchdog = setTimeout(() => this.#drop(), milliseconds);
  }

  #calmWatchdog() {
    clearTimeout(this.#watchdog);
    this.#watchdog = null;
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

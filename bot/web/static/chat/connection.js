import { Line } from "./line.js";
import { Outbox, frameOf } from "./outbox.js";
import { Session } from "./session.js";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;
const REFUSAL_WAIT_MS = 1_500;
const REFUSALS_BEFORE_ASKING = 3;
const NO_SESSION = 4401;
const ROTATED = 4409;
const LONGEST_QUARREL = 2;

/** The chat protocol: one session, one line, and no message lost or shown twice.
 *
 * Events: "session" {conversation, company, uploads, telegram, fresh}, "state" {state:
 * "connecting" | "open" | "waiting" | "blocked"}, "replay" {until}, "message", "typing",
 * "curtain" {until}, "pending" (an entry changed), "acked" {id}, "expired" {id}.
 */
export class Connection extends EventTarget {
  #session = new Session();
  #outbox = new Outbox();
  #line = new Line({
    place: () => ({ after: this.#lastSeq, curtain: this.#curtain }),
    swap: () => this.#session.swap,
    receive: (frame) => this.#receive(frame),
    closed: (code) => this.#closed(code),
  });
  #conversation = null;
  #seen = new Set();
  #lastSeq = 0;
  #curtain = 0;
  #attempt = 0;
  #turnedAway = 0;
  #hasSession = false;
  #retryTimer = null;

  get pending() {
    return this.#outbox.entries;
  }

  start() {
    addEventListener("online", () => this.reconnect());
    addEventListener("offline", () => this.#drop());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && !this.#line.isReady) this.reconnect();
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
    if (this.#line.isReady) this.#transmit(entry);
    else this.reconnect();
  }

  /** Try now instead of after the rest of the waiting time. */
  reconnect() {
    if (this.#line.isOpen || this.#retryTimer === null) return;
    this.#attempt = 0;
    this.#connect();
  }

  #queue(content) {
    const entry = this.#outbox.add(content);
    this.#emit("pending", entry);
    if (this.#line.isReady) this.#transmit(entry);
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
    this.#line.open();
  }

  async #openSession() {
    const session = await this.#session.open();
    const fresh = session.conversation !== this.#conversation;
    if (fresh) {
      this.#conversation = session.conversation;
      this.#seen.clear();
      this.#lastSeq = this.#curtain = 0;
      this.#outbox.adopt(session.conversation);
    }
    this.#hasSession = true;
    this.#emit("session", { ...session, fresh });
  }

  #closed(code) {
    if (code === NO_SESSION || code === ROTATED) this.#hasSession = false;
    if (code === NO_SESSION) this.#turnedAway += 1;
    // Again with a brand new cookie: the browser does not give it back to us.
    if (this.#turnedAway > LONGEST_QUARREL) this.#emit("state", { state: "blocked" });
    else this.#waitAndRetry();
  }

  #drop() {
    if (!this.#line.isOpen) return;
    this.#line.close();
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
    const handlers = {
      ready: () => this.#onReady(frame),
      rotated: () => this.#onRotated(),
      ack: () => this.#onAck(frame),
      refused: () => this.#onRefused(frame),
      message: () => this.#onMessage(frame),
      curtain: () => this.#setCurtain(frame.until),
      typing: () => this.#emit("typing", frame),
    };
    handlers[frame.type]?.();
  }

  #onReady(frame) {
    this.#attempt = this.#turnedAway = 0;
    this.#emit("replay", { until: frame.last_seq });
    this.#emit("state", { state: "open" });
    for (const entry of this.#outbox.entries) {
      if (entry.state === "sending") this.#transmit(entry);
    }
  }

  /** The server has replaced the cookie: fetch the new one at once. */
  #onRotated() {
    this.#line.close();
    this.#hasSession = false;
    this.#connect();
  }

  #onAck({ id }) {
    this.#outbox.remove(id);
    this.#emit("acked", { id });
  }

  #onMessage(message) {
    this.#lastSeq = message.seq;
    if (this.#seen.has(message.seq)) return;
    this.#seen.add(message.seq);
    if (message.id) this.#outbox.remove(message.id);
    this.#emit("message", message);
  }

  /** Messages up to `until` are hidden; at 0 they all come again, in order. */
  #setCurtain(until) {
    this.#curtain = this.#lastSeq = until;
    for (const seq of this.#seen) if (seq <= until) this.#seen.delete(seq);
    this.#emit("curtain", { until });
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
    if (entry && this.#line.isReady) this.#transmit(entry);
  }

  #transmit(entry) {
    this.#line.send(frameOf(entry));
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

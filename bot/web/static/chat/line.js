import { PollLine } from "./poll_line.js";
import { SocketLine } from "./socket_line.js";

const READY_WITHIN_MS = 15_000;
const ANSWER_WITHIN_MS = 10_000;
const FIRST_PROBE_MS = 5_000;
const LONGEST_PROBE_MS = 60_000;
const FAILURES_BEFORE_POLLING = 2;
const BROKEN = 1006;
const OWN_CODES = 4000;

/** The way to the server: a socket, or long polling for as long as sockets fail.
 *
 * `open()` may be called again after `closed(code)` was. `place()` and `swap()` are asked
 * when they are needed; `receive(frame)` gets "ready" once for each way that was opened.
 */
export class Line {
  #ends;
  #current = null;
  #probe = null;
  #ready = false;
  // Where sockets have never worked, the first failure is enough to do without.
  #failures = FAILURES_BEFORE_POLLING - 1;
  #watchdog = null;
  #probeTimer = null;

  constructor(ends) {
    this.#ends = ends;
  }

  get isOpen() {
    return this.#current !== null;
  }

  /** Whether the server is there and listening. */
  get isReady() {
    return this.#ready;
  }

  open() {
    this.#expectWithin(READY_WITHIN_MS);
    try {
      this.#current = this.#start(this.#wantsPolling ? PollLine : SocketLine);
    } catch {
      this.#end(BROKEN);
    }
  }

  /** Send a frame that the server answers. */
  send(frame) {
    this.#current.send(frame);
    this.#expectWithin(ANSWER_WITHIN_MS);
  }

  close() {
    this.#calm();
    clearTimeout(this.#probeTimer);
    this.#current?.close();
    this.#probe?.close();
    this.#current = this.#probe = null;
    this.#ready = false;
  }

  /** Both are tried in turn: it may be the server that is away. */
  get #wantsPolling() {
    return this.#failures >= FAILURES_BEFORE_POLLING && this.#failures % 2 === 0;
  }

  #start(Kind) {
    const way = new Kind({
      ...this.#ends,
      receive: (frame) => this.#receive(frame, way),
      closed: (code) => {
        if (way === this.#current) this.#end(code);
        if (way === this.#probe) this.#probe = null;
      },
    });
    return way;
  }

  #receive(frame, way) {
    const isReady = frame.type === "ready";
    if (isReady && way === this.#probe) this.#changeTo(way);
    if (way !== this.#current) return;
    // Anything that arrives proves the line is alive; before "ready" only that does.
    if (isReady || this.#ready) this.#calm();
    if (isReady && this.#ready) return;
    if (isReady) this.#begin();
    this.#ends.receive(frame);
  }

  #begin() {
    this.#ready = true;
    if (this.#current instanceof PollLine) this.#probeIn(FIRST_PROBE_MS);
    else this.#failures = 0;
  }

  #end(code) {
    if (!this.#ready && code < OWN_CODES) this.#failures += 1;
    this.close();
    this.#ends.closed(code);
  }

  /** While polling, see from time to time whether a socket can be had again. */
  #probeIn(milliseconds) {
    if (!window.WebSocket) return;
    clearTimeout(this.#probeTimer);
    this.#probeTimer = setTimeout(() => {
      this.#probe?.close();
      this.#probe = this.#start(SocketLine);
      this.#probeIn(Math.min(LONGEST_PROBE_MS, 2 * milliseconds));
    }, milliseconds);
  }

  #changeTo(socket) {
    this.#probe = null;
    this.close();
    this.#current = socket;
  }

  #expectWithin(milliseconds) {
    this.#calm();
    this.#watchdog = setTimeout(() => this.#end(BROKEN), milliseconds);
  }

  #calm() {
    clearTimeout(this.#watchdog);
    this.#watchdog = null;
  }
}

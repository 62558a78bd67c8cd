const CONFIRM_WITHIN_MS = 8_000;
const TRIES_BEFORE_NEW_LINE = 3;

/** Replies the server has not shown back to us yet, oldest first.
 *
 * A reply keeps its id through every resend, so it is stored once however often the
 * line breaks. `state` is "sending", "slow" or "failed".
 */
export class Replies extends EventTarget {
  #entries = [];
  #socket;

  constructor(socket) {
    super();
    this.#socket = socket;
    setInterval(() => this.#resendLate(), CONFIRM_WITHIN_MS / 4);
  }

  get any() {
    return this.#entries.length > 0;
  }

  of(ticket) {
    return this.#entries.filter((entry) => entry.ticket === ticket);
  }

  tickets() {
    return new Set(this.#entries.map((entry) => entry.ticket));
  }

  add(ticket, text) {
    const entry = { id: newId(), ticket, text, at: new Date().toISOString() };
    Object.assign(entry, { state: "sending", tries: 0, sentAt: 0 });
    this.#entries.push(entry);
    this.#transmit(entry);
    this.#changed();
  }

  /** The reply has come back as a message of the conversation. */
  confirm(id) {
    this.#remove(id);
  }

  /** Forget a reply and return its text. */
  takeBack(id) {
    return this.#remove(id)?.text ?? "";
  }

  retry(id) {
    const entry = this.#entries.find((each) => each.id === id);
    if (!entry) return;
    Object.assign(entry, { state: "sending", tries: 0 });
    this.#transmit(entry);
    this.#changed();
  }

  /** The server turned something down: a person decides what to do with each reply. */
  fail(ticket) {
    for (const entry of this.of(ticket)) entry.state = "failed";
    this.#changed();
  }

  /** The line is open again: everything that is on its way goes out once more. */
  resendAll() {
    for (const entry of this.#entries) {
      if (entry.state !== "failed") this.#transmit(entry);
    }
    this.#changed();
  }

  #transmit(entry) {
    const { id, ticket, text } = entry;
    if (!this.#socket.send({ type: "reply", ticket, id, text })) return;
    entry.tries += 1;
    entry.sentAt = Date.now();
  }

  #resendLate() {
    if (!this.#socket.isOpen) return;
    const before = Date.now() - CONFIRM_WITHIN_MS;
    const late = this.#entries.filter(
      ({ state, sentAt }) => state !== "failed" && sentAt < before,
    );
    if (!late.length) return;
    for (const entry of late) {
      entry.state = "slow";
      this.#transmit(entry);
    }
    this.#changed();
    // Silence for so long means that the line is dead, though nobody has said so.
    if (late.some(({ tries }) => tries % TRIES_BEFORE_NEW_LINE === 0)) {
      this.#socket.drop();
    }
  }

  #remove(id) {
    const found = this.#entries.find((entry) => entry.id === id);
    this.#entries = this.#entries.filter((entry) => entry !== found);
    if (found) this.#changed();
    return found;
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

// crypto.randomUUID exists only on secure origins; a demo may run on plain http.
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

import { load, save } from "./tab_store.js";

/** Messages the server has not confirmed yet, oldest first.
 *
 * An entry keeps its id through every resend, so the server stores it once however
 * often the connection breaks. `state` is "sending" or "failed".
 */
export class Outbox {
  #entries;
  #conversation;

  constructor() {
    const stored = load("outbox", { conversation: null, entries: [] });
    this.#conversation = stored.conversation;
    this.#entries = stored.entries.map((entry) => ({
      ...entry,
      state: "sending",
      refusals: 0,
      restored: true,
    }));
  }

  get entries() {
    return [...this.#entries];
  }

  /** Keep only what still belongs: a different conversation has other buttons, and
   * text from before a reload may have been meant for the conversation that ended. */
  adopt(conversation) {
    if (this.#conversation && this.#conversation !== conversation) {
      this.#entries = this.#entries.filter(
        (entry) => entry.type === "text" && !entry.restored,
      );
    }
    this.#conversation = conversation;
    this.#persist();
  }

  add(content) {
    const entry = {
      ...content,
      id: newId(),
      at: new Date().toISOString(),
      state: "sending",
      refusals: 0,
      restored: false,
    };
    this.#entries.push(entry);
    this.#persist();
    return entry;
  }

  find(id) {
    return this.#entries.find((entry) => entry.id === id);
  }

  remove(id) {
    this.#entries = this.#entries.filter((entry) => entry.id !== id);
    this.#persist();
  }

  #persist() {
    save("outbox", {
      conversation: this.#conversation,
      entries: this.#entries.map(({ type, id, text, token, at }) => ({
        type,
        id,
        text,
        token,
        at,
      })),
    });
  }
}

/** What goes on the wire for an entry. */
export function frameOf({ type, id, text, token }) {
  return type === "button" ? { type, id, token } : { type, id, text };
}

/** An id for a message or a file. */
export function newId() {
  // randomUUID exists only on secure origins; a demo may run on plain http.
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

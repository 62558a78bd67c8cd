import { newId } from "./outbox.js";

// The server checks both again, by what is in the file.
const LARGEST_BYTES = 5 * 1024 * 1024;
export const TYPES = [
  "application/pdf",
  "image/jpeg",
  "image/png",
  "image/webp",
  "image/heic",
  "text/plain",
];

const TRY_AGAIN_WHEN_OPEN = "waiting";
const HOPELESS = new Set(["too_large", "wrong_type", "too_many", "empty"]);

/** Files on their way to the server.
 *
 * Like a message an upload keeps its id, so a file that is sent twice is stored once.
 * `state` is "sending", "waiting" (for the connection), "failed" (with a `reason`) or
 * "delivered". Events: "changed" and "progress" with the entry, "removed" {id}.
 */
export class Uploads extends EventTarget {
  #entries = new Map();

  /** Take files that a person chose. */
  add(files) {
    for (const file of files) {
      const { name, size } = file;
      const entry = { id: newId(), at: new Date().toISOString(), text: "" };
      Object.assign(entry, { file, files: [{ name, size }], state: "sending" });
      this.#entries.set(entry.id, entry);
      const reason = problemOf(file);
      if (reason) this.#fail(entry, reason);
      else this.#send(entry);
    }
  }

  retry(id) {
    const entry = this.#entries.get(id);
    if (entry) this.#send(entry);
  }

  /** Stop sending, or forget what failed. */
  remove(id) {
    const entry = this.#entries.get(id);
    if (!this.#entries.delete(id)) return;
    entry.request?.abort();
    this.#emit("removed", { id });
  }

  /** The connection is there again. */
  resume() {
    for (const entry of this.#entries.values()) {
      if (entry.state === TRY_AGAIN_WHEN_OPEN) this.#send(entry);
    }
  }

  /** The server has shown the message of this upload. */
  settled(id) {
    this.#entries.delete(id);
  }

  #send(entry) {
    const { name } = entry.file;
    const query = new URLSearchParams({ id: entry.id, name });
    // fetch() cannot tell how far an upload has come.
    const request = new XMLHttpRequest();
    request.open("POST", `/chat/files?${query}`);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => {
      this.#emit("progress", { id: entry.id, part: loaded / total });
    };
    request.onload = () => this.#answered(entry, request);
    request.onerror = () => this.#wait(entry);
    this.#change(entry, { request, state: "sending", reason: null });
    request.send(entry.file);
  }

  #answered(entry, { status, response }) {
    // Its message may have come before this answer.
    if (!this.#entries.has(entry.id)) return;
    if (status === 200) this.#change(entry, { state: "delivered" });
    // The cookie is being replaced: the connection comes back with the new one.
    else if (status === 401 || status === 409) this.#wait(entry);
    else this.#fail(entry, status === 413 ? "too_large" : response?.error);
  }

  #wait(entry) {
    this.#change(entry, { state: TRY_AGAIN_WHEN_OPEN });
  }

  #fail(entry, reason) {
    this.#change(entry, { state: "failed", reason, hopeless: HOPELESS.has(reason) });
  }

  #change(entry, changes) {
    Object.assign(entry, changes);
    this.#emit("changed", entry);
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** Why the server would not take a file; some systems do not know a file's type. */
function problemOf({ size, type }) {
  if (size > LARGEST_BYTES) return "too_large";
  if (size === 0) return "empty";
  return type && !TYPES.includes(type) ? "wrong_type" : null;
}

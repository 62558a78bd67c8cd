const WAIT_SECONDS = 25;
const GIVE_UP_MS = 40_000;
const PAUSE_MS = 250;
const BROKEN = 1006;
const CODES = { 401: 4401, 409: 4409 };

/** Frames by long polling, for networks that let no socket through; used as a
 * SocketLine is. Frames go out one after the other, so they keep their order. */
export class PollLine {
  #place;
  #swap;
  #receive;
  #closed;
  #ending = new AbortController();
  #sending = Promise.resolve();

  constructor({ place, swap, receive, closed }) {
    this.#place = place;
    this.#swap = swap;
    this.#receive = receive;
    this.#closed = closed;
    this.#poll();
  }

  send(frame) {
    this.#sending = this.#sending.then(() => this.#post(frame));
  }

  close() {
    this.#ending.abort();
  }

  async #poll() {
    // The first answer says that the line works, so it must not wait for a message.
    let wait = 0;
    while (!this.#over) {
      const query = new URLSearchParams({ ...this.#place(), wait });
      const answer = await this.#ask(`?${query}`);
      for (const frame of answer?.frames ?? []) this.#take(frame);
      wait = WAIT_SECONDS;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  async #post(frame) {
    if (this.#over) return;
    const answer = await this.#ask("", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...frame, swap: this.#swap() }),
    });
    this.#take(answer);
  }

  #take(frame) {
    if (frame && !this.#over) this.#receive(frame);
  }

  async #ask(query, request = {}) {
    const patience = setTimeout(() => this.#fail(BROKEN), GIVE_UP_MS);
    try {
      const { signal } = this.#ending;
      const response = await fetch(`/chat/messages${query}`, { ...request, signal });
      if (response.ok) return await response.json();
      this.#fail(CODES[response.status] ?? BROKEN);
    } catch {
      this.#fail(BROKEN);
    } finally {
      clearTimeout(patience);
    }
    return null;
  }

  get #over() {
    return this.#ending.signal.aborted;
  }

  #fail(code) {
    if (this.#over) return;
    this.close();
    this.#closed(code);
  }
}

/** Frames over a socket.
 *
 * `receive(frame)` gets whatever comes; `closed(code)` is called once, when the other
 * side or the network ends it, and never after `close()`.
 */
export class SocketLine {
  #socket;
  #listening = new AbortController();

  /** `place()` says what is known: {after} the number of the last message, {curtain} the
   * number up to which all is hidden.
   *
   * Throws where the browser refuses to open any socket. */
  constructor({ place, swap, receive, closed }) {
    const query = new URLSearchParams(place());
    const address = new URL(`/chat/socket?${query}`, location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    this.#socket = new WebSocket(address);
    this.#on("open", () => this.send({ type: "hello", swap: swap() }));
    this.#on("message", ({ data }) => receive(JSON.parse(data)));
    this.#on("close", ({ code }) => closed(code));
  }

  send(frame) {
    this.#socket.send(JSON.stringify(frame));
  }

  /** Leave it without waiting for its closing handshake: it may be dead. */
  close() {
    this.#listening.abort();
    this.#socket.close();
  }

  #on(type, handle) {
    this.#socket.addEventListener(type, handle, { signal: this.#listening.signal });
  }
}

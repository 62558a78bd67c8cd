/** The reply box. Each ticket has a draft of its own, so words meant for one person
 * can never be sent to another. */
export class Composer {
  #form;
  #field;
  #button;
  #hint;
  #send;
  #ticket = null;
  #drafts = new Map();

  /** `send(ticketId, text)` gets trimmed text that is not empty. */
  constructor(form, send) {
    this.#form = form;
    this.#field = form.querySelector("textarea");
    this.#button = form.querySelector("button");
    this.#hint = form.querySelector(".reply-hint");
    this.#send = send;
    form.addEventListener("submit", (event) => this.#submit(event));
    this.#field.addEventListener("keydown", (event) => this.#key(event));
    this.#field.addEventListener("input", () => this.#typed());
  }

  /** Write to this ticket, if it is mine; otherwise say why not. */
  show(ticketId, isMine, hint) {
    if (ticketId !== this.#ticket) {
      this.#ticket = ticketId;
      this.#field.value = this.#drafts.get(ticketId) ?? "";
    }
    this.#field.disabled = !isMine;
    this.#button.disabled = !isMine;
    this.#hint.textContent = hint;
  }

  /** Put a reply that was taken back into the box, before what is there. */
  restore(text) {
    const rest = this.#field.value;
    this.#field.value = rest ? `${text}\n${rest}` : text;
    this.#typed();
    this.focus();
  }

  focus() {
    this.#field.focus();
  }

  #typed() {
    this.#drafts.set(this.#ticket, this.#field.value);
  }

  #key(event) {
    // Enter also confirms a word in Japanese or Chinese input; that is not sending.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#form.requestSubmit();
  }

  #submit(event) {
    event.preventDefault();
    const text = this.#field.value.trim();
    this.#field.focus();
    if (!text || this.#field.disabled) return;
    this.#field.value = "";
    this.#typed();
    this.#send(this.#ticket, text);
  }
}

import { load, save } from "./tab_store.js";
import { TYPES } from "./uploads.js";

const LONGEST = 2000;
const NEAR_LIMIT = 200;
const SPOKEN_AT = new Set([200, 100, 50, 20, 10, 5, 1]);

/** Where a person types. A draft survives a reload of the page. */
export class ChatComposer extends HTMLElement {
  #field;
  #form;
  #limit;
  #status;
  #strings;
  #send;
  #attach;

  /** `send(text)` gets trimmed, non-empty text of at most 2000 characters, and
   * `sendFiles(files)` what a person chose. */
  start(strings, { send, sendFiles }) {
    this.#strings = strings;
    this.#send = send;
    this.#attach = this.querySelector(".attach");
    this.#takeFilesFrom(this.querySelector("input[type=file]"), sendFiles);
    this.#form = this.querySelector("form");
    this.#field = this.querySelector("textarea");
    this.#limit = this.querySelector(".limit");
    this.#status = this.querySelector(".limit-status");
    this.#field.maxLength = LONGEST;
    // Somebody may have begun to type before this ran.
    this.#field.value ||= load("draft", "");
    this.querySelector(".send").disabled = false;
    this.#form.addEventListener("submit", (event) => this.#submit(event));
    this.#field.addEventListener("input", () => this.#changed());
    this.#field.addEventListener("keydown", (event) => this.#key(event));
    this.#changed();
  }

  focusField() {
    this.#field.focus();
  }

  /** Whether the server takes files. */
  takesFiles(wanted) {
    this.#attach.hidden = !wanted;
  }

  #takeFilesFrom(input, sendFiles) {
    input.accept = TYPES.join(",");
    this.#attach.addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      sendFiles([...input.files]);
      // Without this the same file could not be chosen again.
      input.value = "";
    });
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
    if (!text) return;
    this.#field.value = "";
    this.#changed();
    this.#send(text);
  }

  #changed() {
    const { value } = this.#field;
    save("draft", value);
    this.#form.classList.toggle("empty", !value.trim());
    this.#grow();
    this.#tellLimit(LONGEST - value.length);
  }

  #grow() {
    this.#field.style.blockSize = "auto";
    const borders = this.#field.offsetHeight - this.#field.clientHeight;
    this.#field.style.blockSize = `${this.#field.scrollHeight + borders}px`;
  }

  #tellLimit(left) {
    const near = left <= NEAR_LIMIT;
    const words =
      left === 0 ? this.#strings.limitReached : this.#strings.charactersLeft(left);
    this.#limit.hidden = !near;
    this.#limit.textContent = near ? words : "";
    if (!near) this.#status.textContent = "";
    else if (left === 0 || SPOKEN_AT.has(left)) this.#status.textContent = words;
  }
}

customElements.define("chat-composer", ChatComposer);

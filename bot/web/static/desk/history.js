import { Dates } from "../chat/dates.js";
import { bubble } from "./bubble.js";
import { Days } from "./days.js";

/** What was said with the same person in other conversations: for reading only. */
export class History {
  #root;
  #scroller;
  #log;
  #title;
  #earlier;
  #none;
  #dates = new Dates(document.documentElement.lang);
  #days;
  #agentName;
  #before = null;

  /** `read(before)` asks for the page before a place, or for the newest. */
  constructor(root, scroller, agentName, read) {
    this.#root = root;
    this.#scroller = scroller;
    this.#agentName = agentName;
    this.#log = root.querySelector("#history-log");
    this.#title = root.querySelector("#history-title");
    this.#earlier = root.querySelector("#history-earlier");
    this.#none = root.querySelector("#history-none");
    this.#days = new Days(this.#log, this.#dates, (item) => item.dataset.place);
    this.#earlier.addEventListener("click", () => {
      this.#earlier.disabled = true;
      read(this.#before);
    });
  }

  clear() {
    this.#root.hidden = true;
    this.#days.clear();
    this.#before = null;
  }

  /** Take in a page; one that comes again, or overlaps, adds only what is new. */
  show({ messages, before }, customerName) {
    const height = this.#scroller.scrollHeight;
    if (!this.#continues(messages)) this.#days.clear();
    const isOldest = !this.#oldest || messages[0]?.place <= this.#oldest;
    for (const message of messages) this.#add(message, customerName);
    if (isOldest) this.#offer(before);
    this.#earlier.disabled = false;
    const wasHidden = this.#root.hidden;
    this.#root.hidden = false;
    this.#none.hidden = this.#oldest !== undefined;
    // What is put in above must not push away what is being read.
    if (!wasHidden) this.#scroller.scrollTop += this.#scroller.scrollHeight - height;
  }

  get #items() {
    return [...this.#log.querySelectorAll(".message")];
  }

  get #oldest() {
    return this.#items[0]?.dataset.place;
  }

  /** Whether nothing can be missing between a page and what is shown. */
  #continues(messages) {
    const shown = new Set(this.#items.map((item) => item.dataset.place));
    if (messages.some(({ place }) => shown.has(place))) return true;
    return messages.every(({ place }) => place < this.#oldest);
  }

  #add(message, customerName) {
    if (this.#items.some((item) => item.dataset.place === message.place)) return;
    const context = { agentName: this.#agentName, customerName, dates: this.#dates };
    const item = bubble(message, context);
    item.dataset.place = message.place;
    this.#days.add(item, message.at);
  }

  #offer(before) {
    this.#before = before;
    // A button that vanishes would take the focus with it.
    if (!before && this.#earlier === document.activeElement) this.#title.focus();
    this.#earlier.hidden = !before;
  }
}

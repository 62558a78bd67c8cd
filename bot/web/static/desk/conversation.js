import { Dates } from "../chat/dates.js";
import { make } from "../chat/dom.js";
import { Follow } from "../chat/scroll.js";
import { bubble } from "./bubble.js";
import { Days } from "./days.js";
import strings from "./strings/en.js";

/** The messages of the open ticket: confirmed ones by seq, then replies on their way. */
export class Conversation {
  #log;
  #pending;
  #follow;
  #actions;
  #context;
  #days;

  /** `actions` is {retry(id), takeBack(id)}. */
  constructor(root, agentName, actions) {
    this.#log = root.querySelector("#log");
    this.#pending = root.querySelector("#pending");
    this.#follow = new Follow(
      root.querySelector("#scroller"),
      root.querySelector("#jump"),
    );
    this.#actions = actions;
    const dates = new Dates(document.documentElement.lang);
    this.#context = { agentName, customerName: null, dates };
    this.#days = new Days(this.#log, dates, (item) => +item.dataset.seq);
  }

  /** Empty the page for another ticket. */
  clear() {
    this.#log.setAttribute("aria-live", "off");
    this.#days.clear();
    this.#pending.replaceChildren();
    this.#context.customerName = null;
    this.#follow.toEnd();
  }

  /** All messages at once; those already shown stay untouched and are not read out. */
  showAll(messages, customerName) {
    this.#rename(customerName);
    for (const message of messages) this.add(message);
    // After the old ones have been taken in: read out only what comes from now on.
    setTimeout(() => this.#log.setAttribute("aria-live", "polite"), 300);
  }

  add(message) {
    if (this.#log.querySelector(`[data-seq="${Number(message.seq)}"]`)) return;
    const item = bubble(message, this.#context);
    this.#days.add(item, message.at);
    this.#follow.settle();
  }

  showPending(replies, isConnected) {
    const items = replies.map((reply) => this.#pendingItem(reply, isConnected));
    this.#pending.replaceChildren(...items);
    this.#pending.hidden = !items.length;
    this.#follow.settle();
  }

  toEnd() {
    this.#follow.toEnd();
  }

  #rename(customerName) {
    this.#context.customerName = customerName;
    if (!customerName) return;
    for (const who of this.#log.querySelectorAll('[data-sender="debtor"] .who')) {
      who.textContent = customerName;
    }
  }

  #pendingItem(reply, isConnected) {
    const { agentName } = this.#context;
    const message = { ...reply, sender: "agent", name: agentName };
    const item = bubble(message, this.#context);
    item.dataset.state = reply.state;
    const mark = make("p", "mark", markText(reply, isConnected));
    if (reply.state === "failed") {
      mark.append(
        " ",
        this.#button(strings.tryAgain, "retry", reply.id),
        this.#button(strings.takeBack, "takeBack", reply.id),
      );
    }
    item.append(mark);
    return item;
  }

  #button(label, action, id) {
    const button = make("button", "button button-quiet", label);
    button.type = "button";
    button.dataset.action = action;
    button.addEventListener("click", () => this.#actions[action](id));
    return button;
  }
}

function markText({ state }, isConnected) {
  if (state === "failed") return strings.notSent;
  if (!isConnected) return strings.waitingToSend;
  return state === "slow" ? strings.slow : strings.sending;
}

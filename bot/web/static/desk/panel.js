import { make } from "../chat/dom.js";
import strings from "./strings/en.js";

/** What an agent should know about the person before the first word. */
export class Panel {
  #empty;
  #facts;
  #find;

  constructor(root) {
    this.#find = (id) => root.querySelector(`#panel-${id}`);
    this.#empty = this.#find("empty");
    this.#facts = this.#find("facts");
  }

  clear() {
    this.#empty.hidden = false;
    this.#facts.hidden = true;
  }

  /** `isVerified` is the ticket's: the panel itself only has words for it. */
  show({ verified, name, reason, accounts }, isVerified) {
    this.#empty.hidden = true;
    this.#facts.hidden = false;
    this.#find("name").textContent = name ?? strings.unnamed;
    const pill = this.#find("verified");
    pill.textContent = verified;
    pill.classList.toggle("pill-good", isVerified);
    pill.classList.toggle("pill-attention", !isVerified);
    this.#find("reason").textContent = strings.reason(reason);
    const none = make("p", "soft", strings.noAccounts);
    const cards = accounts.map(account);
    this.#find("accounts").replaceChildren(...(cards.length ? cards : [none]));
  }
}

function account({ title, rows }) {
  const list = make("dl", "facts");
  for (const [label, value] of rows) {
    list.append(make("div", "", make("dt", "", label), make("dd", "", value)));
  }
  return make("section", "account", make("h3", "", title), list);
}

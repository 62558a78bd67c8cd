import { make } from "../chat/dom.js";
import strings from "./strings/en.js";

/** What an agent should know about the person before the first word. */
export class Panel {
  #empty;
  #facts;
  #find;
  #settle;

  /** `settle(what, reference)` asks to close a matter or to lift its block. */
  constructor(root, settle) {
    this.#settle = settle;
    this.#find = (id) => root.querySelector(`#panel-${id}`);
    this.#empty = this.#find("empty");
    this.#facts = this.#find("facts");
  }

  clear() {
    this.#empty.hidden = false;
    this.#facts.hidden = true;
  }

  /** `isVerified` is the ticket's: the panel itself only has words for it. */
  show(panel, isVerified, isMine) {
    const { verified, name, reason, summary, accounts, matters } = panel;
    this.#empty.hidden = true;
    this.#facts.hidden = false;
    this.#find("name").textContent = name ?? strings.unnamed;
    const pill = this.#find("verified");
    pill.textContent = verified;
    pill.classList.toggle("pill-good", isVerified);
    pill.classList.toggle("pill-attention", !isVerified);
    this.#find("reason").textContent = strings.reason(reason);
    const told = this.#find("summary");
    told.textContent = summary;
    told.hidden = !summary;
    this.#find("matters").replaceChildren(
      ...matters.map((each) => this.#matter(each, isMine)),
    );
    const none = make("p", "soft", strings.noAccounts);
    const cards = accounts.map(account);
    this.#find("accounts").replaceChildren(...(cards.length ? cards : [none]));
  }

  /** What only the agent who has the ticket can do is a button. */
  #matter(matter, isMine) {
    const card = account(matter);
    card.classList.add("matter");
    for (const what of isMine ? matter.can : []) {
      const button = make("button", "button button-quiet", strings.settle[what]);
      button.type = "button";
      button.addEventListener("click", () => {
        if (confirm(strings.settleAsk[what](matter.reference))) {
          this.#settle(what, matter.reference);
        }
      });
      card.append(button);
    }
    return card;
  }
}

function account({ title, rows }) {
  const list = make("dl", "facts");
  for (const [label, value] of rows) {
    list.append(make("div", "", make("dt", "", label), make("dd", "", value)));
  }
  return make("section", "account", make("h3", "", title), list);
}

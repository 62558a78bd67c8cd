import { make } from "../chat/dom.js";

/** Messages as a list for each day, all in one order. */
export class Days {
  #root;
  #dates;
  #keyOf;

  /** `keyOf(item)` is what an item is put in order by. */
  constructor(root, dates, keyOf) {
    this.#root = root;
    this.#dates = dates;
    this.#keyOf = keyOf;
  }

  clear() {
    this.#root.replaceChildren();
  }

  /** Put an item where it belongs on the day of `at`. */
  add(item, at) {
    insertInOrder(this.#list(at), item, this.#keyOf);
  }

  #list(at) {
    const key = this.#dates.dayKey(at);
    let day = this.#root.querySelector(`[data-day="${key}"]`);
    if (!day) {
      const time = make("time", "", this.#dates.day(at));
      time.dateTime = key;
      day = make("section", "day", make("h3", "", time), make("ol", "messages"));
      day.dataset.day = key;
      insertInOrder(this.#root, day, (each) => each.dataset.day);
    }
    return day.lastElementChild;
  }
}

function insertInOrder(parent, element, keyOf) {
  const key = keyOf(element);
  const next = [...parent.children].find((each) => keyOf(each) > key);
  parent.insertBefore(element, next ?? null);
}

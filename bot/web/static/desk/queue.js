import { make, spoken } from "../chat/dom.js";
import strings from "./strings/en.js";

const MINUTE_MS = 60_000;
const REFRESH_MS = 30_000;

/** The list of tickets. `open(id)` is called when one is chosen. */
export class Queue {
  #root;
  #open;
  #items = new Map();

  constructor(root, open) {
    this.#root = root;
    this.#open = open;
    root.addEventListener("keydown", (event) => this.#move(event));
    setInterval(() => this.#refreshWaits(), REFRESH_MS);
  }

  /** `marks` is {current, fresh, unsent}: the open ticket's id and two sets of ids. */
  show(tickets, marks) {
    const focused = document.activeElement;
    for (const group of this.#root.querySelectorAll(".queue-group")) {
      const members = tickets.filter((each) => groupOf(each) === group.dataset.group);
      this.#fill(group, members.sort(longestWaitingFirst), marks);
    }
    const known = new Set(tickets.map(({ id }) => id));
    for (const [id, item] of this.#items) {
      if (!known.has(id)) item.remove();
      if (!known.has(id)) this.#items.delete(id);
    }
    // An item that changes its group is moved, and moving takes the focus away.
    if (this.#root.contains(focused)) focused.focus();
  }

  #fill(group, members, marks) {
    const list = group.querySelector(".tickets");
    group.querySelector(".count").textContent = members.length;
    const nobody = group.querySelector(".nobody");
    if (nobody) nobody.hidden = members.length > 0;
    else group.hidden = members.length === 0;
    members.forEach((ticket, place) => {
      const item = this.#item(ticket);
      write(item.firstElementChild, ticket, marks);
      if (list.children[place] !== item) {
        list.insertBefore(item, list.children[place] ?? null);
      }
    });
  }

  #item({ id }) {
    if (!this.#items.has(id)) {
      const button = make("button", "ticket");
      button.type = "button";
      button.dataset.ticket = id;
      button.addEventListener("click", () => this.#open(id));
      this.#items.set(id, make("li", "", button));
    }
    return this.#items.get(id);
  }

  #refreshWaits() {
    for (const wait of this.#root.querySelectorAll(".wait time")) writeWait(wait);
  }

  #move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.target.matches(".ticket")) return;
    event.preventDefault();
    const all = [...this.#root.querySelectorAll(".ticket")];
    all[all.indexOf(event.target) + step]?.focus();
  }
}

function groupOf({ state, mine }) {
  if (state === "queued") return "waiting";
  return mine ? "mine" : "others";
}

/** The server's order where it gives one: it knows who is in danger. */
function longestWaitingFirst(one, other) {
  const order = (one.position ?? 0) - (other.position ?? 0);
  return order || one.waiting_since.localeCompare(other.waiting_since);
}

function write(button, ticket, { current, fresh, unsent }) {
  button.dataset.state = ticket.state;
  button.dataset.mine = ticket.mine;
  button.toggleAttribute("aria-current", false);
  if (ticket.id === current) button.setAttribute("aria-current", "true");
  const top = make("span", "ticket-top", make("span", "reference", ticket.reference));
  if (ticket.state === "queued") top.append(wait(ticket.waiting_since));
  const why = make("span", "reason", strings.reason(ticket.reason));
  button.replaceChildren(top, " ", why, " ", marksOf(ticket, fresh, unsent));
}

function wait(since) {
  const time = make("time");
  time.dateTime = since;
  writeWait(time);
  return make("span", "wait", spoken(` ${strings.waited} `), time);
}

function writeWait(time) {
  const passed = Date.now() - new Date(time.dateTime).getTime();
  time.textContent = strings.duration(Math.max(0, Math.floor(passed / MINUTE_MS)));
}

function marksOf(ticket, fresh, unsent) {
  const marks = make("span", "marks");
  const add = (kind, text) => marks.append(make("span", `pill ${kind}`, text), " ");
  if (fresh.has(ticket.id)) add("pill-new", strings.isNew);
  if (ticket.verified) add("pill-good", strings.verified);
  add("", ticket.channel);
  if (ticket.state === "assigned" && !ticket.mine) {
    add("", strings.heldBy(ticket.agent ?? strings.aColleague));
  }
  if (ticket.state === "queued" && ticket.position === 1) add("", strings.next);
  if (unsent.has(ticket.id)) add("pill-attention", strings.unsent);
  return marks;
}

import {
  bubble,
  mark,
  speakerName,
  writeFiles,
  writeText,
  writeTime,
} from "./bubble.js";
import { Choices } from "./choices.js";
import { make } from "./dom.js";
import { progressRow } from "./file.js";
import { Follow } from "./scroll.js";

const SAME_TURN_MS = 5 * 60_000;
const QUIET_REPLAY_MS = 600;

/** The conversation on screen: server messages by seq, unsent ones after them. */
export class ChatLog extends HTMLElement {
  #log;
  #typing;
  #follow;
  #choices;
  #words;
  #curtain;
  #retry;
  #remove;
  #own = new Map();
  #quietUntil = 0;
  #quietTimer = null;

  /** `words` is {strings, dates}; `press(token, label)` and `retry(id)` send, and
   * `remove(id)` gives a file up. */
  start(words, { press, retry, remove }) {
    this.#words = words;
    this.#retry = retry;
    this.#remove = remove;
    this.#curtain = this.querySelector(".curtain");
    this.#log = this.querySelector(".log");
    this.#typing = this.querySelector(".typing");
    this.#follow = new Follow(
      this.querySelector(".scroller"),
      this.querySelector(".jump"),
    );
    this.#choices = new Choices(words.strings, press);
  }

  clear() {
    this.#choices.close();
    this.#own.clear();
    this.#log.replaceChildren();
  }

  /** Old messages are shown without being read out one after the other. */
  replayQuietly(until) {
    this.#log.setAttribute("aria-live", "off");
    this.#quietUntil = until;
    this.#endReplaySoon();
  }

  add(message) {
    const known = message.id && this.#own.get(message.id);
    const article = known || bubble(message, this.#words);
    article.dataset.seq = message.seq;
    if (known) this.#rewrite(article, message);
    this.#place(article, message);
    if (message.sender === "debtor") this.#settleOwn(article, message);
    else this.typing({ on: false });
    if (message.buttons?.length) article.append(this.#choices.offer(message.buttons));
    this.#follow.settle();
    if (message.seq >= this.#quietUntil) this.#endReplaySoon();
  }

  /** An own message on its way, or its changed state. */
  showPending(entry) {
    let article = this.#own.get(entry.id);
    if (!article) {
      const message = { ...entry, sender: "debtor", name: null };
      article = bubble(message, this.#words);
      article.dataset.id = entry.id;
      this.#own.set(entry.id, article);
      this.#place(article, message);
      this.#choices.answered(entry.text);
      this.#follow.from(article);
    }
    this.#mark(article, entry, entry.id);
    if (entry.files) this.#showProgress(article, entry);
  }

  /** How much of a file has been sent, from 0 to 1. */
  progress(id, part) {
    const bar = this.#own.get(id)?.querySelector("progress");
    if (bar) bar.value = part;
  }

  markWaiting(id) {
    const article = this.#own.get(id);
    if (article?.dataset.state === "sending") this.#mark(article, { state: "waiting" }, id);
  }

  markDelivered(id) {
    const article = this.#own.get(id);
    if (article) this.#mark(article, { state: "delivered" }, id);
  }

  /** The server no longer takes this button: withdraw the answer and say why. */
  withdraw(id, reason) {
    this.forget(id);
    this.note(reason);
  }

  /** Take an own message away that was never sent. */
  forget(id) {
    const article = this.#own.get(id);
    if (!article) return;
    this.#own.delete(id);
    this.#take(article);
  }

  /** Say something of the chat itself, below the newest message. */
  note(...content) {
    const note = make("p", "local-note", ...content);
    this.#log.append(note);
    this.#follow.settle();
    return note;
  }

  /** Messages up to this number are hidden until the person has shown who they are. */
  draw(until) {
    this.#curtain.hidden = until === 0;
    for (const article of this.#log.querySelectorAll(".message[data-seq]")) {
      if (+article.dataset.seq <= until) this.#take(article);
    }
  }

  typing({ on, sender, name }) {
    const who = speakerName({ sender, name }, this.#words.strings);
    this.#typing.querySelector(".typing-name").textContent = on
      ? this.#words.strings.typing(who)
      : "";
    this.#typing.hidden = !on;
    this.#follow.settle();
  }

  toEnd() {
    this.#follow.toEnd();
  }

  #settleOwn(article, message) {
    this.#mark(article, { state: "delivered" }, message.id);
    if (message.id) this.#own.delete(message.id);
    this.#choices.answered(message.text);
  }

  #mark(article, entry, id) {
    mark(article, entry, this.#words.strings, {
      retry: () => this.#retry(id),
      remove: () => this.#remove(id),
    });
  }

  #rewrite(article, { text, files, at }) {
    const body = article.querySelector(".bubble");
    writeText(body, text);
    if (files?.length) writeFiles(body, files, this.#words);
    writeTime(article.querySelector(".at"), at, this.#words.dates);
  }

  #showProgress(article, entry) {
    const isSending = entry.state === "sending";
    const row = article.querySelector(".file-sending");
    if (!isSending) row?.remove();
    else if (!row) {
      const progress = progressRow(entry, this.#words.strings, this.#remove);
      article.querySelector(".bubble").append(progress);
    }
  }

  /** Take an article out; what follows it may need the day or the speaker it had. */
  #take(article) {
    const next = nextMessage(article);
    separatorOf(article)?.remove();
    article.remove();
    if (!next) return;
    this.#separateDays(next);
    this.#group(next);
  }

  /** Put an article where its seq belongs; one without a seq goes to the end. */
  #place(article, message) {
    const day = this.#words.dates.dayKey(message.at);
    Object.assign(article.dataset, { day, at: message.at, name: message.name ?? "" });
    const before = this.#predecessor(article);
    const inPlace = article.isConnected && previousMessage(article) === before;
    if (!inPlace) {
      separatorOf(article)?.remove();
      insertAfter(this.#log, before, article);
    }
    for (const each of [article, nextMessage(article)]) {
      if (!each) continue;
      this.#separateDays(each);
      this.#group(each);
    }
  }

  #predecessor(article) {
    const others = [...this.#log.querySelectorAll(".message")].reverse();
    const seq = article.dataset.seq;
    if (seq === undefined) return others[0] ?? null;
    const earlier = (other) => other.dataset.seq && +other.dataset.seq < +seq;
    return others.find(earlier) ?? null;
  }

  #separateDays(article) {
    const { at, day } = article.dataset;
    separatorOf(article)?.remove();
    if (previousMessage(article)?.dataset.day === day) return;
    const time = make("time", "", this.#words.dates.day(at));
    time.dateTime = day;
    article.before(make("p", "day", time));
  }

  /** Messages of one turn share their speaker's name and the last one's time. */
  #group(article) {
    const before = previousMessage(article);
    const [one, other] = [before?.dataset ?? {}, article.dataset];
    const sameTurn =
      one.sender === other.sender &&
      one.name === other.name &&
      one.day === other.day &&
      new Date(other.at) - new Date(one.at) < SAME_TURN_MS;
    article.classList.toggle("continued", sameTurn);
    before?.classList.toggle("followed", sameTurn);
  }

  #endReplaySoon() {
    clearTimeout(this.#quietTimer);
    this.#quietTimer = setTimeout(() => {
      this.#log.setAttribute("aria-live", "polite");
    }, QUIET_REPLAY_MS);
  }
}

function insertAfter(log, before, article) {
  if (before) before.after(article);
  else log.prepend(article);
}

function separatorOf(article) {
  const before = article.previousElementSibling;
  return before?.matches(".day") ? before : null;
}

function previousMessage(article) {
  return sibling(article, "previousElementSibling");
}

function nextMessage(article) {
  return sibling(article, "nextElementSibling");
}

function sibling(article, direction) {
  let element = article[direction];
  while (element && !element.matches(".message")) element = element[direction];
  return element;
}

customElements.define("chat-log", ChatLog);

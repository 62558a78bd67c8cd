import { make } from "../chat/dom.js";
import { Alerts } from "./alerts.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { History } from "./history.js";
import { Panel } from "./panel.js";
import { Queue } from "./queue.js";
import { Replies } from "./replies.js";
import { DeskSocket } from "./socket.js";
import strings from "./strings/en.js";
import { TicketHeader } from "./ticket_header.js";

const find = (id) => document.getElementById(id);

/** The whole desk: what the server says goes to the parts, what the agent does goes out. */
class Desk {
  #socket = new DeskSocket();
  #replies = new Replies(this.#socket);
  #tickets = null;
  #fresh = new Set();
  #openId = null;
  #panelFacts = null;
  #wasMine = false;

  constructor() {
    const agentName = find("agent").dataset.name;
    const write = (type) => () => this.#socket.send({ type, ticket: this.#openId });
    this.queue = new Queue(find("queue"), (id) => this.#open(id));
    this.header = new TicketHeader(write("claim"), write("hand_back"));
    this.panel = new Panel(find("panel"), (what, reference) =>
      this.#socket.send({ type: what, ticket: this.#openId, reference }),
    );
    this.history = new History(find("history"), find("panel"), agentName, (before) =>
      this.#readHistory(before),
    );
    this.alerts = new Alerts(find("sound"), find("announcer"));
    this.composer = new Composer(find("reply"), (ticket, text) => {
      this.#replies.add(ticket, text);
      this.conversation.toEnd();
    });
    this.conversation = new Conversation(find("conversation"), agentName, {
      retry: (id) => this.#replies.retry(id),
      takeBack: (id) => this.composer.restore(this.#replies.takeBack(id)),
    });
  }

  start() {
    this.#socket.addEventListener("state", ({ detail }) => this.#connected(detail));
    this.#socket.addEventListener("frame", ({ detail }) => this.#receive(detail));
    this.#replies.addEventListener("change", () => this.#refresh());
    addEventListener("beforeunload", (event) => {
      if (this.#replies.any) event.preventDefault();
    });
    for (const button of document.querySelectorAll("[data-shows]")) {
      button.addEventListener("click", () => showView(button.dataset.shows));
    }
    this.#socket.start();
  }

  #connected(state) {
    find("desk").dataset.connection = state;
    const line = find("connection");
    line.replaceChildren(strings.connection[state]);
    if (state === "ended") {
      const link = make("a", "", strings.signIn);
      link.href = "/desk/login";
      line.append(" ", link);
    }
    if (state === "open") {
      if (this.#openId) this.#socket.send({ type: "open", ticket: this.#openId });
      this.#replies.resendAll();
    }
    this.#refresh();
  }

  #receive(frame) {
    const isOpen = frame.ticket === this.#openId;
    if (frame.type === "queue") this.#showQueue(frame.tickets);
    if (frame.type === "conversation" && isOpen) this.#showConversation(frame);
    if (frame.type === "message" && isOpen) this.#showMessage(frame.message);
    if (frame.type === "history" && isOpen) {
      this.history.show(frame, this.#panelFacts?.name);
    }
    if (frame.type === "error") this.#showError(frame);
  }

  #showQueue(tickets) {
    this.#noticeNew(tickets);
    this.#tickets = tickets;
    this.#refresh();
    const isMine = this.#current()?.mine ?? false;
    if (isMine && !this.#wasMine) this.composer.focus();
    this.#wasMine = isMine;
  }

  /** Nothing is new in the first queue: it was there before the agent came. */
  #noticeNew(tickets) {
    const queued = tickets.filter(({ state }) => state === "queued");
    const count = find("views-count");
    count.textContent = queued.length;
    count.hidden = !queued.length;
    this.alerts.count(queued.length);
    const before = new Set(
      this.#tickets?.filter(({ state }) => state === "queued").map(({ id }) => id),
    );
    const arrived = this.#tickets ? queued.filter(({ id }) => !before.has(id)) : [];
    for (const { id } of arrived) this.#fresh.add(id);
    if (arrived.length) this.alerts.arrived(arrived);
  }

  #open(id) {
    this.#fresh.delete(id);
    showView("conversation");
    if (id !== this.#openId) {
      this.#openId = id;
      this.#panelFacts = null;
      this.#wasMine = this.#current()?.mine ?? false;
      this.conversation.clear();
      this.panel.clear();
      this.history.clear();
      this.header.clearError();
      this.#socket.send({ type: "open", ticket: id });
    }
    this.#refresh();
    this.header.focus();
  }

  #showConversation({ messages, panel }) {
    this.#panelFacts = panel;
    for (const { id } of messages) if (id) this.#replies.confirm(id);
    this.conversation.showAll(messages, panel.name);
    // Only the history of a person whose name is certain may be read.
    if (panel.name) this.#readHistory(null);
    else this.history.clear();
    this.#refresh();
  }

  #readHistory(before) {
    const asked = { type: "history", ticket: this.#openId };
    this.#socket.send(before ? { ...asked, before } : asked);
  }

  #showMessage(message) {
    if (message.id) this.#replies.confirm(message.id);
    this.conversation.add(message);
  }

  #showError({ ticket, text }) {
    if (ticket) this.#replies.fail(ticket);
    this.#refresh();
    if (!ticket || ticket === this.#openId) this.header.showError(text);
  }

  #current() {
    return this.#tickets?.find(({ id }) => id === this.#openId) ?? null;
  }

  /** Bring every part up to date with what is known now. */
  #refresh() {
    const unsent = this.#replies.tickets();
    const marks = { current: this.#openId, fresh: this.#fresh, unsent };
    if (this.#tickets) this.queue.show(this.#tickets, marks);
    find("nothing-open").hidden = this.#openId !== null;
    find("open-ticket").hidden = this.#openId === null;
    if (!this.#openId || !this.#tickets) return;
    const ticket = this.#current();
    const { isOpen } = this.#socket;
    const hint = this.header.show(ticket, isOpen);
    this.composer.show(this.#openId, ticket?.mine ?? false, hint);
    this.conversation.showPending(this.#replies.of(this.#openId), isOpen);
    if (!this.#panelFacts) return;
    this.panel.show(this.#panelFacts, ticket?.verified ?? false, ticket?.mine ?? false);
  }
}

/** On a narrow screen one part is shown at a time. */
function showView(view) {
  find("desk").dataset.view = view;
  for (const button of document.querySelectorAll("[data-shows]")) {
    button.setAttribute("aria-pressed", String(button.dataset.shows === view));
  }
}

new Desk().start();

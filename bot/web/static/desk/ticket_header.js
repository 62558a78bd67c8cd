import strings from "./strings/en.js";

const find = (id) => document.getElementById(id);

/** The head of the open ticket: what it is about, and what the agent can do with it. */
export class TicketHeader {
  #claim = find("claim");
  #handBack = find("hand-back");
  #reference = find("ticket-reference");
  #dialog = find("hand-back-dialog");
  #asked = null;

  /** `claim()` and `handBack()` send what the agent decided. */
  constructor(claim, handBack) {
    this.#claim.addEventListener("click", () => this.#ask("queued", claim));
    this.#handBack.addEventListener("click", () => this.#dialog.showModal());
    this.#dialog.addEventListener("close", () => {
      if (this.#dialog.returnValue === "hand_back") this.#ask("mine", handBack);
      this.#dialog.returnValue = "";
    });
    find("error-close").addEventListener("click", () => {
      this.clearError();
      this.focus();
    });
  }

  /** Show a ticket, or null for one that has left the queue; returns the reply hint. */
  show(ticket, isConnected) {
    const standing = standingOf(ticket);
    // A request may be lost with the line; the agent can then ask again.
    if (!isConnected) this.#asked = null;
    // What was asked for has happened once the ticket stands elsewhere.
    if (this.#asked && this.#asked !== standing) this.#answered();
    const mayAct = isConnected && !this.#asked;
    this.#offer(this.#claim, standing === "queued", mayAct);
    this.#offer(this.#handBack, standing === "mine", mayAct);
    if (ticket) this.#name(ticket);
    find("ticket-summary").textContent = summaryOf(ticket, standing);
    return hintOf(ticket, standing);
  }

  focus() {
    this.#reference.focus();
  }

  showError(text) {
    this.#asked = null;
    this.#claim.disabled = this.#handBack.disabled = false;
    find("error-text").textContent = text;
    find("error").hidden = false;
  }

  clearError() {
    this.#asked = null;
    find("error").hidden = true;
  }

  #name({ reference, channel, notes }) {
    this.#reference.textContent = reference;
    find("ticket-channel").textContent = channel;
    const line = find("ticket-notes");
    const text = notes.join(" ");
    // Only a change is read out.
    if (line.textContent !== text) line.textContent = text;
    line.hidden = !text;
  }

  #ask(standing, send) {
    if (!send()) return;
    find("error").hidden = true;
    this.#asked = standing;
    this.#claim.disabled = this.#handBack.disabled = true;
  }

  #answered() {
    this.#asked = null;
    find("error").hidden = true;
    // The pressed button is about to vanish and would take the focus with it.
    this.focus();
  }

  #offer(button, isShown, isEnabled) {
    button.hidden = !isShown;
    button.disabled = !isEnabled;
  }
}

function standingOf(ticket) {
  if (!ticket) return "gone";
  if (ticket.state === "queued") return "queued";
  return ticket.mine ? "mine" : "held";
}

function holder({ agent }) {
  return agent ?? strings.aColleague;
}

function summaryOf(ticket, standing) {
  if (standing === "gone") return strings.summary.gone;
  const why = strings.reason(ticket.reason);
  if (standing === "held") return strings.summary.held(why, holder(ticket));
  return strings.summary[standing](why);
}

function hintOf(ticket, standing) {
  if (standing === "held") return strings.hint.held(holder(ticket));
  return strings.hint[standing];
}

import "./composer.js";
import "./log.js";
import "./menu.js";
import { speakerName } from "./bubble.js";
import { Connection } from "./connection.js";
import { Dates } from "./dates.js";
import { Host } from "./host.js";
import { Invitation } from "./invitation.js";
import { saveThroughFrame } from "./saving.js";
import { SignIn } from "./sign_in.js";
import { fill, stringsFor } from "./strings/index.js";
import { load, save } from "./tab_store.js";
import { offerTelegram } from "./telegram.js";
import { saveTranscript } from "./transcript.js";
import { Uploads } from "./uploads.js";

const PATIENCE_MS = 1_500;

const locale = document.documentElement.lang;
const strings = stringsFor(locale);
const words = { strings, dates: new Dates(locale) };
const one = (selector) => document.querySelector(selector);
const log = one("chat-log");
const composer = one("chat-composer");
const connection = new Connection();
const host = new Host();
const signIn = new SignIn(host);
const invitation = new Invitation();
const uploads = new Uploads();

let messages = [];
let company = host.company ?? one("#company").textContent;
let firstReplay = true;
let connectedBefore = false;
let visible = true;
let unread = 0;
let notice = null;

fill(document.body, strings);
log.start(words, {
  press: (token, label) => {
    connection.press(token, label);
    if (!touch()) composer.focusField();
  },
  retry: (id) => {
    connection.retry(id);
    uploads.retry(id);
  },
  remove: (id) => uploads.remove(id),
});
composer.start(strings, {
  send: (text) => connection.sendText(text),
  sendFiles: (files) => uploads.add(files),
});
one("chat-menu").start();
one("#company").textContent = company;
showSpeaker({ sender: "bot" });
one("#close").hidden = !host.present;

on(connection, "session", ({ conversation, fresh, ...session }) => {
  composer.takesFiles(session.uploads);
  one("#telegram").closest("li").hidden = !session.telegram;
  if (!fresh) return;
  company = host.company ?? session.company;
  one("#company").textContent = company;
  log.clear();
  messages = [];
  // Somebody who has been here before does not want it all read out again.
  firstReplay = load("conversation", null) === conversation;
  save("conversation", conversation);
  for (const entry of connection.pending) log.showPending(entry);
  signIn.begin();
});
on(connection, "replay", ({ until }) => {
  if (firstReplay && until > 0) log.replayQuietly(until);
  firstReplay = false;
});
on(connection, "message", (message) => {
  messages.push(message);
  uploads.settled(message.id);
  log.add(message);
  showSpeaker(message);
  if (message.sender !== "debtor") countUnread();
});
on(connection, "typing", (frame) => log.typing({ name: personHere(), ...frame }));
on(connection, "pending", (entry) => {
  log.showPending(entry);
  if (one("#chat").dataset.connection === "waiting") log.markWaiting(entry.id);
});
on(connection, "acked", ({ id }) => log.markDelivered(id));
on(connection, "curtain", ({ until }) => {
  messages = messages.filter(({ seq }) => seq > until);
  if (until === 0) log.replayQuietly(0);
  log.draw(until);
});
on(connection, "expired", ({ id }) => log.withdraw(id, strings.choiceClosed));
on(connection, "state", ({ state }) => showState(state));

on(uploads, "changed", (entry) => log.showPending(entry));
on(uploads, "progress", ({ id, part }) => log.progress(id, part));
on(uploads, "removed", ({ id }) => log.forget(id));

on(host, "opened", () => {
  visible = true;
  unread = 0;
  log.toEnd();
  if (touch()) one("#company").focus();
  else composer.focusField();
});
on(host, "closed", () => {
  visible = false;
});

one("#person").addEventListener("click", () => {
  const text = strings.talkToPersonMessage;
  const asked = connection.pending.some((entry) => entry.text === text);
  if (!asked) connection.sendText(text);
});
saveThroughFrame(() => log.note(strings.fileFailed));
one("#save").addEventListener("click", () => saveTranscript(messages, company, words));
one("#telegram").addEventListener("click", () => offerTelegram(log, strings));
one("#close").addEventListener("click", () => host.tell("close"));
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) host.tell("close");
});

connection.start();
host.tell("ready");

function on(target, type, handle) {
  target.addEventListener(type, (event) => handle(event.detail));
}

/** Touch keyboards cover half the screen, so they only open when asked for. */
function touch() {
  return matchMedia("(pointer: coarse)").matches;
}

/** Say in the header who answers. A notice carries a person's name while that person
 * has the conversation, and no name once the assistant has it again. */
function showSpeaker({ sender, name }) {
  if (sender === "debtor") return;
  const person = sender === "agent" || (sender === "system" && name);
  const speaker = { sender: person ? "agent" : "bot", name };
  one("#speaker").textContent = speakerName(speaker, strings);
  one("#chat").dataset.speaker = person ? "person" : "assistant";
  one("#chat").dataset.person = person ? (name ?? "") : "";
}

function personHere() {
  return one("#chat").dataset.person || null;
}

function countUnread() {
  if (visible) return;
  unread += 1;
  host.tell("unread", { count: unread });
}

/** A short break stays unmentioned; a longer one is said once, calmly. */
function showState(state) {
  if (state === "open") {
    clearTimeout(notice);
    notice = null;
    if (!one("#connection").hidden) endNotice();
    connectedBefore = true;
    one("#chat").dataset.connection = "open";
    uploads.resume();
    signIn.send();
    invitation.redeem();
  } else if (state === "blocked") {
    clearTimeout(notice);
    tellConnection(strings.blocked, "blocked");
    one("#own-tab").hidden = false;
  } else {
    notice ??= setTimeout(tellWaiting, PATIENCE_MS);
  }
}

function tellWaiting() {
  const text = connectedBefore ? strings.reconnecting : strings.connecting;
  tellConnection(text, "waiting");
  for (const { id } of connection.pending) log.markWaiting(id);
}

function tellConnection(text, state) {
  one("#chat").dataset.connection = state;
  one("#connection").hidden = false;
  one("#connection-text").textContent = text;
  one("#connection-status").textContent = text;
}

function endNotice() {
  one("#connection").hidden = true;
  one("#connection-status").textContent = connectedBefore ? strings.connected : "";
}

import { card } from "./card.js";
import { icon, make, spoken } from "./dom.js";
import { fileRow } from "./file.js";
import { linkList } from "./links.js";

/** Who is speaking, in words. */
export function speakerName({ sender, name }, strings) {
  if (sender === "debtor") return strings.you;
  if (sender === "agent") return name ? strings.person(name) : strings.aPerson;
  return sender === "system" ? strings.notice : strings.assistant;
}

/** One message as an article. Text goes in as text, a paragraph per line. */
export function bubble(message, words) {
  const { strings, dates } = words;
  const article = make("article", "message");
  article.dataset.sender = message.sender;
  article.append(make("p", "speaker", speakerName(message, strings)));
  const body = make("div", "bubble");
  article.append(body);
  writeText(body, message.text);
  writeFiles(body, message.files, words);
  if (message.card) body.append(card(message.card, strings));
  article.append(footer(message, dates));
  const links = linkList(message.links ?? [], strings);
  if (links) article.append(links);
  return article;
}

/** Replace the words of a bubble: the server may have masked a card number. */
export function writeText(body, text) {
  body.querySelectorAll(".text").forEach((paragraph) => paragraph.remove());
  const lines = (text ?? "").split("\n").filter((line) => line.trim());
  const paragraphs = lines.map((line) => {
    const paragraph = make("p", "text", line);
    paragraph.dir = "auto";
    return paragraph;
  });
  body.prepend(...paragraphs);
}

/** Show the files of a message; once the server has them they are links. */
export function writeFiles(body, files, words) {
  body.querySelectorAll(".file, .file-sending").forEach((row) => row.remove());
  body.append(...(files ?? []).map((file) => fileRow(file, words)));
}

function footer({ at }, dates) {
  const time = make("time", "at");
  writeTime(time, at, dates);
  return make("p", "footer", time);
}

/** The server's clock has the last word on when something was said. */
export function writeTime(time, at, dates) {
  time.dateTime = at;
  time.textContent = dates.time(at);
}

/** The small mark under an own message: sending, waiting, failed or delivered.
 * `actions` are retry() and, for a file, remove(). */
export function mark(article, entry, strings, actions) {
  const { state, reason, hopeless, files } = entry;
  article.dataset.state = state;
  article.querySelector(".mark")?.remove();
  const element = make("span", "mark");
  if (state === "delivered") element.append(icon("tick"), spoken(strings.delivered));
  if (state === "sending") element.append(icon("clock"), spoken(strings.sending));
  if (state === "waiting") element.append(icon("clock"), strings.waiting);
  if (state === "failed") {
    element.append(icon("unsent"), strings.fileProblems[reason] ?? strings.notSent);
  }
  const isStuck = state === "waiting" || state === "failed";
  if (isStuck && !hopeless) element.append(button(strings.tryAgain, actions.retry));
  if (isStuck && files) element.append(button(strings.remove, actions.remove));
  article.querySelector(".footer").append(element);
}

function button(label, press) {
  const element = make("button", "button button-quiet retry", label);
  element.type = "button";
  element.addEventListener("click", press);
  return element;
}

import { card } from "../chat/card.js";
import { make, spoken } from "../chat/dom.js";
import { safeAddress } from "../chat/links.js";
import strings from "./strings/en.js";

/** One message as a list item. Text goes in as text, a paragraph per line. */
export function bubble(message, { agentName, customerName, dates }) {
  const item = make("li", "message");
  item.dataset.sender = message.sender;
  item.dataset.own = message.sender === "agent" && message.name === agentName;
  if (message.seq !== undefined) item.dataset.seq = message.seq;
  if (message.id) item.dataset.id = message.id;
  const speaker = speakerName(message, agentName, customerName);
  const time = make("time", "", dates.time(message.at));
  time.dateTime = message.at;
  const line = make("p", "speaker", make("span", "who", speaker), " ", time);
  if (message.channel) line.append(make("span", "channel", ` · ${message.channel}`));
  item.append(line);
  item.append(body(message));
  return item;
}

function body({ text, card: facts, links, files, buttons }) {
  const element = make("div", "bubble");
  for (const line of (text ?? "").split("\n").filter((each) => each.trim())) {
    const paragraph = make("p", "text", line);
    paragraph.dir = "auto";
    element.append(paragraph);
  }
  if (facts) element.append(card(facts, strings));
  for (const link of links ?? []) element.append(linkLine(link));
  for (const file of files ?? []) element.append(fileLine(file));
  if (buttons?.length) {
    const labels = buttons.map(({ label }) => label).join(" · ");
    element.append(make("p", "offered", `${strings.offered} ${labels}`));
  }
  return element;
}

function linkLine({ label, url }) {
  const address = safeAddress(url);
  if (!address) return make("p", "link-line", label);
  const link = make("a", "", label, spoken(` (${strings.newTab})`));
  link.href = address;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  return make("p", "link-line", link);
}

/** A file is saved and not shown: what somebody sent may be anything. */
function fileLine({ id, name, size }) {
  const label = make("bdi", "", name);
  const link = make("a", "file", label, ` (${strings.fileSize(size)})`);
  link.href = `/desk/files/${encodeURIComponent(id)}`;
  link.download = "";
  return make("p", "link-line", link);
}

function speakerName({ sender, name }, agentName, customerName) {
  if (sender === "debtor") return customerName ?? strings.customer;
  if (sender === "bot") return strings.assistant;
  if (sender === "system") return strings.notice;
  return name === agentName ? strings.you : (name ?? strings.agent);
}

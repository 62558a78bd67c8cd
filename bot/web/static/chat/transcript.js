import { speakerName } from "./bubble.js";
import { save } from "./saving.js";

/** Offer the conversation as a plain text file to keep. */
export function saveTranscript(messages, company, { strings, dates }) {
  const text = messages.map((message) => entry(message, { strings, dates })).join("\n");
  const content = new Blob([text], { type: "text/plain" });
  save(content, strings.savedName(company, dates.dayKey(new Date())));
}

function entry(message, { strings, dates }) {
  const when = `${dates.dayKey(message.at)} ${dates.time(message.at)}`;
  const lines = [`${when}  ${speakerName(message, strings)}`, message.text];
  const { card } = message;
  if (card) {
    lines.push(card.title, ...card.rows.map((row) => `  ${row.join("  ")}`), card.note);
  }
  for (const { name } of message.files ?? []) lines.push(strings.fileNamed(name));
  for (const { label, url } of message.links ?? []) lines.push(`${label}: ${url}`);
  return `${lines.filter(Boolean).join("\n")}\n`;
}

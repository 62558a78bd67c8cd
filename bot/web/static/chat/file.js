import { icon, make, spoken } from "./dom.js";

/** A file in a message: a link once the server has it, before that only its name. */
export function fileRow({ id, name, size }, { strings, dates }) {
  const row = id ? link(id, name) : make("p");
  row.classList.add("file");
  const words = make("span", "file-words");
  const bytes = make("span", "file-size", dates.size(size));
  words.append(make("bdi", "file-name", name), spoken(", "), bytes);
  row.append(icon("file"), words);
  if (id) row.append(spoken(` (${strings.download})`));
  return row;
}

/** Shows how far a file has come, with a way to stop it. */
export function progressRow({ id, files: [{ name }] }, strings, stop) {
  const bar = make("progress", "file-progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", strings.sendingFile(name));
  const button = make("button", "button button-quiet stop", strings.stop);
  button.type = "button";
  button.append(spoken(` ${strings.sendingFile(name)}`));
  button.addEventListener("click", () => stop(id));
  return make("div", "file-sending", bar, button);
}

function link(id, name) {
  const anchor = make("a");
  anchor.href = `/chat/files/${encodeURIComponent(id)}`;
  anchor.download = name;
  return anchor;
}

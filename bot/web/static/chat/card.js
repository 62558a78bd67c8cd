import { make } from "./dom.js";

const ROWS_AT_FIRST = 8;

/** A titled list of facts, such as a plan's dates and amounts. Each is isolated, so an
 * amount keeps its order on a right-to-left page. */
export function card({ title, rows, note }, strings) {
  const table = make("table", "card-rows");
  if (title) table.append(make("caption", "card-title", make("bdi", "", title)));
  const body = make("tbody");
  body.append(...rows.map(row));
  table.append(body);
  const element = make("div", "card", table);
  if (rows.length > ROWS_AT_FIRST + 2) element.append(shorten(body, strings));
  if (note) element.append(make("p", "card-note", make("bdi", "", note)));
  return element;
}

function row([label, value]) {
  const heading = make("th", "card-label", make("bdi", "", label));
  heading.scope = "row";
  if (value === undefined) {
    heading.colSpan = 2;
    return make("tr", "", heading);
  }
  return make("tr", "", heading, make("td", "card-value", make("bdi", "", value)));
}

function shorten(body, strings) {
  const rest = [...body.rows].slice(ROWS_AT_FIRST);
  for (const each of rest) each.hidden = true;
  const all = strings.showAll(body.rows.length);
  const button = make("button", "button button-quiet card-more", all);
  button.type = "button";
  button.addEventListener("click", () => {
    for (const each of rest) each.hidden = false;
    rest[0].tabIndex = -1;
    rest[0].focus();
    button.remove();
  });
  return button;
}

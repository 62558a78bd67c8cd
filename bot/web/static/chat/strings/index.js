import en from "./en.js";

const languages = { en };

/** The interface words for a locale such as "en-GB"; English when unknown. */
export function stringsFor(locale) {
  return languages[locale.toLowerCase().split("-")[0]] ?? en;
}

/** Write the words into markup that asks for them with data-text and data-label. */
export function fill(root, strings) {
  for (const element of root.querySelectorAll("[data-text]")) {
    element.textContent = strings[element.dataset.text];
  }
  for (const element of root.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", strings[element.dataset.label]);
    if (element.matches("button")) element.title = strings[element.dataset.label];
  }
  for (const element of root.querySelectorAll("[data-placeholder]")) {
    element.placeholder = strings[element.dataset.placeholder];
  }
}

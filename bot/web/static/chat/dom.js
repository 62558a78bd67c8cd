const SVG = "http://www.w3.org/2000/svg";

/** Make an element; children are nodes or text, and text is never parsed as markup. */
export function make(tag, className = "", ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** Words for a screen reader only. */
export function spoken(text) {
  return make("span", "visually-hidden", text);
}

/** A decorative icon from the symbols in frame.html. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

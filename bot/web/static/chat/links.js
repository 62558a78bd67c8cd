import { icon, make, spoken } from "./dom.js";

/** The address if a person may safely follow it from a chat, otherwise null. */
export function safeAddress(address, here = location) {
  let url;
  try {
    url = new URL(address, here.href);
  } catch {
    return null;
  }
  const sameHost = url.protocol === "http:" && url.hostname === here.hostname;
  const allowed = sameHost || ["https:", "mailto:", "tel:"].includes(url.protocol);
  return allowed ? url.href : null;
}

export function linkList(links, strings) {
  const list = make("ul", "links");
  for (const { label, url } of links) {
    const address = safeAddress(url);
    if (!address) continue;
    const kind = list.hasChildNodes() ? "" : "button-primary ";
    list.append(make("li", "", anchor(label, address, kind, strings)));
  }
  return list.hasChildNodes() ? list : null;
}

function anchor(label, address, kind, strings) {
  const link = make("a", `button ${kind}link`, make("bdi", "", label));
  link.href = address;
  if (/^https?:/.test(address)) {
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.append(spoken(` (${strings.newTab})`), icon("outside"));
  }
  return link;
}

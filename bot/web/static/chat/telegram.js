import { make, spoken } from "./dom.js";
import { safeAddress } from "./links.js";
import { post } from "./requests.js";

/** Offer a link that goes on with this conversation in Telegram. It is shown and not
 * opened, because browsers block a window that opens by itself after a while. */
export async function offerTelegram(log, strings) {
  const address = safeAddress(await newLink());
  if (address === null) {
    log.note(strings.telegramFailed);
    return;
  }
  const link = make("a", "", strings.telegramOpen, spoken(` (${strings.newTab})`));
  link.href = address;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  log.note(`${strings.telegramReady} `, link);
  link.focus();
}

async function newLink() {
  try {
    const response = await post("/chat/invitation");
    return response.ok ? (await response.json()).telegram : null;
  } catch {
    return null;
  }
}

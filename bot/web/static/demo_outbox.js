const EVERY_MS = 4_000;
const listing = document.querySelector("#listing");
const news = document.querySelector("#news");
const parser = new DOMParser();

/** Show what was sent since, and move nothing when there is nothing new. */
async function refresh() {
  if (document.hidden) return;
  const response = await fetch("/demo/outbox?fragment=1");
  if (!response.ok) return;
  // The server's own template, with every value escaped; scripts in it would not run.
  const fresh = parser.parseFromString(await response.text(), "text/html").body;
  if (fresh.textContent.trim() === listing.textContent.trim()) return;
  listing.replaceChildren(...fresh.childNodes);
  news.textContent = "";
  requestAnimationFrame(() => {
    news.textContent = news.dataset.news;
  });
}

// A server that is restarting is no news; the next round tries again.
setInterval(() => refresh().catch(() => {}), EVERY_MS);

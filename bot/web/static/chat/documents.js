/** Save files of our own through the frame.
 *
 * In a frame on a foreign site the browser gives our cookie to this frame alone. A new
 * tab would come without it, so what only the person may see is fetched here.
 */
export function saveThroughFrame(host, failed) {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    const address = link && privateFile(new URL(link.href), host);
    if (!address) return;
    event.preventDefault();
    try {
      save(await fetched(address), link.download || address.split("/").at(-1));
    } catch {
      failed();
    }
  });
}

/** Save content under a name. */
export function save(content, name) {
  const link = document.createElement("a");
  const address = URL.createObjectURL(content);
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function privateFile({ origin, pathname }, host) {
  if (origin !== location.origin) return null;
  if (pathname.startsWith("/chat/files/")) return pathname;
  const isDocument = pathname.startsWith("/documents/") && host.isForeign;
  return isDocument ? `${pathname}.pdf` : null;
}

async function fetched(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(String(response.status));
  return response.blob();
}

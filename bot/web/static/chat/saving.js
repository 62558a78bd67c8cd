/** Save sent files through the frame: on a foreign site the browser gives our cookie to
 * this frame alone, and a tab of its own would come without it. */
export function saveThroughFrame(failed) {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href^='/chat/files/']");
    if (!link) return;
    event.preventDefault();
    try {
      save(await fetched(link.href), link.download);
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

async function fetched(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(String(response.status));
  return response.blob();
}

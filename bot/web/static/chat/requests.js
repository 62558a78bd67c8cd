/** Send JSON to our own server; throws if it cannot be reached. */
export function post(path, content = {}) {
  return fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(content),
  });
}

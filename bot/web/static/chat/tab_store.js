// sessionStorage ends with the tab, so nothing a person typed outlives it on a shared
// computer. Browsers that block storage in frames throw; then memory has to do.
const PREFIX = "parley.";

export function load(key, fallback) {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + key)) ?? fallback;
  } catch {
    return fallback;
  }
}

export function save(key, value) {
  try {
    sessionStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // The page goes on working from memory.
  }
}

// Runs before first paint so the operator's colour never flashes in late. The colour
// travels in a data attribute because the content policy forbids inline styles.
(() => {
  const root = document.documentElement;
  const accent = root.dataset.accent;
  if (accent && CSS.supports("color", accent)) {
    root.style.setProperty("--accent", accent);
  }
})();

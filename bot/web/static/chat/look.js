// Runs before first paint: the page around the chat chooses the language and the colour.
(() => {
  const root = document.documentElement;
  const asked = new URLSearchParams(location.search);
  try {
    const [locale] = Intl.getCanonicalLocales(asked.get("locale") ?? root.lang);
    const { language } = new Intl.Locale(locale);
    root.lang = locale;
    root.dir = ["ar", "fa", "he", "ur"].includes(language) ? "rtl" : "ltr";
  } catch {
    // Not a language: that of the server stays.
  }
  // accent.js sees to it that it is a colour.
  root.dataset.accent = asked.get("colour") || root.dataset.accent;
})();

import { icon, make, spoken } from "./dom.js";

/** The answer buttons of the conversation; only the newest unused set can be used. */
export class Choices {
  #open = null;
  #strings;
  #press;

  /** `press(token, label)` is called once for the button a person chooses. */
  constructor(strings, press) {
    this.#strings = strings;
    this.#press = press;
  }

  offer(buttons) {
    this.close();
    const group = make("div", "choices");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", this.#strings.choices);
    group.append(...buttons.map((button) => this.#button(button)));
    this.#open = group;
    return group;
  }

  /** An answer was given here, in another tab or by typing the same words. */
  answered(text) {
    if (!this.#open) return;
    const wanted = text.trim().toLowerCase();
    const chosen = [...this.#open.children].find(
      (button) => button.textContent.trim().toLowerCase() === wanted,
    );
    if (chosen) this.#choose(chosen);
  }

  close() {
    for (const button of this.#open?.children ?? []) button.disabled = true;
    this.#open?.classList.add("choices-closed");
    this.#open = null;
  }

  #button({ label, token }) {
    const button = make("button", "button choice", make("bdi", "", label));
    button.type = "button";
    button.addEventListener("click", () => {
      this.#choose(button);
      this.#press(token, label);
    });
    return button;
  }

  #choose(button) {
    button.classList.add("choice-chosen");
    button.prepend(icon("tick"), spoken(`${this.#strings.chosen}: `));
    this.close();
  }
}

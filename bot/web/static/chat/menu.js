/** A button in the header and the list of things to do that it opens. */
export class ChatMenu extends HTMLElement {
  #button;
  #list;

  start() {
    this.#button = this.querySelector("[aria-expanded]");
    this.#list = this.querySelector("ul");
    this.#button.addEventListener("click", () => this.#show(this.#list.hidden));
    this.#list.addEventListener("click", (event) => {
      if (event.target.closest("button")) this.#close();
    });
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.#list.hidden) return;
      // It closes the menu and not the whole chat.
      event.stopPropagation();
      this.#close();
    });
    this.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !this.contains(relatedTarget)) this.#show(false);
    });
    document.addEventListener("pointerdown", ({ target }) => {
      if (!this.contains(target)) this.#show(false);
    });
  }

  #close() {
    this.#show(false);
    this.#button.focus();
  }

  #show(open) {
    this.#list.hidden = !open;
    this.#button.setAttribute("aria-expanded", String(open));
  }
}

customElements.define("chat-menu", ChatMenu);

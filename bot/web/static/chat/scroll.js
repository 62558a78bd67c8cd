const NEAR_END_PX = 48;
const MARGIN_PX = 12;

/** Keeps the newest words in view without ever taking the page from a reader.
 *
 * It follows the conversation until the person scrolls up, and never beyond the start
 * of the answer to their own last message: a long answer is read from its beginning.
 */
export class Follow {
  #scroller;
  #jump;
  #following = true;
  #ownTop = 0;
  #anchor = null;

  constructor(scroller, jump) {
    this.#scroller = scroller;
    this.#jump = jump;
    scroller.addEventListener("scroll", () => this.#scrolled());
    new ResizeObserver(() => this.settle()).observe(scroller);
    jump.addEventListener("click", () => {
      this.toEnd();
      scroller.focus();
    });
  }

  /** Bring the conversation back to the person's own newest message. */
  from(article) {
    this.#anchor = article;
    this.#following = true;
    this.settle();
  }

  toEnd() {
    this.#anchor = null;
    this.#following = true;
    this.settle();
  }

  /** Call after anything was added. */
  settle() {
    if (!this.#anchor?.isConnected) this.#anchor = null;
    if (this.#following) {
      const end = this.#scroller.scrollHeight - this.#scroller.clientHeight;
      const first = this.#anchor?.nextElementSibling ?? this.#anchor;
      const start = first ? first.offsetTop - MARGIN_PX : end;
      this.#scroller.scrollTop = Math.min(end, start);
      this.#ownTop = this.#scroller.scrollTop;
    }
    this.#jump.hidden = this.#atEnd();
  }

  #scrolled() {
    const moved = Math.abs(this.#scroller.scrollTop - this.#ownTop) > 2;
    if (moved) this.#following = this.#atEnd();
    if (moved && this.#following) this.#anchor = null;
    this.#jump.hidden = this.#atEnd();
  }

  #atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
  }
}

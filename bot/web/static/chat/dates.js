/** Times, day names and sizes as they are written in the reader's own language, in the
 * reader's own time zone. */
export class Dates {
  #time;
  #relative;
  #day;
  #dayAndYear;
  #kilobytes;
  #megabytes;

  constructor(locale) {
    const minutes = { hour: "2-digit", minute: "2-digit" };
    const day = { weekday: "long", day: "numeric", month: "long" };
    const unit = { style: "unit", maximumFractionDigits: 1 };
    this.locale = locale;
    this.#time = new Intl.DateTimeFormat(locale, minutes);
    this.#relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
    this.#day = new Intl.DateTimeFormat(locale, day);
    this.#dayAndYear = new Intl.DateTimeFormat(locale, { ...day, year: "numeric" });
    this.#kilobytes = new Intl.NumberFormat(locale, { ...unit, unit: "kilobyte" });
    this.#megabytes = new Intl.NumberFormat(locale, { ...unit, unit: "megabyte" });
  }

  time(at) {
    return this.#time.format(new Date(at));
  }

  /** A number of bytes: "820 kB". */
  size(bytes) {
    if (bytes >= 1_000_000) return this.#megabytes.format(bytes / 1_000_000);
    return this.#kilobytes.format(Math.ceil(bytes / 1000));
  }

  /** "Today", "Yesterday", then the full day; the year only when it is another one. */
  day(at, now = new Date()) {
    const date = new Date(at);
    const ago = Math.round((midnight(now) - midnight(date)) / 86_400_000);
    if (ago === 0 || ago === 1) {
      return capitalised(this.#relative.format(-ago, "day"), this.locale);
    }
    const sameYear = date.getFullYear() === now.getFullYear();
    return (sameYear ? this.#day : this.#dayAndYear).format(date);
  }

  /** The local calendar day, for comparing: "2026-11-22". */
  dayKey(at) {
    const date = new Date(at);
    const two = (number) => String(number).padStart(2, "0");
    return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  }
}

function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function capitalised(text, locale) {
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
}

import strings from "./strings/en.js";

const SOUND_KEY = "parley-desk-sound";

/** Tells an agent who looks elsewhere that somebody new is waiting. */
export class Alerts {
  #announcer;
  #button;
  #label;
  #company = document.title.split(", ").slice(1).join(", ");
  #audio = null;
  #isLoud = load() === "on";

  constructor(button, announcer) {
    this.#button = button;
    this.#label = button.querySelector("#sound-state");
    this.#announcer = announcer;
    button.addEventListener("click", () => this.#toggle());
    this.#showSound();
  }

  /** The number waiting, in the title of the tab. */
  count(waiting) {
    document.title = strings.title(waiting, this.#company);
  }

  arrived(tickets) {
    const [first] = tickets;
    this.#announcer.textContent =
      tickets.length === 1
        ? strings.arrived(first.reference, strings.reason(first.reason))
        : strings.arrivedMany(tickets.length);
    if (this.#isLoud) this.#beep();
  }

  #toggle() {
    this.#isLoud = !this.#isLoud;
    save(this.#isLoud ? "on" : "off");
    this.#showSound();
    if (this.#isLoud) this.#beep();
  }

  #showSound() {
    this.#button.setAttribute("aria-pressed", String(this.#isLoud));
    this.#label.textContent = this.#isLoud ? strings.soundOn : strings.soundOff;
  }

  /** Two soft notes. Browsers stay silent until the agent has touched the page. */
  #beep() {
    this.#audio ??= new AudioContext();
    const audio = this.#audio;
    audio.resume();
    [660, 880].forEach((frequency, place) => {
      const start = audio.currentTime + place * 0.14;
      const [tone, volume] = [audio.createOscillator(), audio.createGain()];
      tone.frequency.value = frequency;
      volume.gain.setValueAtTime(0.0001, start);
      volume.gain.exponentialRampToValueAtTime(0.08, start + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.13);
      tone.connect(volume).connect(audio.destination);
      tone.start(start);
      tone.stop(start + 0.14);
    });
  }
}

// Storage may be closed by the browser's settings; the desk works without.
function load() {
  try {
    return localStorage.getItem(SOUND_KEY);
  } catch {
    return null;
  }
}

function save(value) {
  try {
    localStorage.setItem(SOUND_KEY, value);
  } catch {
    return;
  }
}

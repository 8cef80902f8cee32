import { placeholder } from '../domain/placeholder';

/** Milliseconds that one task may spend on placeholders: half of a frame, of which there are 60 in a second. */
const SLICE_MILLISECONDS = 8;
/** Placeholders that are kept once they are drawn: some screens full, 5 kB each. */
const KEPT = 500;

interface Wish {
  thumbhash: string;
  show: (address: string) => void;
}

export interface PlaceholderClock {
  /** Milliseconds. */
  now: () => number;
  /** Runs something when the browser has done what is more urgent. */
  later: (run: () => void) => void;
}

/**
 * Draws blurred pictures out of ThumbHashes, a few at a time.
 *
 * One takes up to a millisecond. Rows that come into view bring a hundred at once, and scrolling would stutter.
 */
export class Placeholders {
  readonly #clock: PlaceholderClock;
  readonly #wishes = new Set<Wish>();
  readonly #drawn = new Map<string, string>();
  #working = false;

  constructor(clock: PlaceholderClock = inBrowser) {
    this.#clock = clock;
  }

  /** Calls `show` with the address of a picture, now if it was drawn before; the returned function takes the wish back. */
  ask(thumbhash: string, show: (address: string) => void): () => void {
    const known = this.#drawn.get(thumbhash);
    if (known !== undefined) {
      show(known);
      return () => undefined;
    }
    const wish = { thumbhash, show };
    this.#wishes.add(wish);
    this.#goOn();
    return () => void this.#wishes.delete(wish);
  }

  #goOn(): void {
    if (this.#working || this.#wishes.size === 0) return;
    this.#working = true;
    this.#clock.later(() => {
      this.#working = false;
      this.#drawSome();
      this.#goOn();
    });
  }

  #drawSome(): void {
    const ends = this.#clock.now() + SLICE_MILLISECONDS;
    for (const wish of this.#wishes) {
      this.#wishes.delete(wish);
      const address = this.#draw(wish.thumbhash);
      if (address !== undefined) wish.show(address);
      if (this.#clock.now() >= ends) return;
    }
  }

  #draw(thumbhash: string): string | undefined {
    const address = this.#drawn.get(thumbhash) ?? placeholder(thumbhash);
    if (address === undefined) return undefined;
    this.#drawn.delete(thumbhash);
    this.#drawn.set(thumbhash, address);
    if (this.#drawn.size > KEPT) this.#drawn.delete(this.#drawn.keys().next().value!);
    return address;
  }
}

const inBrowser: PlaceholderClock = { now: () => performance.now(), later: (run) => void setTimeout(run) };

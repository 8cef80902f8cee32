import { HEADER, MAX_PAGES_BACK, SCROLL_END_MILLISECONDS } from '../gallery/scroll-restoration';

/** What stands at the upper edge of an album: an item, and how far below the window's edge it begins, in pixels. */
interface Anchor {
  uploadId: string;
  offset: number;
}

/** Where in an open album one is: remembered when the page has come to rest, and gone to again. The window scrolls. */
export class AlbumView {
  readonly #onRest: (place: Anchor | undefined) => void;
  #element: HTMLElement | undefined;
  #sought: Anchor | undefined;
  #pagesBack = 0;
  /** How far the page was scrolled on the way to what is sought. */
  #reached = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;

  /** `onRest` hears where one is, or nothing at the beginning. */
  constructor(onRest: (place: Anchor | undefined) => void) {
    this.#onRest = onRest;
  }

  /** Begins with the element that holds the tiles; the returned function ends it. */
  attach(element: HTMLElement): () => void {
    this.#element = element;
    history.scrollRestoration = 'manual';
    return () => clearTimeout(this.#rest);
  }

  /** Has one look for a place that was remembered, unless it is none. */
  seek(written: unknown): void {
    clearTimeout(this.#rest);
    this.#sought = readAnchor(written);
    this.#pagesBack = 0;
    this.#reached = 0;
    if (this.#sought === undefined) window.scrollTo(0, 0);
  }

  /** Goes to what is sought if it is there; otherwise whether one more page may bring it. */
  seeksOn(): boolean {
    if (this.#sought === undefined) return false;
    if (this.#goTo(this.#sought)) this.#sought = undefined;
    return this.#sought !== undefined && ++this.#pagesBack <= MAX_PAGES_BACK;
  }

  /** Whether the place is reached; while too little is loaded below it, the page cannot be scrolled so far. */
  #goTo({ uploadId, offset }: Anchor): boolean {
    const tile = this.#tiles().find((one) => one.dataset['uploadId'] === uploadId);
    if (tile === undefined) return false;
    const distance = () => Math.round(tile.getBoundingClientRect().top - offset);
    window.scrollBy(0, distance());
    this.#reached = window.scrollY;
    return distance() === 0;
  }

  /** Takes in that the page was scrolled: a user who scrolls looks for nothing else. */
  scrolled(): void {
    if (Math.abs(window.scrollY - this.#reached) >= 2) this.#sought = undefined;
    clearTimeout(this.#rest);
    if (this.#sought === undefined)
      this.#rest = setTimeout(() => this.#onRest(this.#anchor()), SCROLL_END_MILLISECONDS);
  }

  #anchor(): Anchor | undefined {
    if (window.scrollY === 0) return undefined;
    const tile = this.#tiles().find((one) => one.getBoundingClientRect().bottom > HEADER);
    const uploadId = tile?.dataset['uploadId'];
    return tile && uploadId !== undefined ? { uploadId, offset: tile.getBoundingClientRect().top } : undefined;
  }

  #tiles(): HTMLElement[] {
    return [...(this.#element?.querySelectorAll<HTMLElement>('[data-upload-id]') ?? [])];
  }
}

function readAnchor(written: unknown): Anchor | undefined {
  const { uploadId, offset } = (written ?? {}) as Record<string, unknown>;
  return typeof uploadId === 'string' && Number.isFinite(offset) ? (written as Anchor) : undefined;
}

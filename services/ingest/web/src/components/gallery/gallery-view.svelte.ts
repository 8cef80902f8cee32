import { untrack } from 'svelte';
import {
  anchorOf,
  isThere,
  momentPlace,
  nearestPlaceOf,
  placeOf,
  spanOf,
  type Anchor,
} from '../../domain/timeline/anchor';
import { momentOf, monthOf } from '../../domain/timeline/contents';
import { Layouts } from '../../domain/timeline/layout';
import type { Wanted } from '../../domain/timeline/next-page';
import { drawnSpan, monthAt, within, type Span, type VisibleMonth } from '../../domain/timeline/viewport';
import type { Item } from '../../api/item';
import type { Timeline } from '../../state/timeline.svelte';
import { MAX_PAGES_BACK, SCROLL_END_MILLISECONDS } from './scroll-restoration';

const GAP = 6;
// The small preview has 256 pixels on its longest side: a landscape tile of this height shows them one to one.
const TARGET_HEIGHT = 176;
const NARROW = { width: 600, targetHeight: 128 };
/** At no time more pictures than this are in the page. */
const MAX_PICTURES = 360;
/** Shares of the window's height: so far beyond what is seen rows are drawn, and items loaded. */
const DRAWN_AHEAD = 0.75;
const LOADED_AHEAD = 1;
/** Who scrolls faster than this, in pixels a millisecond, looks for a date and not at pictures. */
const TOO_FAST = 8;

/** What of a timeline is seen in the window, and how the page scrolls with it. The window is what scrolls. */
export class GalleryView {
  #element: HTMLElement | undefined;
  #anchor: Anchor | undefined;
  #last = { y: 0, at: 0 };
  #still: ReturnType<typeof setTimeout> | undefined;
  #fast = $state(false);
  #ahead: ReturnType<typeof setTimeout> | undefined;
  #leapt = $state(false);
  /** Where one was before, as long as that is not there to be gone to. */
  #sought = $state.raw<Anchor | undefined>();
  #pagesBack = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #top = $state(0);

  /** Pixels that the rows fill. */
  width = $state(0);
  /** Pixels of the window below the header. */
  height = $state(0);
  /** The item that has the focus: it stays in the page however far it is scrolled away. */
  focused = $state<string | undefined>();

  readonly #layouts = $derived.by(() => {
    const targetHeight = this.width < NARROW.width ? NARROW.targetHeight : TARGET_HEIGHT;
    const geometry = { width: this.width, targetHeight, gap: GAP, usualRatio: this.timeline.usualRatio };
    return new Layouts(geometry, this.timeline.tail !== undefined);
  });
  readonly layout = $derived.by(() => this.#layouts.of(this.timeline.months));
  readonly seen: Span = $derived({ top: this.#top, bottom: this.#top + this.height });
  readonly #reach = $derived(this.#leapt ? 0 : this.height * DRAWN_AHEAD);
  readonly #span = $derived(drawnSpan(this.layout, this.seen, this.#reach, MAX_PICTURES));
  readonly drawn: readonly VisibleMonth[] = $derived(this.#withFocused(within(this.layout, this.#span)));
  /** The month that stands at the upper edge. */
  readonly month = $derived(this.layout.months[monthAt(this.layout, this.#top + 1)]);
  /** How far the page can be scrolled, in pixels of the timeline. */
  readonly range = $derived(Math.max(0, this.layout.height - this.height));

  /** `onRest` hears where one is whenever the page has come to rest: at its beginning, or at what stands at the upper edge. */
  constructor(
    readonly timeline: Timeline,
    private readonly onRest: (place: Anchor | undefined) => void,
  ) {}

  /** Begins with the element that holds the timeline; the returned function ends it. */
  attach(element: HTMLElement): () => void {
    this.#element = element;
    // The viewer is closed by going back, and the browser would go back to where it was opened.
    history.scrollRestoration = 'manual';
    return () => {
      clearTimeout(this.#still);
      clearTimeout(this.#ahead);
      clearTimeout(this.#rest);
    };
  }

  /** Goes to where one was before as soon as that is there, unless somebody scrolls first. */
  seek(place: Anchor | undefined): void {
    this.#sought = place;
    this.#pagesBack = 0;
    this.hold();
  }

  /** Whether one more page of a list without counts is to be loaded because it may bring what is sought. */
  seeksOn(): boolean {
    if (this.#sought === undefined || this.#pagesBack >= MAX_PAGES_BACK) return false;
    this.#pagesBack += 1;
    return true;
  }

  /** Takes in how far the page has been scrolled. */
  scrolled(): void {
    if (this.#element === undefined) return;
    const drawn = this.#span;
    this.#top = this.#measured(this.#element);
    if (this.#top > drawn.bottom || this.#top + this.height < drawn.top) this.#leap();
    const now = performance.now();
    if (Math.abs(this.#top - this.#last.y) > TOO_FAST * (now - this.#last.at)) this.#hurry();
    if (Math.abs(this.#top - this.#last.y) >= 2) this.#sought = undefined;
    this.#last = { y: this.#top, at: now };
    this.#keep();
  }

  /** After the layout has changed: shows again what was seen before. */
  hold(): void {
    if (this.#element === undefined || this.width === 0) return;
    const place = this.#sought
      ? nearestPlaceOf(this.layout, this.#sought)
      : this.#anchor && placeOf(this.layout, this.#anchor);
    const now = this.#measured(this.#element);
    if (place !== undefined && Math.abs(place - now) >= 1) window.scrollBy(0, Math.round(place - now));
    this.#top = this.#measured(this.#element);
    this.#last = { y: this.#top, at: performance.now() };
    if (this.#sought !== undefined && isThere(this.layout, this.#sought)) this.#sought = undefined;
    this.#keep();
  }

  /** Goes to a height of the timeline. */
  goTo(y: number): void {
    if (this.#element === undefined) return;
    window.scrollBy(0, Math.round(y - this.#measured(this.#element)));
    this.#last = { y, at: performance.now() };
    this.scrolled();
  }

  /** Goes to the name of a month, counted from the newest. */
  goToMonth(index: number): void {
    const month = this.layout.months[Math.max(0, Math.min(index, this.layout.months.length - 1))];
    if (month !== undefined) this.goTo(month.top);
  }

  /** Makes sure that an item is seen; one that is not loaded is gone to by its moment. */
  reveal(item: Item): void {
    const month = this.layout.months.find((one) => one.month === monthOf(momentOf(item)));
    const span = spanOf(this.layout, item.uploadId);
    if (span !== undefined && span.top >= this.seen.top && span.bottom <= this.seen.bottom) return;
    if (span !== undefined) this.goTo(span.top - (this.height - (span.bottom - span.top)) / 2);
    else if (month !== undefined) this.goTo(momentPlace(month, momentOf(item)));
  }

  /** What is to be loaded: nothing while the page rushes by. What is seen comes first. */
  get wanted(): Wanted[] {
    if (this.#fast) return [];
    const reach = this.height * LOADED_AHEAD;
    const near = gapsIn(within(this.layout, this.seen), this.seen);
    const wide = { top: this.seen.top - reach, bottom: this.seen.bottom + reach };
    return [
      ...near,
      ...gapsIn(within(this.layout, wide), wide).filter(({ gap }) => !near.some((one) => one.gap === gap)),
    ];
  }

  /** Whether the end of what is loaded is near. */
  get nearEnd(): boolean {
    return this.seen.bottom + this.height * LOADED_AHEAD >= this.layout.height;
  }

  #measured(element: HTMLElement): number {
    return window.innerHeight - this.height - element.getBoundingClientRect().top;
  }

  /** Remembers what is seen, to hold it and to find it again. */
  #keep(): void {
    this.#anchor = this.#top > 0 ? anchorOf(this.layout, this.seen) : undefined;
    clearTimeout(this.#rest);
    if (this.#sought === undefined) this.#rest = setTimeout(() => this.onRest(this.#anchor), SCROLL_END_MILLISECONDS);
  }

  #hurry(): void {
    this.#fast = true;
    clearTimeout(this.#still);
    this.#still = setTimeout(() => (this.#fast = false), SCROLL_END_MILLISECONDS);
  }

  /** Nothing that is seen now was drawn before: what is seen is drawn first, and what lies ahead of it a moment later. */
  #leap(): void {
    this.#leapt = true;
    clearTimeout(this.#ahead);
    this.#ahead = setTimeout(() => (this.#leapt = false), SCROLL_END_MILLISECONDS);
  }

  #withFocused(months: VisibleMonth[]): VisibleMonth[] {
    const span = this.focused === undefined ? undefined : spanOf(this.layout, this.focused);
    if (span === undefined || (span.bottom > this.#span.top && span.top < this.#span.bottom)) return months;
    return untrack(() => joined(months, within(this.layout, { top: span.top + 1, bottom: span.top + 2 })));
  }
}

/** Both, with what both contain of the same month joined. */
function joined(months: VisibleMonth[], others: VisibleMonth[]): VisibleMonth[] {
  const more = others.filter(({ month }) => !months.some((known) => known.month === month));
  const same = months.map((known) => {
    const rows = others.find(({ month }) => month === known.month)?.rows ?? [];
    return { ...known, rows: [...known.rows, ...rows] };
  });
  return [...same, ...more].sort((one, other) => one.month.top - other.month.top);
}

function gapsIn(months: readonly VisibleMonth[], span: Span): Wanted[] {
  return months.flatMap(({ month, gaps }) =>
    gaps.map(({ gap, top, height, count }) => {
      const share = (y: number) => (Math.max(0, Math.min(height, y - month.top - top)) / height) * count;
      return { month: month.month, gap, first: share(span.top), end: share(span.bottom) };
    }),
  );
}

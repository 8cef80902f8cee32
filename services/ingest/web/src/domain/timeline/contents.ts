import type { Item } from '../../api/item';

/** Where a page of the API broke off; the next one is had with the same bounds and the cursor. */
export interface Continuation {
  cursor: string;
  bounds: Bounds;
}

/** Moments from `oldest`, included, until `newest`, not included; milliseconds since 1970, infinite where open. */
export interface Bounds {
  oldest: number;
  newest: number;
}

/** A span of time whose items have not been loaded. */
export interface Gap extends Bounds {
  readonly kind: 'gap';
  /** How to go on from the item that stands right before it, which may share its moment. */
  next?: Continuation;
  /** How much further up the next try begins, because earlier ones found little: 1, 2, 4… */
  stride: number;
}

/** Items one after another, newest first, between which nothing is missing. */
export interface Stretch {
  readonly kind: 'stretch';
  items: readonly Item[];
}

export type Part = Gap | Stretch;

/** A month in UTC, written `2008-10`, and what is known of it, newest first. */
export interface Month {
  month: string;
  /** How many items it has, loaded or not. */
  count: number;
  parts: readonly Part[];
}

/** What an answer of the API contains: everything within its bounds, as far as it reaches. */
export interface Page {
  bounds: Bounds;
  /** Items that were not known before. */
  items: readonly Item[];
  /** The moment of the oldest item of the page, known or not; `undefined` when the page was empty. */
  last?: number;
  /** Absent when nothing is missing down to `bounds.oldest`. */
  next?: Continuation;
}

export function momentOf(item: Item): number {
  return Date.parse(item.takenAt);
}

/** The month in UTC of a moment. */
export function monthOf(moment: number): string {
  return new Date(moment).toISOString().slice(0, 7);
}

/** From the beginning of a month to the beginning of the next. */
export function boundsOf(month: string): Bounds {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return { oldest: Date.UTC(year, number - 1), newest: Date.UTC(year, number) };
}

/** A month of which only the count is known. */
export function unloadedMonth(month: string, count: number): Month {
  return { month, count, parts: [{ kind: 'gap', stride: 1, ...boundsOf(month) }] };
}

/** The items of a month that are loaded. */
export function loadedItems({ parts }: Month): readonly Item[] {
  const stretches = parts.filter((part) => part.kind === 'stretch');
  return stretches.length === 1 ? stretches[0]!.items : stretches.flatMap(({ items }) => items);
}

/**
 * How many items a gap of a month is thought to hold.
 *
 * What is missing of the month's count is spread over its gaps as if items were taken evenly over time.
 */
export function estimate(month: Month, gap: Gap): number {
  const gaps = month.parts.filter((part) => part.kind === 'gap');
  const missing = Math.max(0, month.count - loadedItems(month).length);
  const time = gaps.reduce((sum, { newest, oldest }) => sum + newest - oldest, 0);
  return time === 0 ? missing / gaps.length : (missing * (gap.newest - gap.oldest)) / time;
}

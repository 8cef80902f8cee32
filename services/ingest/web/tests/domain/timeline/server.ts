import type { Item } from '../../../src/api/item';
import { momentOf, unloadedMonth, type Month, type Page } from '../../../src/domain/timeline/contents';
import type { PageRequest } from '../../../src/domain/timeline/next-page';
import { groupByMonth } from '../../../src/domain/months';
import { item } from '../../item';

/** Numbers that look random and are the same at every run: mulberry32. */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** An item of its own shape, taken at a moment. */
export function picture(number: number, moment: number, random: () => number): Item {
  const uploadId = `u${String(number).padStart(7, '0')}`;
  const [width, height] = [4000, Math.round(4000 / (0.4 + random() * 2.6))];
  return item({ uploadId, takenAt: new Date(moment).toISOString(), width, height });
}

/** The catalog's answers about a library: newest first, bounded, page by page. */
export class Server {
  readonly items: readonly Item[];
  readonly #moments: readonly number[];
  asked = 0;
  answered = 0;

  /** Takes items in any order. */
  constructor(items: readonly Item[]) {
    this.items = items.toSorted((one, other) =>
      momentOf(one) === momentOf(other) ? other.uploadId.localeCompare(one.uploadId) : momentOf(other) - momentOf(one),
    );
    this.#moments = this.items.map(momentOf);
  }

  months(): Month[] {
    return groupByMonth(this.items).map(({ month, items }) => unloadedMonth(month, items.length));
  }

  /** The answer to a request, without the items that are known. */
  page({ bounds, next }: PageRequest, size: number, known: readonly Item[]): Page {
    const within = next?.bounds ?? bounds;
    const inside = this.items.filter((_, place) => {
      const moment = this.#moments[place]!;
      return moment >= within.oldest && moment < within.newest;
    });
    const from = next === undefined ? 0 : inside.findIndex(({ uploadId }) => uploadId === next.cursor) + 1;
    const items = inside.slice(from, from + size);
    const last = items.at(-1);
    const more = from + size < inside.length;
    const ids = new Set(known.map(({ uploadId }) => uploadId));
    this.asked += 1;
    this.answered += items.length;
    return {
      bounds,
      items: items.filter(({ uploadId }) => !ids.has(uploadId)),
      ...(last && { last: momentOf(last) }),
      ...(more && last && { next: { cursor: last.uploadId, bounds: within } }),
    };
  }
}

import { monthAt, within, type Span } from './viewport';
import type { Layout, PlacedMonth, PlacedRow } from './layout';
import { momentOf } from './contents';

/**
 * What stays where it is while the timeline around it changes: an item, the name of a month, or, where nothing of that is
 * seen, a moment. `offset` is how far above the place one looks at it begins, in pixels.
 */
export type Anchor = { offset: number } & (
  | { kind: 'item'; month: string; uploadId: string; moment: number }
  | { kind: 'month'; month: string }
  | { kind: 'moment'; month: string; moment: number }
);

/** What to hold on to for somebody who sees this span. */
export function anchorOf(layout: Layout, seen: Span): Anchor | undefined {
  const months = within(layout, seen);
  for (const { month, rows } of months) {
    const row = rows.find(({ items }) => items.length > 0);
    const item = row?.items[0];
    if (row === undefined || item === undefined) continue;
    const offset = seen.top - month.top - row.top;
    return { kind: 'item', month: month.month, uploadId: item.uploadId, moment: momentOf(item), offset };
  }
  const named = months.find(({ month }) => month.top >= seen.top);
  if (named !== undefined) return { kind: 'month', month: named.month.month, offset: seen.top - named.month.top };
  return months[0] && momentAnchor(months[0].month, seen.top);
}

function momentAnchor(month: PlacedMonth, y: number): Anchor {
  const inside = y - month.top;
  const gap = month.gaps.find(({ top, height }) => top <= inside && inside < top + height);
  if (gap === undefined) return { kind: 'month', month: month.month, offset: inside };
  const { newest, oldest } = gap.gap;
  const moment = newest - ((inside - gap.top) / gap.height) * (newest - oldest);
  return { kind: 'moment', month: month.month, moment, offset: 0 };
}

/** Where to look now to see the anchor as before; `undefined` when it is gone. */
export function placeOf(layout: Layout, anchor: Anchor): number | undefined {
  const month = layout.months.find((one) => one.month === anchor.month);
  if (month === undefined) return undefined;
  if (anchor.kind === 'month') return month.top + anchor.offset;
  if (anchor.kind === 'moment') return momentPlace(month, anchor.moment);
  const row = month.rows.find(({ items }) => items.some(({ uploadId }) => uploadId === anchor.uploadId));
  return row && month.top + row.top + anchor.offset;
}

/** The same, but the moment of an item stands in for it while it is not laid out. */
export function nearestPlaceOf(layout: Layout, anchor: Anchor): number | undefined {
  const month = layout.months.find((one) => one.month === anchor.month);
  const standsIn = anchor.kind === 'item' && month !== undefined ? momentPlace(month, anchor.moment) : undefined;
  return placeOf(layout, anchor) ?? standsIn;
}

/** Whether what is held on to is there itself, and nothing stands in for it. */
export function isThere(layout: Layout, anchor: Anchor): boolean {
  return anchor.kind === 'item'
    ? spanOf(layout, anchor.uploadId) !== undefined
    : layout.months.some(({ month }) => month === anchor.month);
}

/** An anchor as it was written down, or `undefined` when it is none. */
export function readAnchor(written: unknown): Anchor | undefined {
  const { kind, month, offset, uploadId, moment } = (written ?? {}) as Record<string, unknown>;
  if (typeof month !== 'string' || !Number.isFinite(offset)) return undefined;
  const known =
    kind === 'month' ||
    (kind === 'moment' && Number.isFinite(moment)) ||
    (kind === 'item' && Number.isFinite(moment) && typeof uploadId === 'string');
  return known ? (written as Anchor) : undefined;
}

/** The height of the row or the point of a gap where a moment is. */
export function momentPlace(month: PlacedMonth, moment: number): number {
  const gap = month.gaps.find(({ gap: { newest, oldest } }) => oldest <= moment && moment < newest);
  if (gap !== undefined) {
    const { newest, oldest } = gap.gap;
    return month.top + gap.top + ((newest - moment) / (newest - oldest)) * gap.height;
  }
  const row = rowOf(month.rows, moment) ?? month.rows.at(-1);
  return month.top + (row?.top ?? 0);
}

function rowOf(rows: readonly PlacedRow[], moment: number): PlacedRow | undefined {
  return rows.find(({ items }) => momentOf(items.at(-1)!) <= moment);
}

/** Where an item is, and how high; `undefined` while it is not laid out. */
export function spanOf(layout: Layout, uploadId: string): Span | undefined {
  for (const month of layout.months) {
    const row = month.rows.find(({ items }) => items.some((item) => item.uploadId === uploadId));
    if (row !== undefined) return { top: month.top + row.top, bottom: month.top + row.top + row.height };
  }
  return undefined;
}

/** The month that stands at a height, as the scrubber names it. */
export function monthNameAt(layout: Layout, y: number): string {
  return layout.months[monthAt(layout, y)]?.month ?? '';
}

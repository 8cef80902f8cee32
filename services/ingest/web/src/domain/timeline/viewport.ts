import type { Layout, PlacedGap, PlacedMonth, PlacedRow } from './layout';

/** From `top` to `bottom` in pixels of the timeline. */
export interface Span {
  top: number;
  bottom: number;
}

/** What of a month lies in a span. */
export interface VisibleMonth {
  month: PlacedMonth;
  rows: readonly PlacedRow[];
  gaps: readonly PlacedGap[];
}

/** Everything that lies in a span, from top to bottom. */
export function within(layout: Layout, span: Span): VisibleMonth[] {
  const visible: VisibleMonth[] = [];
  for (let index = monthAt(layout, span.top); index < layout.months.length; index++) {
    const month = layout.months[index]!;
    if (month.top > span.bottom) break;
    const touches = (part: { top: number; height: number }) =>
      month.top + part.top < span.bottom && month.top + part.top + part.height > span.top;
    visible.push({ month, rows: month.rows.filter(touches), gaps: month.gaps.filter(touches) });
  }
  return visible;
}

/**
 * The span to draw for what is seen: it reaches `ahead` pixels beyond on both sides, but less where that would draw more
 * than `most` pictures.
 */
export function drawnSpan(layout: Layout, seen: Span, ahead: number, most: number): Span {
  for (let reach = ahead; ; reach = Math.floor(reach / 2)) {
    const span = { top: seen.top - reach, bottom: seen.bottom + reach };
    if (reach < 1 || pictures(within(layout, span)) <= most) return span;
  }
}

function pictures(months: readonly VisibleMonth[]): number {
  return months.reduce((sum, { rows }) => sum + rows.reduce((inner, { items }) => inner + items.length, 0), 0);
}

/** Index of the month at a height: the last one that begins there or above. */
export function monthAt({ months }: Layout, y: number): number {
  let low = 0;
  let high = months.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (months[middle]!.top <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

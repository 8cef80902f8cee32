/** Rows of a list from `first` up to, but not with, `end`. */
export interface RowRange {
  first: number;
  end: number;
}

/** Rows drawn above and below what can be seen, so that scrolling shows no gap. */
const SPARE = 4;

/** Which of `count` rows of equal height are in or near the window; all lengths in pixels. */
export function visibleRows(scrolled: number, windowHeight: number, rowHeight: number, count: number): RowRange {
  const first = Math.max(0, Math.floor(scrolled / rowHeight) - SPARE);
  const end = Math.min(count, Math.ceil((scrolled + windowHeight) / rowHeight) + SPARE);
  return { first: Math.min(first, count), end: Math.max(end, 0) };
}

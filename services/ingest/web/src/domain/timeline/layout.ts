import type { Item } from '../../api/item';
import { filledRows, isFull, justifiedRows, type Row, type RowLayout } from '../justified-rows';
import { estimate, type Gap, type Month, type Part, type Stretch } from './contents';

/** Pixels that the name of a month takes. */
export const HEADING_HEIGHT = 58;

/** How the timeline is laid out. Tiles are as far apart upwards as sideways. */
export interface Geometry extends RowLayout {
  /** Width to height of a picture that is not loaded yet. */
  usualRatio: number;
}

/** A row of tiles; `top` counts from the top of its month. */
export interface PlacedRow {
  top: number;
  height: number;
  widths: readonly number[];
  items: readonly Item[];
}

/** Room kept for about `count` items that are not loaded. */
export interface PlacedGap {
  top: number;
  height: number;
  gap: Gap;
  count: number;
}

/** A month in the timeline; `top` counts from the top of the whole. All lengths are pixels. */
export interface PlacedMonth {
  month: string;
  count: number;
  top: number;
  height: number;
  rows: readonly PlacedRow[];
  gaps: readonly PlacedGap[];
}

export interface Layout {
  months: readonly PlacedMonth[];
  height: number;
}

/** Lays months out one below the other; `before` gives back what it did for a month that has not changed. */
export class Layouts {
  readonly #geometry: Geometry;
  readonly #open: boolean;
  readonly #done = new WeakMap<Month, PlacedMonth>();

  /** `open`: whether more items may follow the last month's, so that its last row has to wait for them. */
  constructor(geometry: Geometry, open: boolean) {
    this.#geometry = geometry;
    this.#open = open;
  }

  of(months: readonly Month[]): Layout {
    let top = 0;
    const placed = months.map((month, index) => {
      const waits = this.#open && index === months.length - 1;
      const at = { ...this.#month(month, waits), top };
      top += at.height;
      return at;
    });
    return { months: placed, height: top };
  }

  #month(month: Month, waits: boolean): PlacedMonth {
    if (waits) return placeMonth(month, this.#geometry, true);
    const known = this.#done.get(month) ?? placeMonth(month, this.#geometry, false);
    this.#done.set(month, known);
    return known;
  }
}

function placeMonth(month: Month, geometry: Geometry, waits: boolean): PlacedMonth {
  const rows: PlacedRow[] = [];
  const gaps: PlacedGap[] = [];
  let top = HEADING_HEIGHT;
  let held = 0;
  month.parts.forEach((part, index) => {
    if (part.kind === 'gap') {
      const count = estimate(month, part) + held;
      const height = heightOfMany(count, geometry);
      gaps.push({ top, height, gap: part, count });
      top += height;
      held = 0;
      return;
    }
    const laid = placeStretch(part, following(month.parts[index + 1], waits), geometry, top);
    rows.push(...laid.rows);
    top = laid.end;
    held = laid.held;
  });
  return { month: month.month, count: month.count, top: 0, height: top, rows, gaps };
}

type Following = 'nothing' | 'unknown' | 'known';

function following(next: Part | undefined, waits: boolean): Following {
  if (next === undefined) return waits ? 'unknown' : 'nothing';
  return next.kind === 'gap' ? 'unknown' : 'known';
}

/** The rows of a stretch. A last row that is not full is held back until it is known what follows. */
function placeStretch({ items }: Stretch, follows: Following, geometry: Geometry, from: number) {
  const ratios = items.map(({ width, height }) => width / height);
  const all = follows === 'known' ? filledRows(ratios, geometry) : justifiedRows(ratios, geometry);
  const last = all.at(-1);
  const holds = follows === 'unknown' && last !== undefined && !isFull(last, geometry);
  let top = from;
  const rows = (holds ? all.slice(0, -1) : all).map((row) => {
    const placed = { top, ...tilesOf(row, items) };
    top += row.height + geometry.gap;
    return placed;
  });
  return { rows, end: top, held: holds ? last.widths.length : 0 };
}

function tilesOf({ first, height, widths }: Row, items: readonly Item[]) {
  return { height, widths, items: items.slice(first, first + widths.length) };
}

/** The height that `count` pictures of the usual shape take. */
export function heightOfMany(count: number, { width, targetHeight, gap, usualRatio }: Geometry): number {
  if (count <= 0) return 0;
  const rows = (count * (usualRatio * targetHeight + gap)) / (width + gap);
  return Math.ceil(rows) * (targetHeight + gap);
}

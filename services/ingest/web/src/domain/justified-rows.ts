/** A row of tiles that together span the whole width. */
export interface Row {
  /** Index of the first tile. */
  first: number;
  /** Pixels. */
  height: number;
  /** Pixels, one for each tile. */
  widths: number[];
}

export interface RowLayout {
  /** Width to fill, in pixels. */
  width: number;
  /** Height that rows should come close to, in pixels. */
  targetHeight: number;
  /** Space between two tiles of a row, in pixels. */
  gap: number;
}

/** Rows at the end that are laid anew so that the last one is full; the others stay as they are when pictures follow. */
const REFITTED = 4;

// Beyond these a tile would be a sliver or a whole row; the picture is cropped to them in the grid and whole in the viewer.
const NARROWEST = 0.5;
const WIDEST = 2.8;

/** Lays pictures of the given width-to-height ratios into rows; the last row keeps the target height and may end early. */
export function justifiedRows(ratios: readonly number[], layout: RowLayout): Row[] {
  const rows: Row[] = [];
  let first = 0;
  while (first < ratios.length) {
    const shapes = rowFrom(ratios, first, layout);
    rows.push(fitted(first, shapes, layout, first + shapes.length === ratios.length));
    first += shapes.length;
  }
  return rows;
}

/**
 * The same, but with a last row that is full as well, because other pictures follow below.
 *
 * A few rows at the end share out what is too little for a row of its own.
 */
export function filledRows(ratios: readonly number[], layout: RowLayout): Row[] {
  const rows = justifiedRows(ratios, layout);
  const last = rows.at(-1);
  if (last === undefined || isFull(last, layout)) return rows;
  const kept = rows.slice(0, -REFITTED);
  const first = rows[kept.length]!.first;
  const shapes = ratios.slice(first).map(clamped);
  return [...kept, ...evenRows(shapes, layout).map((row) => ({ ...row, first: row.first + first }))];
}

/** Whether a row spans the whole width. */
export function isFull(row: Row, { width, gap }: RowLayout): boolean {
  return row.widths.reduce((sum, one) => sum + one, 0) + gap * (row.widths.length - 1) >= Math.floor(width);
}

/** Lays shapes into full rows whose heights differ from the target as little as can be, by least squares of ratios. */
function evenRows(shapes: readonly number[], layout: RowLayout): Row[] {
  const best: { cost: number; first: number }[] = [{ cost: 0, first: 0 }];
  for (let end = 1; end <= shapes.length; end++) {
    best[end] = { cost: Infinity, first: 0 };
    for (let first = end - 1; first >= 0; first--) {
      const cost = best[first]!.cost + Math.log(heightOf(shapes.slice(first, end), layout) / layout.targetHeight) ** 2;
      if (cost < best[end]!.cost) best[end] = { cost, first };
    }
  }
  const rows: Row[] = [];
  for (let end = shapes.length; end > 0; end = best[end]!.first) {
    const { first } = best[end]!;
    rows.unshift(fitted(first, shapes.slice(first, end), layout, false));
  }
  return rows;
}

/** As many shapes as bring the row's height nearest to the target. */
function rowFrom(ratios: readonly number[], first: number, layout: RowLayout): number[] {
  const row: number[] = [];
  for (let index = first; index < ratios.length; index++) {
    const before = row.length === 0 ? Infinity : heightOf(row, layout);
    row.push(clamped(ratios[index] ?? 1));
    const after = heightOf(row, layout);
    if (after > layout.targetHeight) continue;
    if (before - layout.targetHeight < layout.targetHeight - after) row.pop();
    break;
  }
  return row;
}

/** The height at which the shapes fill the width exactly. */
function heightOf(shapes: readonly number[], { width, gap }: RowLayout): number {
  const ratio = shapes.reduce((sum, shape) => sum + shape, 0);
  return (width - gap * (shapes.length - 1)) / ratio;
}

function fitted(first: number, shapes: readonly number[], layout: RowLayout, last: boolean): Row {
  const filling = heightOf(shapes, layout);
  const short = last && filling > layout.targetHeight;
  const height = Math.max(1, Math.round(short ? layout.targetHeight : filling));
  const widths = shapes.map((shape) => Math.max(1, Math.floor(shape * (short ? height : filling))));
  return { first, height, widths: short ? widths : filledUp(widths, layout) };
}

/** Gives the pixels lost by rounding to the last tile, so that every full row ends at the same edge. */
function filledUp(widths: number[], { width, gap }: RowLayout): number[] {
  const used = widths.reduce((sum, one) => sum + one, 0) + gap * (widths.length - 1);
  return widths.with(-1, Math.max(1, (widths.at(-1) ?? 0) + Math.floor(width) - used));
}

/** Width to height on average, each as it is shown. */
export function averageRatio(pictures: readonly { width: number; height: number }[]): number {
  return pictures.reduce((sum, { width, height }) => sum + clamped(width / height), 0) / pictures.length;
}

function clamped(ratio: number): number {
  return Number.isFinite(ratio) ? Math.min(WIDEST, Math.max(NARROWEST, ratio)) : 1;
}

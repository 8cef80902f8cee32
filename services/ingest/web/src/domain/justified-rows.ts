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

function clamped(ratio: number): number {
  return Number.isFinite(ratio) ? Math.min(WIDEST, Math.max(NARROWEST, ratio)) : 1;
}

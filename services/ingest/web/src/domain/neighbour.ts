/** Where a tile is, in pixels. */
export interface Box {
  left: number;
  right: number;
  top: number;
}

export type ArrowKey = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/** Tiles of a row may differ by a fraction of a pixel. */
const SAME_ROW = 1;

/** The index of the tile that an arrow key leads to from another; `undefined` at the edge of the grid. */
export function neighbour(boxes: readonly Box[], from: number, key: ArrowKey): number | undefined {
  if (key === 'ArrowLeft') return from > 0 ? from - 1 : undefined;
  if (key === 'ArrowRight') return from < boxes.length - 1 ? from + 1 : undefined;
  return inRow(boxes, from, key === 'ArrowDown' ? 1 : -1);
}

/** The tile of the next row that way whose middle is nearest. */
function inRow(boxes: readonly Box[], from: number, way: 1 | -1): number | undefined {
  const start = boxes[from];
  if (start === undefined) return undefined;
  const beyond = boxes.map(({ top }) => (top - start.top) * way).filter((distance) => distance > SAME_ROW);
  if (beyond.length === 0) return undefined;
  const row = Math.min(...beyond);
  const middle = (start.left + start.right) / 2;
  let best: number | undefined;
  let nearest = Infinity;
  boxes.forEach(({ left, right, top }, index) => {
    const away = Math.abs((left + right) / 2 - middle);
    if (Math.abs((top - start.top) * way - row) > SAME_ROW || away >= nearest) return;
    best = index;
    nearest = away;
  });
  return best;
}

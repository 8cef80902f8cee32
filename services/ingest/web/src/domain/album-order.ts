/** Which way items go in the order of an album. */
export type Direction = 'earlier' | 'later';

/** The items that move, in their order, and the item right behind which they go; `undefined` for the beginning. */
export interface Move {
  uploadIds: readonly string[];
  after: string | undefined;
}

/** Takes items one place earlier or later; those that were apart come together. `undefined` when they are there already. */
export function step(order: readonly string[], moved: ReadonlySet<string>, direction: Direction): Move | undefined {
  const places = order.flatMap((uploadId, place) => (moved.has(uploadId) ? [place] : []));
  const [first, last] = [places[0], places.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const before = direction === 'earlier' ? first - 1 : last + 1 - (places.length - 1);
  return moveTo(order, moved, before);
}

/** Takes items to right before or right behind another one; `undefined` when they stand there or it moves itself. */
export function beside(
  order: readonly string[],
  moved: ReadonlySet<string>,
  other: string,
  side: 'before' | 'behind',
): Move | undefined {
  const place = order.filter((uploadId) => !moved.has(uploadId)).indexOf(other);
  return place === -1 ? undefined : moveTo(order, moved, side === 'before' ? place : place + 1);
}

/** The order after a move. */
export function arranged(order: readonly string[], { uploadIds, after }: Move): string[] {
  const moved = new Set(uploadIds);
  const rest = order.filter((uploadId) => !moved.has(uploadId));
  return rest.toSpliced(after === undefined ? 0 : rest.indexOf(after) + 1, 0, ...uploadIds);
}

/** `place` counts among those that stay. */
function moveTo(order: readonly string[], moved: ReadonlySet<string>, place: number): Move | undefined {
  const rest = order.filter((uploadId) => !moved.has(uploadId));
  const at = Math.max(0, Math.min(rest.length, place));
  const move = { uploadIds: order.filter((uploadId) => moved.has(uploadId)), after: rest[at - 1] };
  return arranged(order, move).every((uploadId, index) => uploadId === order[index]) ? undefined : move;
}

import { estimate, type Bounds, type Continuation, type Gap, type Month } from './contents';

/** The part of a gap that is wanted, as counts of items from its newer end. */
export interface Wanted {
  month: string;
  gap: Gap;
  first: number;
  end: number;
}

/** What to ask the API for. */
export interface PageRequest {
  bounds: Bounds;
  /** What the page is expected to cover of the bounds, which reach down to whatever is loaded next. */
  expected: Bounds;
  /** Present when the page goes on right behind an item that is loaded. */
  next?: Continuation;
}

/** Share of a page that is meant to lie above or below what is wanted, because items are not spread evenly. */
const SLACK = 0.3;

/**
 * The request whose page shows what is wanted of a gap.
 *
 * The API goes from newer to older only. So a page begins at the gap's newer end when that is near; otherwise where the
 * wanted items are thought to begin, or so far above the gap's older end that a page should just reach it.
 */
export function nextPage(months: readonly Month[], wanted: Wanted, size: number): PageRequest {
  const { gap } = wanted;
  const count = expectedIn(months, wanted);
  const { oldest, expected } = downFrom(months, wanted, size);
  const skipped = Math.min(wanted.first - size * SLACK, count - size * (1 - SLACK) * gap.stride);
  const newest = Math.round(gap.newest - (Math.max(0, skipped) / Math.max(1, count)) * (gap.newest - gap.oldest));
  if (skipped > size * SLACK && newest > gap.oldest) {
    return { bounds: { newest, oldest }, expected: { newest, oldest: gap.oldest } };
  }
  const all = { newest: gap.newest, oldest: expected };
  if (gap.next === undefined) return { bounds: { newest: gap.newest, oldest }, expected: all };
  return { bounds: { newest: gap.newest, oldest: gap.next.bounds.oldest }, expected: all, next: gap.next };
}

function expectedIn(months: readonly Month[], { month, gap }: Wanted): number {
  const here = months.find((one) => one.month === month);
  return here === undefined ? 0 : estimate(here, gap);
}

/** How far down nothing is loaded, and how far a page is expected to reach. */
function downFrom(
  months: readonly Month[],
  { month, gap }: Wanted,
  size: number,
): { oldest: number; expected: number } {
  const place = months.findIndex((one) => one.month === month);
  const here = months[place];
  if (here === undefined || here.parts.at(-1) !== gap) return { oldest: gap.oldest, expected: gap.oldest };
  let count = estimate(here, gap);
  let [oldest, expected] = [gap.oldest, gap.oldest];
  for (const older of months.slice(place + 1)) {
    const first = older.parts[0];
    if (first?.kind !== 'gap') break;
    oldest = first.oldest;
    if (count < size) expected = first.oldest;
    count += estimate(older, first);
    if (older.parts.length > 1) break;
  }
  return { oldest, expected };
}

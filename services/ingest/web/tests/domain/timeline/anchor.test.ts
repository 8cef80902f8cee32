import { expect, it } from 'vitest';
import { anchorOf, isThere, nearestPlaceOf, placeOf, readAnchor } from '../../../src/domain/timeline/anchor';
import { loadedItems, type Month } from '../../../src/domain/timeline/contents';
import { Layouts, type Layout } from '../../../src/domain/timeline/layout';
import { nextPage } from '../../../src/domain/timeline/next-page';
import { takePage } from '../../../src/domain/timeline/take-page';
import { chance, picture, Server } from './server';

const HOUR = 3_600_000;
const random = chance(3);
const SERVER = new Server(
  Array.from({ length: 600 }, (_, number) => picture(number, Date.UTC(2024, 5, 28) - number * HOUR, random)),
);
const LAYOUTS = new Layouts({ width: 1213, targetHeight: 176, gap: 6, usualRatio: 1.4 }, false);

/** The months, and what they are once their first page is there. */
function timeline(): { counted: readonly Month[]; loaded: readonly Month[] } {
  const counted = SERVER.months();
  const [gap] = counted[0]!.parts;
  if (gap?.kind !== 'gap') throw new Error('The newest month has been loaded already.');
  const request = nextPage(counted, { month: counted[0]!.month, gap, first: 0, end: 1 }, 99);
  return { counted, loaded: takePage(counted, SERVER.page(request, 99, counted.flatMap(loadedItems))) };
}

function layouts(): { counted: Layout; loaded: Layout } {
  const { counted, loaded } = timeline();
  return { counted: LAYOUTS.of(counted), loaded: LAYOUTS.of(loaded) };
}

it('is found again after a reload, from the moment it was taken to where it stands', () => {
  const { counted, loaded } = layouts();
  const row = loaded.months[0]!.rows[5]!;
  const seen = { top: row.top + 20, bottom: row.top + 700 };
  const anchor = readAnchor(JSON.parse(JSON.stringify(anchorOf(loaded, seen))))!;
  expect(placeOf(counted, anchor)).toBeUndefined();
  expect(isThere(counted, anchor)).toBe(false);
  const near = nearestPlaceOf(counted, anchor)!;
  expect(near).toBeGreaterThan(0);
  expect(near).toBeLessThan(counted.months[0]!.height);
  expect(isThere(loaded, anchor)).toBe(true);
  expect(nearestPlaceOf(loaded, anchor)).toBe(seen.top);
});

it('is nowhere when its month is gone', () => {
  const { counted } = layouts();
  const anchor = { kind: 'item', month: '1999-01', uploadId: 'gone', moment: 0, offset: 4 } as const;
  expect(nearestPlaceOf(counted, anchor)).toBeUndefined();
  expect(isThere(counted, anchor)).toBe(false);
});

it.each([
  undefined,
  null,
  'top',
  {},
  { kind: 'item', month: '2024-06', uploadId: 'one', offset: 3 },
  { kind: 'month', month: '2024-06' },
  { kind: 'moment', month: 6, moment: 1, offset: 0 },
  { kind: 'elsewhere', month: '2024-06', offset: 0 },
])('is not read from %j', (written) => {
  expect(readAnchor(written)).toBeUndefined();
});

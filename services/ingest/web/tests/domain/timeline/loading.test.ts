import { describe, expect, it } from 'vitest';
import type { Item } from '../../../src/api/item';
import { estimate, loadedItems, type Gap, type Month } from '../../../src/domain/timeline/contents';
import { nextPage } from '../../../src/domain/timeline/next-page';
import { takePage } from '../../../src/domain/timeline/take-page';
import { chance, picture, Server } from './server';

const SIZE = 99;
const DAY = 86_400_000;
const JUNE = Date.UTC(2024, 5, 1);

const LIBRARIES: Record<string, Item[]> = {
  'spread over ten years': many(1200, (random) => JUNE - random() * 3650 * DAY),
  'a month of 2,000': many(2000, (random) => JUNE + random() * 29 * DAY),
  'a month with nearly everything on one day': many(1200, (random) =>
    random() < 0.98 ? JUNE + 20 * DAY + random() * 3_600_000 : JUNE + random() * 29 * DAY,
  ),
  '500 in one and the same moment': many(500, () => JUNE),
};

function many(count: number, moment: (random: () => number) => number): Item[] {
  const random = chance(count);
  return Array.from({ length: count }, (_, number) => picture(number, Math.floor(moment(random)), random));
}

function everything(months: readonly Month[]): string[] {
  return months.flatMap(loadedItems).map(({ uploadId }) => uploadId);
}

function gapsOf(months: readonly Month[]): { month: Month; gap: Gap }[] {
  return months.flatMap((month) => month.parts.filter((part) => part.kind === 'gap').map((gap) => ({ month, gap })));
}

/** Loads at a share of a gap, 0 at its newer end. */
function load(server: Server, months: readonly Month[], { month, gap }: { month: Month; gap: Gap }, share: number) {
  const first = estimate(month, gap) * share;
  const request = nextPage(months, { month: month.month, gap, first, end: first + 30 }, SIZE);
  return takePage(months, server.page(request, SIZE, months.flatMap(loadedItems)));
}

describe.each(Object.entries(LIBRARIES))('a library with %s', (_, items) => {
  it.each([1, 2])('is complete and in order after every gap was looked into, in any order (%d)', (seed) => {
    const server = new Server(items);
    const random = chance(seed);
    let months: readonly Month[] = server.months();
    for (let turn = 0; gapsOf(months).length > 0; turn++) {
      const gaps = gapsOf(months);
      months = load(server, months, gaps[Math.floor(random() * gaps.length)]!, random());
      expect(turn).toBeLessThan(600);
    }
    expect(everything(months)).toEqual(server.items.map(({ uploadId }) => uploadId));
  });

  it('is read once when it is scrolled through from the top', () => {
    const server = new Server(items);
    let months: readonly Month[] = server.months();
    for (let gap = gapsOf(months)[0]; gap !== undefined; gap = gapsOf(months)[0]) months = load(server, months, gap, 0);
    expect(server.answered).toBeLessThan(items.length * 1.2 + SIZE);
    expect(server.asked).toBeLessThan((items.length / SIZE) * 1.5 + 2);
  });

  it('is complete when it is scrolled through from the bottom', () => {
    const server = new Server(items);
    let months: readonly Month[] = server.months();
    for (let gap = gapsOf(months).at(-1); gap !== undefined; gap = gapsOf(months).at(-1)) {
      months = load(server, months, gap, 1);
      expect(server.asked).toBeLessThan(items.length);
    }
    expect(everything(months)).toEqual(server.items.map(({ uploadId }) => uploadId));
  });
});

describe('a page from the middle of a month', () => {
  it('is had with one request, whatever the month holds', () => {
    const server = new Server(LIBRARIES['a month of 2,000']!);
    const months = server.months();
    const after = load(server, months, gapsOf(months)[0]!, 0.5);
    expect([server.asked, server.answered]).toEqual([1, SIZE]);
    const place = server.items.findIndex(({ uploadId }) => uploadId === everything(after)[0]);
    expect(Math.abs(place - 1000)).toBeLessThan(150);
  });

  it('leaves what is missing above and below adding up to the count', () => {
    const server = new Server(LIBRARIES['a month of 2,000']!);
    const months = server.months();
    const after = load(server, months, gapsOf(months)[0]!, 0.5);
    const missing = gapsOf(after).reduce((sum, { month, gap }) => sum + estimate(month, gap), 0);
    expect(missing + everything(after).length).toBeCloseTo(2000);
  });
});

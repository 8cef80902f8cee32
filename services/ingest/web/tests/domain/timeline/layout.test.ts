import { describe, expect, it } from 'vitest';
import type { Item } from '../../../src/api/item';
import { anchorOf, placeOf, spanOf } from '../../../src/domain/timeline/anchor';
import { estimate, loadedItems, type Month } from '../../../src/domain/timeline/contents';
import { Layouts, type Layout } from '../../../src/domain/timeline/layout';
import { nextPage } from '../../../src/domain/timeline/next-page';
import { takePage } from '../../../src/domain/timeline/take-page';
import { drawnSpan, within } from '../../../src/domain/timeline/viewport';
import { chance, picture, Server } from './server';

const DAY = 86_400_000;
const SIZE = 99;
const random = chance(7);
const ITEMS: Item[] = Array.from({ length: 1500 }, (_, number) =>
  picture(number, Date.UTC(2024, 5, 1) - Math.floor(random() ** 3 * 3000 * DAY), random),
);
const WIDTHS = [320, 1213];

function geometry(width: number) {
  return { width, targetHeight: width < 600 ? 128 : 176, gap: 6, usualRatio: 1.4 };
}

/** A timeline after somebody has jumped about in it, a state for each jump. */
function* visited(seed: number, jumps: number): Generator<readonly Month[]> {
  const server = new Server(ITEMS);
  const where = chance(seed);
  let months: readonly Month[] = server.months();
  yield months;
  for (let jump = 0; jump < jumps; jump++) {
    const gaps = months.flatMap((month) =>
      month.parts.filter((part) => part.kind === 'gap').map((gap) => ({ month, gap })),
    );
    const chosen = gaps[Math.floor(where() ** 2 * gaps.length)];
    if (chosen === undefined) return;
    const { month, gap } = chosen;
    const first = estimate(month, gap) * where();
    const request = nextPage(months, { month: month.month, gap, first, end: first }, SIZE);
    months = takePage(months, server.page(request, SIZE, months.flatMap(loadedItems)));
    yield months;
  }
}

/** Everything of a layout from top to bottom: rows and gaps with their months. */
function pieces(layout: Layout) {
  return layout.months.flatMap(({ top, rows, gaps, month }) =>
    [...rows.map((row) => ({ ...row, kind: 'row' as const })), ...gaps.map((gap) => ({ ...gap, kind: 'gap' as const }))]
      .map((piece) => ({ ...piece, month, top: piece.top + top }))
      .sort((one, other) => one.top - other.top),
  );
}

describe.each(WIDTHS)('the timeline at a width of %d', (width) => {
  it('has full rows everywhere but at the end of a month', () => {
    for (const months of visited(width, 15)) {
      const all = pieces(new Layouts(geometry(width), false).of(months));
      all.forEach((piece, index) => {
        if (piece.kind !== 'row' || all[index + 1]?.month !== piece.month) return;
        const used = piece.widths.reduce((sum, one) => sum + one, 0) + 6 * (piece.widths.length - 1);
        expect(used).toBe(width);
      });
    }
  });

  it('has no row on top of another and is as high as all of them', () => {
    for (const months of visited(width + 1, 15)) {
      const layout = new Layouts(geometry(width), false).of(months);
      const all = pieces(layout);
      all.forEach((piece, index) => {
        const below = all[index + 1];
        if (below !== undefined) expect(below.top).toBeGreaterThanOrEqual(piece.top + piece.height);
      });
      expect(layout.height).toBeGreaterThanOrEqual((all.at(-1)?.top ?? 0) + (all.at(-1)?.height ?? 0));
    }
  });

  it('keeps an item where it is seen while pages come above and below', () => {
    const layouts = new Layouts(geometry(width), false);
    let before: Layout | undefined;
    for (const months of visited(width + 2, 15)) {
      const layout = layouts.of(months);
      const top = (before ?? layout).height * 0.4;
      const seen = { top, bottom: top + 800 };
      const anchor = before && anchorOf(before, seen);
      if (before && anchor?.kind === 'item') {
        const moved = spanOf(layout, anchor.uploadId)!.top - placeOf(layout, anchor)!;
        expect(moved).toBeCloseTo(spanOf(before, anchor.uploadId)!.top - seen.top);
      }
      before = layout;
    }
  });

  it('is about as high before its items are loaded as after', () => {
    const all = [...visited(width + 3, 60)];
    const heights = all.map((months) => new Layouts(geometry(width), false).of(months).height);
    expect(heights.at(-1)! / heights[0]!).toBeGreaterThan(0.8);
    expect(heights.at(-1)! / heights[0]!).toBeLessThan(1.25);
  });

  it('draws no more pictures than it may, and all that are seen', () => {
    const months = [...visited(width + 4, 20)].at(-1)!;
    const layout = new Layouts(geometry(width), false).of(months);
    for (let top = 0; top < layout.height; top += layout.height / 50) {
      const seen = { top, bottom: top + 900 };
      const span = drawnSpan(layout, seen, 700, 360);
      const drawn = within(layout, span).flatMap(({ rows }) => rows.flatMap(({ items }) => items));
      expect(drawn.length).toBeLessThanOrEqual(360);
      expect(span.top).toBeLessThanOrEqual(seen.top);
      expect(span.bottom).toBeGreaterThanOrEqual(seen.bottom);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { justifiedRows } from '../../src/domain/justified-rows';

const LAYOUT = { width: 1000, targetHeight: 200, gap: 6 };
const MIXED = Array.from({ length: 97 }, (_, index) => [1.5, 0.66, 1, 1.78, 3, 0.75, 0.4, 9][index % 8] ?? 1);

function total(widths: readonly number[], gap: number): number {
  return widths.reduce((sum, width) => sum + width, 0) + gap * (widths.length - 1);
}

describe('justified rows', () => {
  it('hold every tile once and in order', () => {
    const rows = justifiedRows(MIXED, LAYOUT);
    expect(rows.map(({ first }) => first)).toEqual(
      rows.map((_, index) => rows.slice(0, index).reduce((sum, { widths }) => sum + widths.length, 0)),
    );
    expect(rows.reduce((sum, { widths }) => sum + widths.length, 0)).toBe(MIXED.length);
  });

  it.each([320, 375.5, 768, 1213, 2560])('fill a width of %d exactly, all but the last', (width) => {
    for (const row of justifiedRows(MIXED, { ...LAYOUT, width }).slice(0, -1)) {
      expect(total(row.widths, LAYOUT.gap)).toBe(Math.floor(width));
    }
  });

  it('stay near the target height', () => {
    for (const { height } of justifiedRows(MIXED, LAYOUT)) {
      expect(height).toBeGreaterThan(LAYOUT.targetHeight * 0.6);
      expect(height).toBeLessThan(LAYOUT.targetHeight * 1.5);
    }
  });

  it('do not blow up a last row that is not full', () => {
    expect(justifiedRows([1.5], LAYOUT)).toEqual([{ first: 0, height: 200, widths: [300] }]);
  });

  it('crop a picture of extreme shape instead of giving it a row of its own or a sliver', () => {
    expect(justifiedRows([20, 0.01], { ...LAYOUT, width: 5000 })[0]?.widths).toEqual([560, 100]);
  });

  it('never exceed a width that is narrower than one picture', () => {
    expect(justifiedRows([2.5], { ...LAYOUT, width: 300 })).toEqual([{ first: 0, height: 120, widths: [300] }]);
  });

  it('take a picture without known size as a square', () => {
    expect(justifiedRows([NaN], LAYOUT)[0]?.widths).toEqual([200]);
  });

  it('are none for no pictures', () => {
    expect(justifiedRows([], LAYOUT)).toEqual([]);
  });
});

import type { Layout } from './layout';

/** A point of the scrubber: a year's name, or a dot for a month. */
export interface Mark {
  month: string;
  /** `2008` where it is the year's own mark, otherwise empty. */
  year: string;
  /** From the top of the scrubber, 0 to 1. */
  place: number;
}

/** Shares of the scrubber's length that marks keep from each other. */
export interface Spacing {
  years: number;
  months: number;
}

/** Years and months along the scrubber, fewer where there is no room for all. */
export function marksOf({ months }: Layout, range: number, spacing: Spacing): Mark[] {
  const marks: Mark[] = [];
  let lastYear = '';
  let yearAt = -Infinity;
  let markAt = -Infinity;
  for (const { month, top } of months) {
    const place = range === 0 ? 0 : Math.min(1, top / range);
    const year = month.slice(0, 4);
    const opens = year !== lastYear && place - yearAt >= spacing.years;
    lastYear = year;
    if (!opens && place - markAt < spacing.months) continue;
    marks.push({ month, year: opens ? year : '', place });
    if (opens) yearAt = place;
    markAt = opens ? place + spacing.months : place;
  }
  return marks.filter(({ year, place }) => year !== '' || !nearAYear(marks, place, spacing.years / 2));
}

function nearAYear(marks: readonly Mark[], place: number, distance: number): boolean {
  return marks.some((mark) => mark.year !== '' && Math.abs(mark.place - place) < distance);
}

/** Index of the month that a key leads to from the one at `index`; `undefined` for keys that lead nowhere. */
export function monthByKey({ months }: Layout, index: number, key: string): number | undefined {
  const last = months.length - 1;
  switch (key) {
    case 'ArrowDown':
    case 'ArrowRight':
      return Math.min(last, index + 1);
    case 'ArrowUp':
    case 'ArrowLeft':
      return Math.max(0, index - 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'PageDown':
      return firstOfYear(months, (year) => year < yearOf(months, index)) ?? last;
    case 'PageUp':
      return yearBefore(months, index);
    default:
      return undefined;
  }
}

type Months = Layout['months'];

function yearOf(months: Months, index: number): string {
  return months[index]?.month.slice(0, 4) ?? '';
}

function firstOfYear(months: Months, isWanted: (year: string) => boolean): number | undefined {
  const found = months.findIndex(({ month }) => isWanted(month.slice(0, 4)));
  return found === -1 ? undefined : found;
}

/** The newest month of this year, or of the next younger one for who is there already. */
function yearBefore(months: Months, index: number): number {
  const here = firstOfYear(months, (year) => year === yearOf(months, index)) ?? 0;
  if (here < index || here === 0) return here;
  return firstOfYear(months, (year) => year === yearOf(months, here - 1)) ?? 0;
}

import type { Item } from '../api/item';

/** The items of one month, in their order. */
export interface Month {
  /** Year and month in UTC, as the timeline has it: `2008-10`. */
  month: string;
  items: Item[];
}

/** Groups items that are in order of time by the month they were taken in. */
export function groupByMonth(items: readonly Item[]): Month[] {
  const months: Month[] = [];
  for (const item of items) {
    const month = new Date(item.takenAt).toISOString().slice(0, 7);
    const last = months.at(-1);
    if (last?.month === month) last.items.push(item);
    else months.push({ month, items: [item] });
  }
  return months;
}

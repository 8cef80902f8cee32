import type { Item } from '../../api/item';
import { insertItem, isBefore, removeItem, replaceItem } from '../item-order';
import { momentOf, monthOf, type Month, type Part } from './contents';
import { withMonths } from './take-page';

/** Shows a newer version of an item in its place. */
export function replaced(months: readonly Month[], item: Item): readonly Month[] {
  return inMonthOf(months, item, (month) => ({
    ...month,
    parts: month.parts.map((part) =>
      holds(part, item.uploadId) ? { ...part, items: replaceItem(part.items, item) } : part,
    ),
  }));
}

/** Takes an item out; a month without items goes with its last one. */
export function removed(months: readonly Month[], item: Item): readonly Month[] {
  return inMonthOf(months, item, (month) => ({
    ...month,
    count: month.count - 1,
    parts: month.parts
      .map((part) => (holds(part, item.uploadId) ? { ...part, items: removeItem(part.items, item.uploadId) } : part))
      .filter((part) => part.kind === 'gap' || part.items.length > 0),
  })).filter(({ count }) => count > 0);
}

/** Puts an item where it belongs; where nothing is loaded yet it is only counted, because its page will bring it. */
export function inserted(months: readonly Month[], item: Item): readonly Month[] {
  const here = withMonths(months, [monthOf(momentOf(item))], (month) => ({ month, count: 0, parts: [] }));
  return inMonthOf(here, item, (month) => ({
    ...month,
    count: month.count + 1,
    parts: withItem(month.parts, item),
  }));
}

function withItem(parts: readonly Part[], item: Item): readonly Part[] {
  const moment = momentOf(item);
  const place = parts.findIndex((part) =>
    part.kind === 'gap' ? moment >= part.oldest : isBefore(item, part.items.at(-1)!),
  );
  const here = parts[place];
  const before = parts[place === -1 ? parts.length - 1 : place - 1];
  if (here?.kind === 'stretch') return parts.with(place, { ...here, items: insertItem(here.items, item, false) });
  if (here?.kind === 'gap' && moment < here.newest) return parts;
  if (before?.kind !== 'stretch') return parts.toSpliced(Math.max(0, place), 0, { kind: 'stretch', items: [item] });
  return parts.with(parts.indexOf(before), { ...before, items: insertItem(before.items, item, false) });
}

function holds(part: Part, uploadId: string): part is Part & { kind: 'stretch' } {
  return part.kind === 'stretch' && part.items.some((item) => item.uploadId === uploadId);
}

function inMonthOf(months: readonly Month[], item: Item, change: (month: Month) => Month): readonly Month[] {
  const wanted = monthOf(momentOf(item));
  return months.map((month) => (month.month === wanted ? change(month) : month));
}

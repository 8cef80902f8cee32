import type { Item } from '../../api/item';
import { groupByMonth } from '../months';
import {
  loadedItems,
  momentOf,
  unloadedMonth,
  type Bounds,
  type Gap,
  type Month,
  type Page,
  type Part,
} from './contents';

/** A block of fewer items cannot be laid into full rows on its own. */
const MIN_ALONE = 12;

/** Puts a page where it belongs; its items are none that are known already. */
export function takePage(months: readonly Month[], page: Page): readonly Month[] {
  const arrived = new Map(groupByMonth(page.items).map(({ month, items }) => [month, items]));
  const covered = coveredBy(page);
  const counted = withMonths(months, [...arrived.keys()], (month) => unloadedMonth(month, arrived.get(month)!.length));
  return counted.map((month) =>
    month.parts.some((part) => part.kind === 'gap' && part.oldest < covered.newest && part.newest > covered.oldest)
      ? loaded(month, page, covered, arrived.get(month.month) ?? [])
      : month,
  );
}

/** Appends a page to a list whose months are not counted: a month is as large as what has come of it. */
export function appendItems(months: readonly Month[], items: readonly Item[]): readonly Month[] {
  return groupByMonth(items).reduce<readonly Month[]>((list, { month, items: more }) => {
    const last = list.at(-1);
    const same = last?.month === month;
    const all = same ? [...loadedItems(last), ...more] : more;
    const grown: Month = { month, count: all.length, parts: [{ kind: 'stretch', items: all }] };
    return [...(same ? list.slice(0, -1) : list), grown];
  }, months);
}

/** The months with those that they were not counted with: somebody has uploaded since. */
export function withMonths(
  months: readonly Month[],
  wanted: readonly string[],
  make: (month: string) => Month,
): readonly Month[] {
  const known = new Set(months.map(({ month }) => month));
  const missing = wanted.filter((month) => !known.has(month));
  if (missing.length === 0) return months;
  return [...months, ...missing.map(make)].sort((one, other) => (one.month < other.month ? 1 : -1));
}

/** Without the gaps when all that was counted is there, and with the count corrected when there is more. */
export function tallied(month: Month): Month {
  const loaded = loadedItems(month).length;
  const gaps = month.parts.some(({ kind }) => kind === 'gap');
  const count = gaps ? Math.max(month.count, loaded) : loaded;
  return loaded < count ? { ...month, count } : { ...month, count, parts: month.parts.filter(isStretch) };
}

function isStretch(part: Part): boolean {
  return part.kind === 'stretch';
}

/** An empty page that has a next one says nothing yet. */
function coveredBy({ bounds, last, next }: Page): Bounds {
  return { newest: bounds.newest, oldest: next === undefined ? bounds.oldest : (last ?? bounds.newest - 1) };
}

function loaded(month: Month, page: Page, covered: Bounds, items: readonly Item[]): Month {
  const parts: Part[] = [];
  let fresh = false;
  for (const part of month.parts.flatMap((each) => (each.kind === 'gap' ? filled(each, page, covered, items) : each))) {
    const before = parts.at(-1);
    const isNew = part.kind === 'stretch' && !month.parts.includes(part);
    if (before?.kind === 'stretch' && part.kind === 'stretch' && (isNew || (fresh && isSmall(before.items)))) {
      parts[parts.length - 1] = { kind: 'stretch', items: [...before.items, ...part.items] };
      fresh = false;
    } else {
      parts.push(part);
      fresh = isNew;
    }
  }
  return tallied({ ...month, parts });
}

function isSmall(items: readonly Item[]): boolean {
  return items.length < MIN_ALONE;
}

/** What becomes of a gap: what is left above the page, what the page brought, what is left below it. */
function filled(gap: Gap, page: Page, covered: Bounds, items: readonly Item[]): Part[] {
  if (gap.oldest >= covered.newest || gap.newest <= covered.oldest) return [gap];
  const inside = items.filter((item) => momentOf(item) >= gap.oldest && momentOf(item) < gap.newest);
  const parts: Part[] = [];
  if (gap.newest > covered.newest) {
    const little = inside.length < MIN_ALONE * 2;
    parts.push({ ...gap, oldest: covered.newest, stride: little ? gap.stride * 2 : 1 });
  }
  if (inside.length > 0) parts.push({ kind: 'stretch', items: inside });
  const rest = restBelow(gap, page, covered);
  return rest === undefined ? parts : [...parts, rest];
}

function restBelow(gap: Gap, { next }: Page, covered: Bounds): Gap | undefined {
  if (next === undefined && gap.oldest >= covered.oldest) return undefined;
  if (gap.oldest > covered.oldest) return undefined;
  // Items of the same moment as the last one may still be to come.
  const newest = next === undefined ? covered.oldest : covered.oldest + 1;
  return { kind: 'gap', newest, oldest: gap.oldest, stride: 1, ...(next && { next }) };
}

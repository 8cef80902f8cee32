import type { Item } from '../../api/item';
import { estimate, type Gap, type Month } from './contents';
import type { Wanted } from './next-page';

/** The items around one, and the gaps that are so near that they should be loaded before one gets there. */
export interface Neighbourhood {
  /** Items one after another between which none is missing; empty when the one is not loaded. */
  items: readonly Item[];
  before?: Wanted;
  after?: Wanted;
}

interface Run {
  items: Item[];
  before?: Wanted;
}

/** Looks around an item; a gap is reported when it is at most `ahead` items away. */
export function neighbourhood(months: readonly Month[], uploadId: string, ahead: number): Neighbourhood {
  let run: Run = { items: [] };
  for (const month of months) {
    for (const part of month.parts) {
      if (part.kind === 'stretch') {
        run.items.push(...part.items);
        continue;
      }
      if (holds(run, uploadId)) return around(run, uploadId, ahead, upperEnd(month, part));
      run = { items: [], before: lowerEnd(month, part) };
    }
  }
  return holds(run, uploadId) ? around(run, uploadId, ahead) : { items: [] };
}

function around({ items, before }: Run, uploadId: string, ahead: number, after?: Wanted): Neighbourhood {
  const place = items.findIndex((item) => item.uploadId === uploadId);
  return {
    items,
    ...(before && place < ahead && { before }),
    ...(after && place >= items.length - ahead && { after }),
  };
}

function holds({ items }: Run, uploadId: string): boolean {
  return items.some((item) => item.uploadId === uploadId);
}

function upperEnd(month: Month, gap: Gap): Wanted {
  return { month: month.month, gap, first: 0, end: 1 };
}

function lowerEnd(month: Month, gap: Gap): Wanted {
  const count = estimate(month, gap);
  return { month: month.month, gap, first: count, end: count };
}

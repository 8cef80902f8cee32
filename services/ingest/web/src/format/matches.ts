import type { Match } from '../api/item';
import { texts } from '../texts';

/** Why a search found an item, such as `Tag: lake`: a line for each reason that is known by name. */
export function matchesInWords(matched: readonly Match[]): string[] {
  return matched.flatMap(({ by, value }) => {
    const name = texts.search.why[by];
    return name === undefined ? [] : texts.search.matched(name, value);
  });
}

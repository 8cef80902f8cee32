import type { Item } from '../api/item';
import { itemName } from './item-name';

/** Why an item could not be changed, in a sentence. */
export interface Failure {
  item: Item;
  detail: string;
}

/** Names of items that failed for the same reason. */
export interface FailureGroup {
  detail: string;
  names: readonly string[];
}

/** The failures by their reason, most frequent first. */
export function grouped(failures: readonly Failure[]): FailureGroup[] {
  const groups = new Map<string, string[]>();
  for (const { item, detail } of failures) groups.set(detail, [...(groups.get(detail) ?? []), itemName(item)]);
  return [...groups]
    .map(([detail, names]) => ({ detail, names }))
    .sort((one, other) => other.names.length - one.names.length);
}

import { SvelteMap } from 'svelte/reactivity';
import type { Item } from '../api/item';
import { momentOf, monthOf } from '../domain/timeline/contents';

/** The items that are ticked. They stay ticked when their rows are unloaded. */
export class Selection {
  readonly #items = new SvelteMap<string, Item>();
  /** Where the next range begins: the item that was ticked last. */
  anchor: Item | undefined;

  readonly items: readonly Item[] = $derived([...this.#items.values()]);
  readonly #months = $derived(countMonths(this.items));

  get count(): number {
    return this.#items.size;
  }

  has(uploadId: string): boolean {
    return this.#items.has(uploadId);
  }

  /** How many items of a month, written `2008-10`, are ticked. */
  countIn(month: string): number {
    return this.#months.get(month) ?? 0;
  }

  /** Ticks an item or takes its tick away; the next range begins with it. */
  toggle(item: Item): void {
    if (this.has(item.uploadId)) this.#items.delete(item.uploadId);
    else this.#items.set(item.uploadId, item);
    this.anchor = item;
  }

  /** Ticks a range that ends with an item, with which the next one begins. */
  extend(to: Item, range: readonly Item[]): void {
    this.add(range);
    this.anchor = to;
  }

  add(items: readonly Item[]): void {
    for (const item of items) this.#items.set(item.uploadId, item);
  }

  remove(items: readonly Item[]): void {
    for (const { uploadId } of items) this.#items.delete(uploadId);
  }

  removeMonth(month: string): void {
    this.remove(this.items.filter((item) => monthOf(momentOf(item)) === month));
  }

  /** Takes in what an item has become, if it is ticked. */
  refresh(item: Item): void {
    if (this.has(item.uploadId)) this.#items.set(item.uploadId, item);
  }

  clear(): void {
    this.#items.clear();
    this.anchor = undefined;
  }
}

function countMonths(items: readonly Item[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) {
    const month = monthOf(momentOf(item));
    counts.set(month, (counts.get(month) ?? 0) + 1);
  }
  return counts;
}

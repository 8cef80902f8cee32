import type { Item } from '../api/item';

/** Items in the order in which they are shown, as far as they are loaded: what the viewer turns through. */
export interface Listing {
  find(uploadId: string): Item | undefined;
  /** The items around one between which none is missing; empty when it is not loaded. */
  around(uploadId: string): readonly Item[];
  /** Loads more where the items around one end within `ahead` of it. */
  reach(uploadId: string, ahead: number): void;
  /** Everything from one item to another, both included, whichever stands first; throws ProblemError. */
  between(from: Item, to: Item): Promise<readonly Item[]>;
  /** Everything of a month, written `2008-10`; throws ProblemError. */
  ofMonth(month: string): Promise<readonly Item[]>;
  /** Shows an item as it is now, if it belongs to what is shown; otherwise it leaves the list. */
  place(item: Item): void;
  /** Takes out items that no longer belong to what is shown, or are gone. */
  drop(uploadIds: ReadonlySet<string>): void;
  /** Asks for an item anew and shows it; throws ProblemError. */
  reload(uploadId: string): Promise<Item>;
}

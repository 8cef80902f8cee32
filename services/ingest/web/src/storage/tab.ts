const PREFIX = 'momento-tab-';

/** Somebody's stay at this page, as other tabs of the same browser can see it: a Web Lock that ends with the stay. */
export class Tab {
  readonly #locks: LockManager;
  readonly id: string = crypto.randomUUID();
  #leave: () => void = () => undefined;

  constructor(locks: LockManager = navigator.locks) {
    this.#locks = locks;
    const stay = new Promise<void>((resolve) => (this.#leave = resolve));
    void locks.request(PREFIX + this.id, () => stay);
  }

  /** Ids of all stays that last, this one among them. */
  async open(): Promise<Set<string>> {
    const { held = [] } = await this.#locks.query();
    const names = held.map(({ name = '' }) => name).filter((name) => name.startsWith(PREFIX));
    return new Set([this.id, ...names.map((name) => name.slice(PREFIX.length))]);
  }

  /** Ends the stay before the page does: the user has left. */
  close(): void {
    this.#leave();
  }
}

const PREFIX = 'momento-tab-';

/** This tab, as other tabs of the same browser can see it: by a Web Lock that lasts as long as the page. */
export class Tab {
  readonly #locks: LockManager;
  readonly id: string = crypto.randomUUID();

  constructor(locks: LockManager = navigator.locks) {
    this.#locks = locks;
    void locks.request(PREFIX + this.id, () => new Promise(() => undefined));
  }

  /** Ids of the tabs that are open now, this one among them. */
  async open(): Promise<Set<string>> {
    const { held = [] } = await this.#locks.query();
    const names = held.map(({ name = '' }) => name).filter((name) => name.startsWith(PREFIX));
    return new Set([this.id, ...names.map((name) => name.slice(PREFIX.length))]);
  }
}

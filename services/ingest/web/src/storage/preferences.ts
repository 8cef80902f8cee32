const PARALLEL_UPLOADS = 'momento-uploads-at-once';
const SINGLE_KEYS = 'momento-single-keys';
const SIGNED_IN = 'momento-signed-in';
const OFF = 'off';
const USUAL = 3;

/** How many files may be sent at the same time. */
export const PARALLEL_CHOICES = [1, 2, 3, 4, 5, 6] as const;

/** What this browser's user has chosen; never anything secret. */
export class Preferences {
  readonly #storage: Storage;

  constructor(storage: Storage = localStorage) {
    this.#storage = storage;
  }

  get parallelUploads(): number {
    const chosen = Number(this.#storage.getItem(PARALLEL_UPLOADS));
    return PARALLEL_CHOICES.find((choice) => choice === chosen) ?? USUAL;
  }

  set parallelUploads(count: number) {
    this.#storage.setItem(PARALLEL_UPLOADS, String(count));
  }

  /** Whether somebody was signed in when a page of this browser last knew. */
  get signedIn(): boolean {
    return this.#storage.getItem(SIGNED_IN) !== null;
  }

  set signedIn(known: boolean) {
    if (known) this.#storage.setItem(SIGNED_IN, 'yes');
    else this.#storage.removeItem(SIGNED_IN);
  }

  /** Whether keys without Ctrl are shortcuts; they are unless somebody has switched them off. */
  get singleKeys(): boolean {
    return this.#storage.getItem(SINGLE_KEYS) !== OFF;
  }

  set singleKeys(obeyed: boolean) {
    if (obeyed) this.#storage.removeItem(SINGLE_KEYS);
    else this.#storage.setItem(SINGLE_KEYS, OFF);
  }
}

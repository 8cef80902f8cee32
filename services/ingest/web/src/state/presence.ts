import { MAX_CHECKSUMS, type ExistingItem } from '../api/uploads';

interface Lookup {
  sha256: string;
  resolve: (existing: ExistingItem | undefined) => void;
  reject: (error: unknown) => void;
}

/** Asks which files the user has already: while one call is under way the next lookups gather for a single one. */
export class Presence {
  readonly #existing: (sha256: readonly string[]) => Promise<ExistingItem[]>;
  #lookups: Lookup[] = [];
  #asking = false;

  constructor(existing: (sha256: readonly string[]) => Promise<ExistingItem[]>) {
    this.#existing = existing;
  }

  /** The item with these bytes, if there is one. Throws ProblemError. */
  ask(sha256: string): Promise<ExistingItem | undefined> {
    return new Promise((resolve, reject) => {
      this.#lookups.push({ sha256, resolve, reject });
      if (!this.#asking) void this.#askAll();
    });
  }

  async #askAll(): Promise<void> {
    this.#asking = true;
    while (this.#lookups.length > 0) await this.#askSome(this.#lookups.splice(0, MAX_CHECKSUMS));
    this.#asking = false;
  }

  async #askSome(lookups: Lookup[]): Promise<void> {
    try {
      const existing = await this.#existing(lookups.map(({ sha256 }) => sha256));
      const found = new Map(existing.map((item) => [item.sha256, item]));
      for (const { sha256, resolve } of lookups) resolve(found.get(sha256));
    } catch (error) {
      for (const { reject } of lookups) reject(error);
    }
  }
}

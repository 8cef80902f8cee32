/** Milliseconds before each try: a session that was to be renewed needs none, a server that is busy some. */
const PAUSES = [0, 1_000, 4_000];

/** Decides when a picture that could not be loaded is tried again: a few times, and anew when the network is back. */
export class SlideRetries {
  readonly #renew: (uploadId: string) => Promise<void>;
  readonly #left = new AbortController();
  readonly #tries = new Map<string, number>();

  constructor(renew: (uploadId: string) => Promise<void>) {
    this.#renew = renew;
    window.addEventListener('online', () => this.#back(), { signal: this.#left.signal });
  }

  succeeded(uploadId: string): void {
    this.#tries.delete(uploadId);
  }

  failed(uploadId: string): void {
    const tries = this.#tries.get(uploadId) ?? 0;
    const pause = PAUSES[tries];
    if (pause === undefined) return;
    this.#tries.set(uploadId, tries + 1);
    const timer = setTimeout(() => void this.#renew(uploadId), pause);
    this.#left.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  }

  /** Tries again as if nothing had failed. */
  begin(uploadId: string): void {
    this.#tries.delete(uploadId);
    this.failed(uploadId);
  }

  leave(): void {
    this.#left.abort();
  }

  #back(): void {
    for (const uploadId of [...this.#tries.keys()]) this.begin(uploadId);
  }
}

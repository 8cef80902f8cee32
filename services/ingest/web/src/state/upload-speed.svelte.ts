import { Throughput } from '../domain/uploads/throughput';
import type { UploadEntry } from './upload-entry.svelte';

/** How fast all files together go out. */
export class UploadSpeed {
  readonly #throughput = new Throughput();
  #movedBefore = 0;

  /** Bytes a second. */
  rate = $state(0);

  /** Measures; to be called about once a second with all entries. */
  tick(entries: readonly UploadEntry[], moment: number): void {
    for (const entry of entries) entry.tick(moment);
    const moved = entries.reduce((sum, { movedBytes }) => sum + movedBytes, this.#movedBefore);
    this.#throughput.note(moment, moved);
    this.rate = entries.some(({ state }) => state === 'sending') ? this.#throughput.rate : 0;
  }

  /** Keeps counting what entries have sent that are taken off the list. */
  retire(entries: readonly UploadEntry[]): void {
    this.#movedBefore += entries.reduce((sum, { movedBytes }) => sum + movedBytes, 0);
  }
}

import type { Item } from '../api/item';
import type { Limits } from '../api/limits';
import { isAbort, ProblemError } from '../api/problem';
import type { SendFile } from '../api/upload';
import { refusal } from '../domain/admission';
import { UploadEntry } from './upload-entry.svelte';

const AT_ONCE = 3;

/** What the queue needs of the rest of the page. */
export interface UploadSurroundings {
  send: SendFile;
  limits: () => Promise<Limits>;
  onStored: (item: Item) => void;
}

/** The files that are being uploaded, or were since the panel was last closed. */
export class Uploads {
  readonly #surroundings: UploadSurroundings;
  #limits: Promise<Limits> | undefined;
  #nextId = 1;

  entries = $state.raw<readonly UploadEntry[]>([]);
  readonly finished = $derived(this.entries.filter((entry) => entry.over).length);
  readonly busy = $derived(this.finished < this.entries.length);

  constructor(surroundings: UploadSurroundings) {
    this.#surroundings = surroundings;
  }

  add(files: Iterable<File>): void {
    const added = Array.from(files, (file) => new UploadEntry(this.#nextId++, file));
    this.entries = [...this.entries, ...added];
    this.#pump();
  }

  /** Sends a file once more, as the last in the queue. */
  retry(entry: UploadEntry): void {
    const again = new UploadEntry(this.#nextId++, entry.file);
    this.entries = this.entries.map((other) => (other === entry ? again : other));
    this.#pump();
  }

  cancelAll(): void {
    for (const entry of this.entries) entry.cancel();
  }

  /** Empties the list; what is still on its way is cancelled. */
  clear(): void {
    this.cancelAll();
    this.entries = [];
  }

  #pump(): void {
    const free = AT_ONCE - this.entries.filter((entry) => entry.active).length;
    const next = this.entries.filter((entry) => entry.state === 'waiting').slice(0, Math.max(0, free));
    for (const entry of next) void this.#run(entry);
  }

  async #run(entry: UploadEntry): Promise<void> {
    entry.begin();
    try {
      await this.#upload(entry);
    } catch (error) {
      settle(entry, error);
    } finally {
      this.#pump();
    }
  }

  async #upload(entry: UploadEntry): Promise<void> {
    const refused = refusal(entry.file, await this.#knownLimits());
    entry.signal.throwIfAborted();
    if (refused !== undefined) return entry.end('refused', refused);
    const answer = await this.#surroundings.send(entry.file, ({ sent }) => entry.progress(sent), entry.signal);
    entry.end(answer.outcome);
    if (answer.outcome !== 'accepted') this.#surroundings.onStored(answer.item);
  }

  async #knownLimits(): Promise<Limits> {
    this.#limits ??= this.#surroundings.limits();
    try {
      return await this.#limits;
    } catch (error) {
      this.#limits = undefined;
      throw error;
    }
  }
}

/** A problem that may pass leaves the file to be tried again; any other is the file's own. */
function settle(entry: UploadEntry, error: unknown): void {
  if (isAbort(error)) return entry.end('cancelled');
  if (!(error instanceof ProblemError)) throw error;
  if (error.status === 409) return entry.end('duplicate');
  entry.end(error.passing || error.status === 401 ? 'failed' : 'refused', error.message);
}

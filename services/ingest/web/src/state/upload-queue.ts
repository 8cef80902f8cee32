import { isAbort, ProblemError } from '../api/problem';
import { UnreadableError } from '../files/readable';
import { texts } from '../texts';
import type { UploadEntry, UploadStep } from './upload-entry.svelte';

/** The edge lets one user have 32 uploads under way; this leaves some to other devices. */
const UNDER_WAY = 24;
const MAX_PARALLEL_HASHES = 1;

export interface QueueRules {
  steps: Record<UploadStep, (entry: UploadEntry) => Promise<void>>;
  entries: () => readonly UploadEntry[];
  /** How many files may be sent at the same time. */
  parallelUploads: () => number;
  /** Called when nothing more will happen to a file by itself. */
  onOver: (entry: UploadEntry) => void;
}

/** Decides what is done next: files in their order, a few at the same time, the same bytes never twice at once. */
export class UploadQueue {
  readonly #rules: QueueRules;
  readonly #running: Record<UploadStep, number> = { hash: 0, ask: 0, send: 0, follow: 0 };
  /** By SHA-256, the files that are being sent or processed. */
  readonly #contents = new Map<string, UploadEntry>();

  constructor(rules: QueueRules) {
    this.#rules = rules;
  }

  /** Begins whatever can begin now. */
  pump(): void {
    for (const entry of this.#rules.entries()) {
      if (!entry.running && !entry.over && entry.state !== 'paused' && this.#mayBegin(entry)) void this.#run(entry);
    }
  }

  #mayBegin(entry: UploadEntry): boolean {
    if (entry.step === 'hash') return this.#running.hash < MAX_PARALLEL_HASHES;
    if (entry.step !== 'send') return true;
    const { send, follow } = this.#running;
    if (send >= this.#rules.parallelUploads() || send + follow >= UNDER_WAY) return false;
    const twin = this.#contents.get(entry.record.sha256 ?? '');
    return twin === undefined || twin === entry;
  }

  async #run(entry: UploadEntry): Promise<void> {
    const { step } = entry;
    const { sha256 } = entry.record;
    entry.running = true;
    this.#running[step] += 1;
    if (step === 'send' && sha256 !== undefined) this.#contents.set(sha256, entry);
    try {
      await this.#rules.steps[step](entry);
    } catch (error) {
      conclude(entry, error);
    } finally {
      entry.running = false;
      this.#running[step] -= 1;
      this.#after(entry);
    }
  }

  #after(entry: UploadEntry): void {
    const { sha256 } = entry.record;
    if (entry.over) this.#rules.onOver(entry);
    const stopped = entry.over || entry.state === 'paused';
    if (stopped && sha256 !== undefined && this.#contents.get(sha256) === entry) this.#release(entry, sha256);
    this.pump();
  }

  /** Files with the same bytes have waited for this one. */
  #release(entry: UploadEntry, sha256: string): void {
    this.#contents.delete(sha256);
    if (entry.state !== 'stored' && entry.state !== 'duplicate') return;
    for (const twin of this.#rules.entries()) {
      if (twin.running || twin.over || twin.record.sha256 !== sha256) continue;
      twin.at('duplicate');
      this.#rules.onOver(twin);
    }
  }
}

/** What a file comes to when a step has failed. An error that is neither a call's nor the file's is a fault of the page. */
export function conclude(entry: UploadEntry, error: unknown): void {
  if (isAbort(error)) return;
  if (error instanceof UnreadableError) return entry.at('failed', error.message);
  if (!(error instanceof ProblemError)) {
    entry.at('failed', texts.upload.fault);
    throw error;
  }
  if (error.code === 'ALREADY_STORED') return entry.at(entry.stateOfKnownBytes);
  const again = error.passing || error.status === 401 || error.status === 404;
  entry.at(again ? 'failed' : 'rejected', error.message);
}

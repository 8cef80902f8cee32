import type { Limits } from '../api/limits';
import { isAbort, ProblemError } from '../api/problem';
import type { UploadsApi } from '../api/uploads';
import { rejectionReason } from '../domain/admission';
import { totalsOf } from '../domain/uploads/totals';
import type { PickedFile } from '../files/picked-file';
import type { UploadRecords } from '../storage/upload-records';
import { sorted, Unfinished, type Found } from './unfinished.svelte';
import { UploadEntry } from './upload-entry.svelte';
import { UploadRegistry, type RegistryOwner } from './upload-registry';
import { conclude, UploadQueue } from './upload-queue';
import { UploadSpeed } from './upload-speed.svelte';
import { UploadPipeline, type Learned, type PipelineServices } from './upload-pipeline';

/** What the uploads need of the rest of the page. */
export interface UploadSurroundings extends Pick<
  PipelineServices,
  'hash' | 'presence' | 'send' | 'follower' | 'retryPolicy' | 'onStored'
> {
  owner: RegistryOwner;
  api: Pick<UploadsApi, 'unfinished' | 'status' | 'end'>;
  records: UploadRecords;
  preferences: { parallelUploads: number };
  limits: () => Promise<Limits>;
  /** Tells the user of what concerns no single file. */
  complain: (sentence: string) => void;
}

/** The files that are being uploaded, or were since the panel was last closed. */
export class Uploads {
  readonly #around: UploadSurroundings;
  readonly #registry: UploadRegistry;
  readonly #queue: UploadQueue;
  readonly #pipeline: UploadPipeline;
  readonly #speed = new UploadSpeed();
  readonly #gone = new AbortController();
  readonly unfinished: Unfinished;

  entries = $state.raw<readonly UploadEntry[]>([]);
  parallel = $state(1);
  readonly totals = $derived(totalsOf(this.entries));
  readonly busy = $derived(this.totals.over < this.entries.length);
  readonly problems = $derived(this.entries.filter(({ problem }) => problem));
  readonly pausable = $derived(this.entries.some(({ pausable }) => pausable));
  readonly paused = $derived(this.entries.some(({ state }) => state === 'paused'));

  constructor(around: UploadSurroundings) {
    this.#around = around;
    this.unfinished = new Unfinished(around.records, around.api);
    this.parallel = around.preferences.parallelUploads;
    this.#registry = new UploadRegistry(around.records, around.owner, around.complain);
    this.#pipeline = new UploadPipeline({
      ...around,
      onRecord: (entry) => void this.#registry.keep([entry.record]),
      knownUploads: () => this.#registry.knownUploads(),
      earlier: (sha256) => this.#earlier(sha256),
    });
    this.#queue = new UploadQueue({
      steps: this.#pipeline.steps,
      entries: () => this.entries,
      parallelUploads: () => this.parallel,
      onOver: (entry) => this.#over(entry),
    });
  }

  /** Bytes a second, of all files together. */
  get rate(): number {
    return this.#speed.rate;
  }

  get secondsLeft(): number | undefined {
    return this.rate === 0 ? undefined : (this.totals.bytes - this.totals.sentBytes) / this.rate;
  }

  /** Takes files in; what the server would not keep is rejected at once. */
  async add(picked: readonly PickedFile[]): Promise<void> {
    const added = picked.map(
      (one) => new UploadEntry(this.#registry.own(one, this.unfinished.claim(one.file)), one.file),
    );
    // Until the limits are known nothing may begin.
    for (const entry of added) entry.running = true;
    this.entries = [...this.entries, ...added];
    await this.#admit(added);
    await this.#registry.keep(added.filter(({ over }) => !over).map(({ record }) => record));
    for (const entry of added) entry.running = false;
    this.#queue.pump();
  }

  /** Finds what an earlier page left unfinished, and goes on with as much of it as needs no help. */
  async restore(): Promise<void> {
    const find = async () => this.unfinished.find(this.#around.owner.userId, await this.#registry.openTabs());
    try {
      await this.#takeUp(await this.#around.retryPolicy.run(find, { signal: this.#gone.signal }));
    } catch (error) {
      if (isAbort(error) || error instanceof ProblemError) return;
      if (!(error instanceof DOMException)) throw error;
      return this.#registry.notKept();
    }
    await this.reopen(false);
  }

  /** Goes on with the files that the browser can open again; with `ask` the user is asked for leave. */
  async reopen(ask: boolean): Promise<void> {
    const reopened = await this.unfinished.reopen(ask);
    await this.#continue(
      reopened.map(({ record, file }) => new UploadEntry(this.#registry.own({ file }, record), file)),
    );
  }

  /** Forgets what an earlier page left unfinished, also on the server. */
  async giveUpUnfinished(): Promise<void> {
    await Promise.all(this.unfinished.takeAll().map((record) => this.#end(new UploadEntry(record))));
  }

  pause(entry: UploadEntry): void {
    if (entry.pausable) entry.stop('paused');
  }

  resume(entry: UploadEntry): void {
    if (entry.state === 'paused') this.#goOn(entry);
  }

  pauseAll(): void {
    for (const entry of this.entries) this.pause(entry);
  }

  resumeAll(): void {
    for (const entry of this.entries) this.resume(entry);
  }

  /** Gives a file up, here and on the server, as long as the server has not got all of it. */
  cancel(entry: UploadEntry): void {
    if (!entry.pausable && entry.state !== 'paused') return;
    entry.stop('cancelled');
    void this.#end(entry);
  }

  cancelAll(): void {
    for (const entry of this.entries) this.cancel(entry);
  }

  /** Tries a file once more that failed or was cancelled. */
  retry(entry: UploadEntry): void {
    if (!entry.retryable) return;
    void this.#registry.keep([entry.record]);
    this.#goOn(entry);
  }

  /** Takes everything that has come to its end off the list. */
  clear(): void {
    const [over, rest] = [this.entries.filter((entry) => entry.over), this.entries.filter((entry) => !entry.over)];
    this.#speed.retire(over);
    void this.#registry.drop(over.map(({ id }) => id));
    this.entries = rest;
  }

  setParallel(count: number): void {
    this.parallel = count;
    this.#around.preferences.parallelUploads = count;
    this.#queue.pump();
  }

  /** Measures the speed; to be called about once a second while `busy`. */
  tick(moment: number): void {
    this.#speed.tick(this.entries, moment);
  }

  /** The page goes on without them: everything stops, and can be gone on with later. */
  leave(): void {
    this.#gone.abort();
    for (const entry of this.entries) entry.abandon();
    this.entries = [];
    this.#registry.close();
  }

  /** The user signs out: nothing of what they were doing stays in this browser. */
  async forget(): Promise<void> {
    this.leave();
    await this.#registry.forgetAll();
  }

  async #admit(added: readonly UploadEntry[]): Promise<void> {
    try {
      const limits = await this.#around.retryPolicy.run(this.#around.limits, { signal: this.#gone.signal });
      for (const entry of added) {
        const reason = rejectionReason(entry, limits);
        if (reason !== undefined && !entry.over) entry.at('rejected', reason);
      }
    } catch (error) {
      for (const entry of added) conclude(entry, error);
    }
  }

  async #takeUp(found: readonly Found[]): Promise<void> {
    const { stored, processing, left } = sorted(found);
    await this.#registry.drop(stored.map(({ id }) => id));
    this.unfinished.offer(left);
    await this.#continue(processing.map((record) => new UploadEntry(this.#registry.own({ file: record }, record))));
  }

  async #continue(entries: readonly UploadEntry[]): Promise<void> {
    this.entries = [...this.entries, ...entries];
    await this.#registry.keep(entries.map(({ record }) => record));
    this.#queue.pump();
  }

  #goOn(entry: UploadEntry): void {
    entry.goOn();
    this.#queue.pump();
  }

  #over(entry: UploadEntry): void {
    // What failed can be tried again, also after a reload; what was cancelled has yet to be ended on the server.
    if (entry.state !== 'failed' && entry.state !== 'cancelled') void this.#registry.drop([entry.id]);
  }

  /** What is known of these bytes from an earlier page, under whatever name. */
  #earlier(sha256: string): Learned {
    const record = this.unfinished.claimContent(sha256);
    if (record === undefined) return {};
    void this.#registry.drop([record.id]);
    const { uploadId, unanswered, repeated } = record;
    return {
      ...(uploadId !== undefined && { uploadId }),
      ...(unanswered !== undefined && { unanswered }),
      ...(repeated !== undefined && { repeated }),
    };
  }

  /** Ends the server's upload of an entry, if there is one; its record stays until that is done. */
  async #end(entry: UploadEntry): Promise<void> {
    const { retryPolicy, api, complain } = this.#around;
    try {
      await retryPolicy.run(() => this.#pipeline.end(entry, api), { signal: this.#gone.signal });
      await this.#registry.drop([entry.id]);
    } catch (error) {
      if (isAbort(error)) return;
      if (!(error instanceof ProblemError)) throw error;
      complain(error.message);
    }
  }
}

import { ProblemError } from '../api/problem';
import type { Item } from '../api/item';
import type { SendFile } from '../api/tus';
import type { UploadsApi, UploadStatus } from '../api/uploads';
import { processingState } from '../domain/uploads/upload-state';
import type { HashFile } from '../files/hasher';
import { assertReadable } from '../files/readable';
import type { UploadRecord } from '../storage/upload-records';
import { texts } from '../texts';
import type { RetryPolicy } from './retry-policy';
import type { Presence } from './presence';
import type { UploadFollower } from './upload-follower';
import type { UploadEntry, UploadStep } from './upload-entry.svelte';

/** What is found out about a file on its way. */
export type Learned = Partial<Pick<UploadRecord, 'sha256' | 'uploadId' | 'unanswered' | 'repeated'>>;

/** What the way of a file leads through. */
export interface PipelineServices {
  hash: HashFile;
  presence: Presence;
  send: SendFile;
  follower: UploadFollower;
  retryPolicy: RetryPolicy;
  api: Pick<UploadsApi, 'unfinished'>;
  /** Ids of the uploads that this browser knows to be its own. */
  knownUploads: () => Promise<Set<string>>;
  /** What is known of these bytes from an earlier page. */
  earlier: (sha256: string) => Learned;
  /** Called when an entry's record has changed. */
  onRecord: (entry: UploadEntry) => void;
  onStored: (item: Item) => void;
}

/** The way of one file: hash, ask whether it is there, send, follow to its end. Each step names the one after it. */
export class UploadPipeline {
  readonly #services: PipelineServices;
  readonly steps: Record<UploadStep, (entry: UploadEntry) => Promise<void>> = {
    hash: (entry) => this.#hash(entry),
    ask: (entry) => this.#ask(entry),
    send: (entry) => this.#send(entry),
    follow: (entry) => this.#follow(entry),
  };

  constructor(services: PipelineServices) {
    this.#services = services;
  }

  async #hash(entry: UploadEntry): Promise<void> {
    entry.at('hashing');
    const sha256 = await this.#services.hash(fileOf(entry), (bytes) => (entry.hashedBytes = bytes), entry.signal);
    this.#note(entry, { ...this.#services.earlier(sha256), sha256 });
    entry.at('waiting');
    entry.step = entry.record.uploadId === undefined ? 'ask' : 'send';
  }

  async #ask(entry: UploadEntry): Promise<void> {
    const existing = await this.#withRetries(entry, () => this.#services.presence.ask(entry.record.sha256 ?? ''));
    if (existing !== undefined) return entry.at('duplicate', existing.trashed ? texts.upload.inTrash : '');
    entry.at('waiting');
    entry.step = 'send';
  }

  async #send(entry: UploadEntry): Promise<void> {
    const uploadId = await this.#withRetries(entry, (progressed) => this.#sendOnce(entry, progressed));
    this.#note(entry, { uploadId });
    entry.sentBytes = entry.size;
    entry.at('queued');
    entry.step = 'follow';
  }

  async #follow(entry: UploadEntry): Promise<void> {
    const { uploadId } = entry.record;
    if (uploadId === undefined) throw new Error('only an upload that the server knows can be followed');
    entry.at('queued');
    try {
      const hear = (state: UploadStatus['state']) => entry.at(processingState(state));
      this.#conclude(entry, await this.#services.follower.follow(uploadId, hear, entry.signal));
    } catch (error) {
      if (isUnknown(error)) this.#forget(entry);
      throw error;
    }
  }

  async #sendOnce(entry: UploadEntry, progressed: () => void): Promise<string> {
    await assertReadable(fileOf(entry));
    if (entry.record.unanswered === true) await this.#findUnanswered(entry);
    entry.begin();
    const { uploadId } = entry.record;
    if (uploadId === undefined) this.#note(entry, { unanswered: true });
    try {
      return await this.#transfer(entry, progressed);
    } catch (error) {
      if (uploadId === undefined && wasNotBegun(error)) this.#note(entry, { unanswered: false });
      if (uploadId === undefined || !isUnknown(error)) throw error;
    }
    // It has expired on the server: from the beginning, then.
    this.#forget(entry);
    return this.#sendOnce(entry, progressed);
  }

  #transfer(entry: UploadEntry, progressed: () => void): Promise<string> {
    const { sha256 = '', uploadId } = entry.record;
    const onBegun = (begun: string) => {
      if (begun !== uploadId) this.#note(entry, { uploadId: begun, unanswered: false });
    };
    const onProgress = (sentBytes: number) => {
      if (sentBytes > entry.sentBytes) progressed();
      entry.progress(sentBytes);
    };
    const sending = { file: fileOf(entry), sha256, ...(uploadId !== undefined && { uploadId }) };
    return this.#services.send(sending, { onBegun, onProgress }, entry.signal);
  }

  /** Ends the server's upload of an entry, if there is one. Throws ProblemError. */
  async end(entry: UploadEntry, api: Pick<UploadsApi, 'end'>): Promise<void> {
    if (entry.record.unanswered === true) await this.#findUnanswered(entry);
    const { uploadId } = entry.record;
    if (uploadId === undefined) return;
    try {
      await api.end(uploadId);
    } catch (error) {
      if (!isUnknown(error)) throw error;
    }
    this.#forget(entry);
  }

  /**
   * Looks for the upload that the server has made for an entry although its answer was lost; left alone, it would count
   * as under way for a day.
   */
  async #findUnanswered(entry: UploadEntry): Promise<void> {
    const [unfinished, known] = await Promise.all([this.#services.api.unfinished(), this.#services.knownUploads()]);
    const stray = unfinished.find(
      ({ uploadId, fileName, sizeBytes, state }) =>
        state === 'receiving' && fileName === entry.name && sizeBytes === entry.size && !known.has(uploadId),
    );
    this.#note(entry, { unanswered: false, ...(stray ? { uploadId: stray.uploadId } : { repeated: true }) });
  }

  #withRetries<T>(entry: UploadEntry, task: (progressed: () => void) => Promise<T>): Promise<T> {
    const onFailure = ({ message }: ProblemError) => entry.at('retrying', message);
    return this.#services.retryPolicy.run(task, { signal: entry.signal, onFailure });
  }

  #conclude(entry: UploadEntry, { uploadId, state, detail, media }: UploadStatus): void {
    if (state === 'rejected') return entry.at('rejected', detail);
    entry.at(media === undefined || media.uploadId === uploadId ? 'stored' : entry.stateOfKnownBytes);
    if (media !== undefined) this.#services.onStored(media);
  }

  #note(entry: UploadEntry, learned: Learned): void {
    entry.record = { ...entry.record, ...learned };
    this.#services.onRecord(entry);
  }

  #forget(entry: UploadEntry): void {
    const { uploadId: _, ...record } = entry.record;
    entry.record = record;
    entry.step = entry.file === undefined ? 'follow' : 'send';
    this.#services.onRecord(entry);
  }
}

/** Whether the server has said that it made no upload; after other errors it may have made one. */
function wasNotBegun(error: unknown): boolean {
  return error instanceof ProblemError && error.status >= 400 && error.status < 500 && error.status !== 408;
}

function fileOf({ file }: UploadEntry): File {
  if (file === undefined) throw new Error('this upload has no file');
  return file;
}

function isUnknown(error: unknown): boolean {
  return error instanceof ProblemError && (error.status === 404 || error.status === 410);
}

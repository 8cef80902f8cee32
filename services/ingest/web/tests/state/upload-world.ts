import { vi } from 'vitest';
import { ProblemError } from '../../src/api/problem';
import type { SendFile } from '../../src/api/tus';
import type { ExistingItem, UploadStatus } from '../../src/api/uploads';
import type { HashFile } from '../../src/files/hasher';
import { RetryPolicy } from '../../src/state/retry-policy';
import { Presence } from '../../src/state/presence';
import { UploadFollower } from '../../src/state/upload-follower';
import { Uploads, type UploadSurroundings } from '../../src/state/uploads.svelte';
import type { UploadRecord } from '../../src/storage/upload-records';
import { item } from '../item';
import { until } from '../until';
import { MemoryUploadRecords } from './memory-upload-records';

/** A file whose content is its name, unless said otherwise. */
export function file(name: string, content = name): File {
  return new File([content], name, { lastModified: 1 });
}

/** One file that is being sent, in the test's hands. */
interface Transfer {
  uploadId: string;
  /** The upload that the page wanted to go on with. */
  resumed: string | undefined;
  begin(): void;
  progress(bytes: number): void;
  arrive(): void;
  fail(status: number, code?: string, retryAfterSeconds?: number): void;
}

/** A server, a hasher and a browser's storage that do what a test says. */
export class UploadWorld {
  readonly transfers = new Map<string, Transfer>();
  readonly hashed: string[] = [];
  readonly existing: ExistingItem[] = [];
  readonly statuses = new Map<string, UploadStatus>();
  readonly ended: string[] = [];
  readonly pauses: number[] = [];
  readonly records: MemoryUploadRecords;
  readonly onStored = vi.fn();
  readonly complain = vi.fn();
  readonly openTabs = new Set(['this']);
  readonly preferences = { parallelUploads: 3 };
  #next = 1;

  constructor(records: readonly UploadRecord[] = []) {
    this.records = new MemoryUploadRecords(records);
  }

  uploads(changes: Partial<UploadSurroundings> = {}): Uploads {
    const retryPolicy = new RetryPolicy(
      async (milliseconds) => void this.pauses.push(milliseconds),
      () => 0,
    );
    const api = {
      unfinished: async () =>
        [...this.statuses.values()].filter(({ state }) => state !== 'done' && state !== 'rejected'),
      status: async (uploadId: string) => this.#status(uploadId),
      end: async (uploadId: string) => void this.ended.push(uploadId),
    };
    return new Uploads({
      owner: {
        userId: 'ann',
        tab: { id: 'this', open: async () => this.openTabs, close: () => this.openTabs.clear() },
      },
      api,
      records: this.records,
      preferences: this.preferences,
      hash: this.#hash,
      send: this.#send,
      retryPolicy,
      presence: new Presence(async (wanted) => this.existing.filter(({ sha256 }) => wanted.includes(sha256))),
      follower: new UploadFollower(api, retryPolicy, () => new Promise((resolve) => setTimeout(resolve, 1))),
      limits: async () => ({ photoBytes: 1000, videoBytes: 1000, extensions: ['jpg'] }),
      complain: this.complain,
      onStored: this.onStored,
      ...changes,
    });
  }

  /** The transfer of a file, as soon as the page sends it. */
  async transfer(name: string): Promise<Transfer> {
    await until(() => this.transfers.has(name));
    return this.transfers.get(name) as Transfer;
  }

  /** What becomes of an upload whose bytes are all there. */
  report(uploadId: string, changes: Partial<UploadStatus> = {}): void {
    const media = item({ uploadId });
    this.statuses.set(uploadId, { ...status(uploadId), state: 'done', media, ...changes });
  }

  readonly #hash: HashFile = async (hashed, _, signal) => {
    this.hashed.push(hashed.name);
    const text = await hashed.text();
    signal.throwIfAborted();
    return `hash of ${text}`;
  };

  readonly #send: SendFile = ({ file: sent, uploadId: resumed }, events, signal) =>
    new Promise((resolve, reject) => {
      const uploadId = resumed ?? `upload-${this.#next++}`;
      signal.addEventListener('abort', () => reject(signal.reason));
      this.transfers.set(sent.name, {
        uploadId,
        resumed,
        begin: () => events.onBegun(uploadId),
        progress: (bytes) => events.onProgress(bytes),
        arrive: () => {
          this.statuses.set(uploadId, { ...status(uploadId), state: 'waiting' });
          this.transfers.delete(sent.name);
          resolve(uploadId);
        },
        fail: (code, reason = 'SOMETHING', retryAfterSeconds) => {
          this.transfers.delete(sent.name);
          reject(new ProblemError(code, reason, `It failed with ${code}.`, retryAfterSeconds));
        },
      });
    });

  #status(uploadId: string): UploadStatus {
    const found = this.statuses.get(uploadId);
    if (found === undefined) throw new ProblemError(404, 'UPLOAD_NOT_FOUND', 'There is no such upload.');
    return found;
  }
}

function status(uploadId: string): UploadStatus {
  return { uploadId, state: 'receiving', receivedBytes: 0, sizeBytes: 5, fileName: '1.jpg' };
}

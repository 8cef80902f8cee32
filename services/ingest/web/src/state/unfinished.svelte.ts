import { ProblemError } from '../api/problem';
import type { UploadsApi, UploadStatus } from '../api/uploads';
import { fingerprintOf, type FileMarks } from '../domain/uploads/fingerprint';
import type { UploadRecord, UploadRecords } from '../storage/upload-records';

/** What the server says of an upload from before; `undefined` when it knows nothing of it, or never did. */
export interface Found {
  record: UploadRecord;
  status: UploadStatus | undefined;
}

/** A file from before that the browser has opened again. */
export interface Reopened {
  record: UploadRecord;
  file: File;
}

/** The files that an earlier page of this browser did not bring to their end, and that nobody is at work on. */
export class Unfinished {
  readonly #records: UploadRecords;
  readonly #api: Pick<UploadsApi, 'status'>;

  list = $state.raw<readonly UploadRecord[]>([]);
  /** Those that the browser can open by itself if the user lets it. */
  readonly reopenable = $derived(this.list.filter(({ handle }) => handle !== undefined));

  constructor(records: UploadRecords, api: Pick<UploadsApi, 'status'>) {
    this.#records = records;
    this.#api = api;
  }

  /** Finds a user's records that no tab in `open` works on, each with what the server says of it. Throws ProblemError. */
  async find(userId: string, open: ReadonlySet<string>): Promise<Found[]> {
    const left = (await this.#records.ofUser(userId)).filter(({ tab }) => !open.has(tab));
    return Promise.all(left.map(async (record) => ({ record, status: await this.#statusOf(record) })));
  }

  offer(records: readonly UploadRecord[]): void {
    this.list = [...this.list, ...records];
  }

  /** Takes the record of a file that was chosen again off the list. */
  claim(marks: FileMarks): UploadRecord | undefined {
    const wanted = fingerprintOf(marks);
    return this.#take(this.list.find((record) => fingerprintOf(record) === wanted));
  }

  /** Likewise, by content: the file may have another name by now. */
  claimContent(sha256: string): UploadRecord | undefined {
    return this.#take(this.list.find((record) => record.sha256 === sha256));
  }

  /**
   * Opens the files whose handles the browser kept and takes them off the list. With `ask` it asks the user for leave,
   * which a browser allows only as the answer to a click.
   */
  async reopen(ask: boolean): Promise<Reopened[]> {
    const opened: Reopened[] = [];
    for (const record of this.reopenable) {
      const file = await openAgain(record, ask);
      if (file !== undefined && this.#take(record) !== undefined) opened.push({ record, file });
    }
    return opened;
  }

  takeAll(): readonly UploadRecord[] {
    const taken = this.list;
    this.list = [];
    return taken;
  }

  #take(record: UploadRecord | undefined): UploadRecord | undefined {
    if (record === undefined || !this.list.includes(record)) return undefined;
    this.list = this.list.filter((other) => other !== record);
    return record;
  }

  async #statusOf({ uploadId }: UploadRecord): Promise<UploadStatus | undefined> {
    if (uploadId === undefined) return undefined;
    try {
      return await this.#api.status(uploadId);
    } catch (error) {
      if (error instanceof ProblemError && error.status === 404) return undefined;
      throw error;
    }
  }
}

/** What was stored meanwhile, what the server has all of, and what is still to be sent. */
export function sorted(found: readonly Found[]): Record<'stored' | 'processing' | 'left', UploadRecord[]> {
  const groups: Record<'stored' | 'processing' | 'left', UploadRecord[]> = { stored: [], processing: [], left: [] };
  for (const { record, status } of found) {
    if (status === undefined) groups.left.push(withoutUpload(record));
    else if (status.state === 'receiving') groups.left.push(record);
    else groups[status.state === 'done' ? 'stored' : 'processing'].push(record);
  }
  return groups;
}

function withoutUpload({ uploadId: _, ...record }: UploadRecord): UploadRecord {
  return record;
}

/** The file behind a record's handle, unless leave is missing or the file is gone or another by now. */
async function openAgain({ handle, ...record }: UploadRecord, ask: boolean): Promise<File | undefined> {
  if (handle === undefined) return undefined;
  const leave = await (ask ? handle.requestPermission?.({ mode: 'read' }) : handle.queryPermission?.({ mode: 'read' }));
  if (leave !== 'granted') return undefined;
  try {
    const file = await handle.getFile();
    return fingerprintOf(file) === fingerprintOf(record) ? file : undefined;
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

import type { FileMarks } from '../domain/uploads/fingerprint';
import type { Tab } from '../storage/tab';
import type { UploadRecord, UploadRecords } from '../storage/upload-records';
import { texts } from '../texts';

/** Whose records these are, and which tab is at work. */
export interface RegistryOwner {
  userId: string;
  tab: Pick<Tab, 'id' | 'open' | 'close'>;
}

/** Keeps the records of this tab's files. A browser that keeps none does not stop an upload; the user sees that once. */
export class UploadRegistry {
  readonly #records: UploadRecords;
  readonly #owner: RegistryOwner;
  readonly #complain: (sentence: string) => void;
  #complained = false;

  constructor(records: UploadRecords, owner: RegistryOwner, complain: (sentence: string) => void) {
    this.#records = records;
    this.#owner = owner;
    this.#complain = complain;
  }

  /** The record of a file that is new here, or of one from an earlier page, in this tab's name. */
  own({ file, handle }: { file: FileMarks; handle?: FileSystemFileHandle }, earlier?: UploadRecord): UploadRecord {
    const { name, size, lastModified } = file;
    const { userId, tab } = this.#owner;
    const marks = { id: crypto.randomUUID(), name, size, lastModified };
    return { ...marks, ...earlier, userId, tab: tab.id, ...(handle && { handle }) };
  }

  keep(records: readonly UploadRecord[]): Promise<void> {
    return this.#try(this.#records.put(records));
  }

  drop(ids: readonly string[]): Promise<void> {
    return this.#try(this.#records.remove(ids));
  }

  forgetAll(): Promise<void> {
    const remove = async () => {
      const all = await this.#records.ofUser(this.#owner.userId);
      await this.#records.remove(all.map(({ id }) => id));
    };
    return this.#try(remove());
  }

  /** Ids of the uploads that this browser knows to be its own. */
  async knownUploads(): Promise<Set<string>> {
    const records = await this.#records.ofUser(this.#owner.userId);
    return new Set(records.flatMap(({ uploadId }) => uploadId ?? []));
  }

  /** Releases the records for the next tab. */
  close(): void {
    this.#owner.tab.close();
  }

  openTabs(): Promise<Set<string>> {
    return this.#owner.tab.open();
  }

  /** Says once that nothing is kept. */
  notKept(): void {
    if (!this.#complained) this.#complain(texts.upload.notKept);
    this.#complained = true;
  }

  async #try(done: Promise<void>): Promise<void> {
    try {
      await done;
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      this.notKept();
    }
  }
}

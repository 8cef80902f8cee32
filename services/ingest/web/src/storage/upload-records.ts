import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { FileMarks } from '../domain/uploads/fingerprint';

/** What is remembered of a file that is not at its end, so that it can go on after a reload. No token, no byte of it. */
export interface UploadRecord extends FileMarks {
  id: string;
  userId: string;
  /** The tab that is at work on it. */
  tab: string;
  sha256?: string;
  /** The server's upload, once there is one. */
  uploadId?: string;
  /** Whether the server was asked to make an upload and no answer has come yet. */
  unanswered?: boolean;
  /** Whether it is sent once more after a try whose answer was lost: bytes that are there by now came with that one. */
  repeated?: boolean;
  handle?: FileSystemFileHandle;
}

/** Keeps records; each method rejects with DOMException when the browser does not let it. */
export interface UploadRecords {
  ofUser(userId: string): Promise<UploadRecord[]>;
  put(records: readonly UploadRecord[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
}

interface Schema extends DBSchema {
  records: { key: string; value: UploadRecord; indexes: { userId: string } };
}

const NAME = 'momento-uploads';

/** Keeps records in IndexedDB, which alone can hold a file's handle. */
export class StoredUploadRecords implements UploadRecords {
  #database: Promise<IDBPDatabase<Schema>> | undefined;

  async ofUser(userId: string): Promise<UploadRecord[]> {
    return (await this.#open()).getAllFromIndex('records', 'userId', userId);
  }

  async put(records: readonly UploadRecord[]): Promise<void> {
    const { store, done } = (await this.#open()).transaction('records', 'readwrite');
    await Promise.all([...records.map((record) => store.put(record)), done]);
  }

  async remove(ids: readonly string[]): Promise<void> {
    const { store, done } = (await this.#open()).transaction('records', 'readwrite');
    await Promise.all([...ids.map((id) => store.delete(id)), done]);
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    this.#database ??= openDB<Schema>(NAME, 1, {
      upgrade: (database) =>
        void database.createObjectStore('records', { keyPath: 'id' }).createIndex('userId', 'userId'),
    });
    return this.#database;
  }
}

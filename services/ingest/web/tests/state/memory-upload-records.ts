import type { UploadRecord, UploadRecords } from '../../src/storage/upload-records';

/** Keeps records as long as the test runs. */
export class MemoryUploadRecords implements UploadRecords {
  readonly #kept = new Map<string, UploadRecord>();

  constructor(records: readonly UploadRecord[] = []) {
    for (const record of records) this.#kept.set(record.id, record);
  }

  async ofUser(userId: string): Promise<UploadRecord[]> {
    return [...this.#kept.values()].filter((record) => record.userId === userId);
  }

  async put(records: readonly UploadRecord[]): Promise<void> {
    for (const record of records) this.#kept.set(record.id, record);
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#kept.delete(id);
  }
}

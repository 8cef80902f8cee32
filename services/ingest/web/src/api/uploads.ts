import type { ServerState } from '../domain/uploads/upload-state';
import type { Item } from './item';
import type { Transport } from './transport';

/** An upload as the edge reports it. */
export interface UploadStatus {
  uploadId: string;
  state: ServerState;
  receivedBytes: number;
  sizeBytes: number;
  fileName: string;
  /** Why it was rejected, in a sentence. */
  detail?: string;
  /** The item that it has become, or that held its bytes before. */
  media?: Item;
}

/** An item that holds the bytes of a checksum. */
export interface ExistingItem {
  sha256: string;
  uploadId: string;
  trashed: boolean;
}

/** Most checksums that can be asked for in one call. */
export const MAX_CHECKSUMS = 500;

export const UPLOADS_PATH = '/uploads';

export class UploadsApi {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The user's uploads that have not ended, oldest first. */
  async unfinished(): Promise<UploadStatus[]> {
    const { uploads } = await this.#transport.send<{ uploads: UploadStatus[] }>({ path: UPLOADS_PATH });
    return uploads;
  }

  /** Throws ProblemError with status 404 when the server no longer knows it. */
  status(uploadId: string): Promise<UploadStatus> {
    return this.#transport.send({ path: pathOf(uploadId) });
  }

  /** Gives an upload up (tus termination). Throws ProblemError with status 404 when the server knows nothing of it. */
  async end(uploadId: string): Promise<void> {
    const headers = { 'tus-resumable': '1.0.0' };
    await this.#transport.send({ method: 'DELETE', path: pathOf(uploadId), headers });
  }

  /** Which of these SHA-256 the user has, at most `MAX_CHECKSUMS` of them. */
  async existing(sha256: readonly string[]): Promise<ExistingItem[]> {
    const call = { method: 'POST', path: '/media/check', body: { sha256 } } as const;
    const { existing } = await this.#transport.send<{ existing: ExistingItem[] }>(call);
    return existing;
  }
}

function pathOf(uploadId: string): string {
  return `${UPLOADS_PATH}/${encodeURIComponent(uploadId)}`;
}

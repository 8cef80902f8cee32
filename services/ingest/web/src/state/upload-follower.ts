import { ProblemError } from '../api/problem';
import type { UploadsApi, UploadStatus } from '../api/uploads';
import type { ServerState } from '../domain/uploads/upload-state';
import type { RetryPolicy } from './retry-policy';

interface Followed {
  onState: (state: ServerState) => void;
  resolve: (status: UploadStatus) => void;
  reject: (error: unknown) => void;
}

const LOOK_MILLISECONDS = 1_000;

/** Follows uploads whose bytes have all arrived to their end: one question for all of them, again and again. */
export class UploadFollower {
  readonly #api: Pick<UploadsApi, 'unfinished' | 'status'>;
  readonly #retryPolicy: RetryPolicy;
  readonly #pause: () => Promise<void>;
  readonly #followed = new Map<string, Followed>();
  #looking = false;

  constructor(
    api: Pick<UploadsApi, 'unfinished' | 'status'>,
    retryPolicy: RetryPolicy,
    pause: () => Promise<void> = () => new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS)),
  ) {
    this.#api = api;
    this.#retryPolicy = retryPolicy;
    this.#pause = pause;
  }

  /** What an upload has become, when it has. Throws ProblemError, with 404 when the server has forgotten it, and the signal's reason. */
  follow(uploadId: string, onState: (state: ServerState) => void, signal: AbortSignal): Promise<UploadStatus> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      this.#followed.set(uploadId, { onState, resolve, reject });
      signal.addEventListener('abort', () => this.#leave(uploadId)?.reject(signal.reason), { once: true });
      if (!this.#looking) void this.#look();
    });
  }

  async #look(): Promise<void> {
    this.#looking = true;
    const never = new AbortController().signal;
    while (this.#followed.size > 0) {
      try {
        await this.#retryPolicy.run(() => this.#lookOnce(), { signal: never });
      } catch (error) {
        for (const uploadId of [...this.#followed.keys()]) this.#leave(uploadId)?.reject(error);
      }
      await this.#pause();
    }
    this.#looking = false;
  }

  async #lookOnce(): Promise<void> {
    const before = [...this.#followed.keys()];
    const unfinished = new Map((await this.#api.unfinished()).map((status) => [status.uploadId, status]));
    for (const uploadId of before) {
      const status = unfinished.get(uploadId);
      if (status === undefined) await this.#ended(uploadId);
      else this.#followed.get(uploadId)?.onState(status.state);
    }
  }

  async #ended(uploadId: string): Promise<void> {
    try {
      const status = await this.#api.status(uploadId);
      if (status.state === 'done' || status.state === 'rejected') this.#leave(uploadId)?.resolve(status);
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status !== 404) throw error;
      this.#leave(uploadId)?.reject(error);
    }
  }

  #leave(uploadId: string): Followed | undefined {
    const followed = this.#followed.get(uploadId);
    this.#followed.delete(uploadId);
    return followed;
  }
}

import { DetailedError, Upload, type HttpRequest, type UploadOptions } from 'tus-js-client';
import type { Credentials } from './credentials';
import { API_ROOT } from './http';
import { ProblemError, problemFrom, unreachable } from './problem';
import { Trace } from './trace';
import { UPLOADS_PATH } from './uploads';

/** A file to send, from its beginning or from where an earlier try was cut off. */
export interface Sending {
  file: File;
  /** Of the whole file, lower-case hexadecimal. */
  sha256: string;
  /** The upload to go on with. */
  uploadId?: string;
}

export interface SendingEvents {
  /** The server has made an upload of this id. */
  onBegun: (uploadId: string) => void;
  /** Bytes that have left, of the whole file. */
  onProgress: (sentBytes: number) => void;
}

/**
 * Sends a file once, without trying again; resolves with its upload id when the server has all of it.
 *
 * Throws ProblemError: status 404 when the upload to go on with is unknown, 409 ALREADY_STORED when there is no need to
 * send; and the signal's reason when that gave the sending up. What has arrived is kept, so that the next call goes on.
 */
export type SendFile = (sending: Sending, events: SendingEvents, signal: AbortSignal) => Promise<string>;

/** Up to this size a file goes out together with the request that makes its upload. */
export const SMALL_BYTES = 8_000_000;
/** The edge reads this much of what it has refused, so that its answer always arrives. */
const PIECE_BYTES = 64 * 1024 * 1024;
/** The edge gives a silent sender 30 seconds; longer silence means that the connection is dead. */
const SILENCE_MILLISECONDS = 40_000;
const ENDPOINT = API_ROOT + UPLOADS_PATH;

/**
 * Sends files by tus 1.0.0 (https://tus.io/protocols/resumable-upload). `network` dispatches `offline` when the network
 * is gone: a request under way may hang then instead of failing.
 */
export function tusSender(
  credentials: Credentials,
  network: EventTarget,
  options: Pick<UploadOptions, 'httpStack'> = {},
): SendFile {
  return async (sending, events, signal) => {
    let token = '';
    let { uploadId } = sending;
    const trace = new Trace();
    const authorize = async (request: HttpRequest) => {
      token = await credentials.token();
      request.setHeader('Authorization', `Bearer ${token}`);
      request.setHeader('traceparent', trace.parent());
    };
    const onBegun = (begun: string) => events.onBegun((uploadId = begun));
    const attempt = () => {
      const transfer = new Transfer(
        { ...sending, ...(uploadId !== undefined && { uploadId }) },
        { ...events, onBegun },
        { ...options, onBeforeRequest: authorize },
      );
      return transfer.run(signal, network);
    };
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status !== 401) throw error;
    }
    await credentials.replace(token);
    return attempt();
  };
}

/** One try to send a file. */
class Transfer {
  readonly #upload: Upload;
  readonly #ended = new AbortController();
  #resolve: (uploadId: string) => void = () => undefined;
  #reject: (reason: unknown) => void = () => undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor({ file, sha256, uploadId }: Sending, { onBegun, onProgress }: SendingEvents, options: UploadOptions) {
    this.#upload = new Upload(file, {
      ...options,
      ...whereTo(uploadId),
      metadata: { filename: file.name, sha256 },
      chunkSize: PIECE_BYTES,
      uploadDataDuringCreation: file.size <= SMALL_BYTES,
      // Ids and fingerprints are kept by the page itself, together with the file's handle.
      storeFingerprintForResuming: false,
      retryDelays: null,
      onBeforeRequest: async (request) => {
        await options.onBeforeRequest?.(request);
        // The library would send a request that was given up while it waited for its token.
        this.#ended.signal.throwIfAborted();
      },
      onUploadUrlAvailable: () => onBegun(idOf(this.#upload)),
      onProgress: (sentBytes) => {
        this.#heard();
        onProgress(sentBytes);
      },
      onSuccess: () => this.#end(() => this.#resolve(idOf(this.#upload))),
      onError: (error) => this.#end(() => this.#reject(problemOf(error))),
    });
  }

  /** The upload id when the server has all of the file. */
  run(signal: AbortSignal, network: EventTarget): Promise<string> {
    signal.throwIfAborted();
    const ended = this.#ended.signal;
    signal.addEventListener('abort', () => this.#stop(signal.reason), { signal: ended });
    network.addEventListener('offline', () => this.#stop(unreachable()), { signal: ended });
    return new Promise((resolve, reject) => {
      [this.#resolve, this.#reject] = [resolve, reject];
      this.#heard();
      this.#upload.start();
    });
  }

  #heard(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#stop(unreachable()), SILENCE_MILLISECONDS);
  }

  #stop(reason: unknown): void {
    this.#end(() => void this.#upload.abort().then(() => this.#reject(reason)));
  }

  #end(finish: () => void): void {
    clearTimeout(this.#silence);
    this.#ended.abort();
    finish();
  }
}

/** Without an endpoint the library reports that an upload cannot be gone on with, instead of making a new one. */
function whereTo(uploadId: string | undefined): UploadOptions {
  return uploadId === undefined ? { endpoint: ENDPOINT } : { uploadUrl: `${ENDPOINT}/${uploadId}` };
}

function idOf({ url }: Upload): string {
  return url?.split('/').at(-1) ?? '';
}

/** What went wrong with a request; an error that is no request's is a fault of the page and stays as it is. */
function problemOf(error: Error): Error {
  if (!(error instanceof DetailedError)) return error;
  const { originalResponse: answer, causingError } = error;
  if (causingError instanceof ProblemError) return causingError;
  if (!answer) return unreachable();
  return problemFrom(answer.getStatus(), answer.getBody() ?? '', answer.getHeader('Retry-After'));
}

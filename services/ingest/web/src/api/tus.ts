import { DetailedError, Upload, type HttpRequest, type UploadOptions } from 'tus-js-client';
import type { Credentials } from './credentials';
import { API_ROOT } from './http';
import { ProblemError, problemFrom, unreachable } from './problem';
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
    const authorize = async (request: HttpRequest) => {
      token = await credentials.token();
      request.setHeader('Authorization', `Bearer ${token}`);
    };
    const attempt = () => transfer(sending, events, [signal, network], { ...options, onBeforeRequest: authorize });
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status !== 401) throw error;
    }
    await credentials.replace(token);
    return attempt();
  };
}

function transfer(
  { file, sha256, uploadId }: Sending,
  { onBegun, onProgress }: SendingEvents,
  [signal, network]: [AbortSignal, EventTarget],
  options: UploadOptions,
): Promise<string> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const upload = new Upload(file, {
      ...options,
      ...whereTo(uploadId),
      metadata: { filename: file.name, sha256 },
      chunkSize: PIECE_BYTES,
      uploadDataDuringCreation: file.size <= SMALL_BYTES,
      // Ids and fingerprints are kept by the page itself, together with the file's handle.
      storeFingerprintForResuming: false,
      retryDelays: null,
      onUploadUrlAvailable: () => onBegun(idOf(upload)),
      onProgress: (sentBytes) => {
        silence.begin();
        onProgress(sentBytes);
      },
      onSuccess: () => end(() => resolve(idOf(upload))),
      onError: (error) => end(() => reject(problemOf(error))),
    });
    const ended = new AbortController();
    const lose = () => stop(unreachable());
    const silence = new Silence(lose);
    const end = (settle: () => void) => {
      silence.end();
      ended.abort();
      settle();
    };
    const stop = (reason: unknown) => end(() => void upload.abort().then(() => reject(reason)));
    signal.addEventListener('abort', () => stop(signal.reason), { signal: ended.signal });
    network.addEventListener('offline', lose, { signal: ended.signal });
    silence.begin();
    upload.start();
  });
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

/** Calls `onEnd` when `begin` has not been called for a while. */
class Silence {
  readonly #onEnd: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  begin(): void {
    this.end();
    this.#timer = setTimeout(this.#onEnd, SILENCE_MILLISECONDS);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

import { API_ROOT } from './http';
import type { Item } from './item';
import { problemFrom, unreachable } from './problem';
import type { Transport } from './transport';

/** How far a file has come. */
export interface UploadProgress {
  /** 0 to 1. */
  sent: number;
}

/** Stored, stored before, or received and brought to its end a little later, by itself. */
export type UploadAnswer = { outcome: 'stored' | 'duplicate'; item: Item } | { outcome: 'accepted' };

const ACCEPTED = 202;
const CREATED = 201;

/** Sends a file; `onProgress` hears of every step, the last time with 1 when all bytes are out and the check begins. */
export type SendFile = (
  file: File,
  onProgress: (progress: UploadProgress) => void,
  signal: AbortSignal,
) => Promise<UploadAnswer>;

/** Sends files in one request each. Fetch tells nothing of upload progress, hence XMLHttpRequest. */
export function fileSender(transport: Transport): SendFile {
  return (file, onProgress, signal) =>
    transport.authorized(async (token) => {
      const answer = await post(file, token, onProgress, signal);
      if (answer.status >= 300) throw problemFrom(answer.status, answer.responseText);
      if (answer.status === ACCEPTED) return { outcome: 'accepted' };
      const item = JSON.parse(answer.responseText) as Item;
      return { outcome: answer.status === CREATED ? 'stored' : 'duplicate', item };
    });
}

function post(
  file: File,
  token: string,
  onProgress: (progress: UploadProgress) => void,
  signal: AbortSignal,
): Promise<XMLHttpRequest> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    request.upload.onprogress = ({ loaded, total }) => onProgress({ sent: total === 0 ? 0 : loaded / total });
    request.upload.onload = () => onProgress({ sent: 1 });
    request.onload = () => resolve(request);
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(signal.reason);
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.open('POST', `${API_ROOT}/media`);
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('authorization', `Bearer ${token}`);
    request.send(formOf(file));
  });
}

function formOf(file: File): FormData {
  const form = new FormData();
  form.append('file', file, file.name);
  return form;
}

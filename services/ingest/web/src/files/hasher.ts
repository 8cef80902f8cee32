import { UnreadableError } from './readable';
import type { HashMessage, HashOrder } from './hash-messages';

/** SHA-256 of a file; throws UnreadableError, or the signal's reason. */
export type HashFile = (file: File, onProgress: (hashedBytes: number) => void, signal: AbortSignal) => Promise<string>;

interface Waiting {
  onProgress: (hashedBytes: number) => void;
  resolve: (sha256: string) => void;
  reject: (reason: unknown) => void;
}

/** Hashes in a worker of its own, so that the page stays quick; the worker begins with the first file. */
export function workerHasher(): HashFile {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let next = 1;

  function begin(): Worker {
    const begun = new Worker(new URL('./hash-worker.ts', import.meta.url), { type: 'module' });
    begun.onmessage = ({ data }: MessageEvent<HashMessage>) => receive(waiting, data);
    return begun;
  }

  return (file, onProgress, signal) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const id = next++;
      const order = (message: HashOrder) => (worker ??= begin()).postMessage(message);
      const giveUp = () => {
        waiting.delete(id);
        order({ id, giveUp: true });
        reject(signal.reason);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      const finished = () => signal.removeEventListener('abort', giveUp);
      waiting.set(id, {
        onProgress,
        resolve: (sha256) => (finished(), resolve(sha256)),
        reject: (reason) => (finished(), reject(reason)),
      });
      order({ id, file });
    });
}

function receive(waiting: Map<number, Waiting>, message: HashMessage): void {
  const one = waiting.get(message.id);
  if (one === undefined) return;
  if ('hashedBytes' in message) return one.onProgress(message.hashedBytes);
  waiting.delete(message.id);
  if ('sha256' in message) one.resolve(message.sha256);
  else one.reject(new UnreadableError());
}

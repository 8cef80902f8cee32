import { isAbort } from '../api/problem';
import type { HashMessage, HashOrder } from './hash-messages';
import { hashFile } from './sha256';

const running = new Map<number, AbortController>();

addEventListener('message', ({ data: order }: MessageEvent<HashOrder>) => {
  if ('giveUp' in order) running.get(order.id)?.abort();
  else void hash(order.id, order.file);
});

async function hash(id: number, file: Blob): Promise<void> {
  const control = new AbortController();
  running.set(id, control);
  try {
    const sha256 = await hashFile(file, (hashedBytes) => report({ id, hashedBytes }), control.signal);
    report({ id, sha256 });
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    if (!isAbort(error)) report({ id, unreadable: true });
  } finally {
    running.delete(id);
  }
}

function report(message: HashMessage): void {
  postMessage(message);
}

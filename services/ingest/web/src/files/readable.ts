import { texts } from '../texts';

/** A file that has been changed, moved or locked since it was chosen; the message is a sentence for the user. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';

  constructor() {
    super(texts.upload.unreadable);
  }
}

/** Throws UnreadableError when the browser can no longer open the file: a request would only fail without a reason. */
export async function assertReadable(file: File): Promise<void> {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch (error) {
    if (error instanceof DOMException) throw new UnreadableError();
    throw error;
  }
}

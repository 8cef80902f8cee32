/** To the worker: hash this file, or give it up. */
export type HashOrder = { id: number; file: Blob } | { id: number; giveUp: true };

/** From the worker: how far it has come, the SHA-256, or that the file cannot be read. */
export type HashMessage =
  { id: number; hashedBytes: number } | { id: number; sha256: string } | { id: number; unreadable: true };

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** A file up to this size is read whole, because the browser's own SHA-256 is several times faster and takes no pieces. */
const WHOLE_BYTES = 16 * 1024 * 1024;
const PIECE_BYTES = 4 * 1024 * 1024;

/**
 * SHA-256 of a file in lower-case hexadecimal, with never more than 16 MiB of it in memory.
 *
 * `onProgress` hears how many bytes have been read. Throws the signal's reason, and DOMException when the file cannot
 * be read.
 */
export async function hashFile(
  file: Blob,
  onProgress: (hashedBytes: number) => void,
  signal: AbortSignal,
): Promise<string> {
  if (file.size <= WHOLE_BYTES) {
    return bytesToHex(new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer())));
  }
  const hash = sha256.create();
  for (let offset = 0; offset < file.size; offset += PIECE_BYTES) {
    signal.throwIfAborted();
    hash.update(new Uint8Array(await file.slice(offset, offset + PIECE_BYTES).arrayBuffer()));
    onProgress(Math.min(offset + PIECE_BYTES, file.size));
  }
  return bytesToHex(hash.digest());
}

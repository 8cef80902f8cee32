/** What identifies a file before one of its bytes is read. */
export interface FileMarks {
  name: string;
  /** Bytes. */
  size: number;
  /** Milliseconds since 1970. */
  lastModified: number;
}

/**
 * The same for a file that is chosen again. Two files that share it by accident do no harm: the server compares the
 * SHA-256 that was declared with the bytes that came.
 */
export function fingerprintOf({ name, size, lastModified }: FileMarks): string {
  return `${size}:${lastModified}:${name}`;
}

const SYSTEM_FILES: ReadonlySet<string> = new Set(['thumbs.db', 'desktop.ini']);

/** Whether a file in a folder was put there by the system and not by a person. */
export function isSystemFile(name: string): boolean {
  return name.startsWith('.') || SYSTEM_FILES.has(name.toLowerCase());
}

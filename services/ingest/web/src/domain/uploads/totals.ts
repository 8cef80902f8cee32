import { isOver, type UploadState } from './upload-state';

/** What the totals need to know of a file. */
export interface Counted {
  state: UploadState;
  size: number;
  sentBytes: number;
}

/** All files together. `bytes` are those that must go out: of files that need not be sent there are none. */
export interface Totals {
  files: number;
  over: number;
  stored: number;
  duplicates: number;
  rejected: number;
  failed: number;
  cancelled: number;
  bytes: number;
  sentBytes: number;
}

const COUNTS = {
  stored: 'stored',
  duplicate: 'duplicates',
  rejected: 'rejected',
  failed: 'failed',
  cancelled: 'cancelled',
} as const;

export function totalsOf(entries: readonly Counted[]): Totals {
  const totals: Totals = {
    files: entries.length,
    over: 0,
    stored: 0,
    duplicates: 0,
    rejected: 0,
    failed: 0,
    cancelled: 0,
    bytes: 0,
    sentBytes: 0,
  };
  for (const entry of entries) count(entry, totals);
  return totals;
}

function count({ state, size, sentBytes }: Counted, totals: Totals): void {
  // What ended before its last byte went out sends no further bytes.
  totals.bytes += isOver(state) && state !== 'stored' ? sentBytes : size;
  totals.sentBytes += sentBytes;
  if (!isOver(state)) return;
  totals.over += 1;
  totals[COUNTS[state as keyof typeof COUNTS]] += 1;
}

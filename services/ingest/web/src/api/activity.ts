import { queryString } from './http';
import type { Transport } from './transport';

/** Something that happened in the account. `at` is RFC 3339 in UTC; the rest is there where it applies. */
export interface ActivityEvent {
  eventId: string;
  at: string;
  /** For example `session.started`. */
  event: string;
  outcome: 'success' | 'refused' | 'failed';
  /** Why, as a stable code in UPPER_SNAKE. */
  reason?: string;
  uploadId?: string;
  sessionId?: string;
  address?: string;
  fileName?: string;
  sha256?: string;
  /** What the malware engine found. */
  signature?: string;
  signatureVersion?: string;
  /** The item that has the same bytes, where an upload became none of its own. */
  itemId?: string;
  changed?: string[];
  /** How many items an act named that was one for all of them. */
  mediaCount?: number;
}

export interface ActivityPage {
  items: ActivityEvent[];
  nextCursor?: string;
}

const PAGE = 50;

export class ActivityApi {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** A page of what happened, newest first. */
  page(cursor: string | undefined, signal?: AbortSignal): Promise<ActivityPage> {
    return this.#transport.send({
      path: `/activity${queryString({ cursor, limit: PAGE })}`,
      ...(signal && { signal }),
    });
  }
}

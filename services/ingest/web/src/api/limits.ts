import { call, type Fetch } from './http';

/** What the edge takes; known before anything is sent. */
export interface Limits {
  photoBytes: number;
  videoBytes: number;
  /** Lower case, without a dot. */
  extensions: string[];
}

export class LimitsApi {
  readonly #fetch: Fetch;

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  limits(): Promise<Limits> {
    return call(this.#fetch, { path: '/limits' });
  }
}

import { call, type Fetch } from './http';

/** Whether something works, works later, or does not. */
export type Service = 'available' | 'delayed' | 'unavailable';

/** What works of Momento. */
export interface ServiceStatus {
  signIn: Service;
  library: Service;
  /** `delayed` while uploads are kept and wait for the safety check. */
  uploads: Service;
}

export class StatusApi {
  readonly #fetch: Fetch;

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  status(): Promise<ServiceStatus> {
    return call(this.#fetch, { path: '/status' });
  }
}

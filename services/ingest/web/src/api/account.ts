import type { Transport } from './transport';

/** What the account has stored, the trash included. */
export interface Usage {
  mediaCount: number;
  bytes: number;
  /** What it may store; absent where there is no limit. */
  quotaBytes?: number;
}

/** The caller's own account. */
export class AccountApi {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  usage(): Promise<Usage> {
    return this.#transport.send({ path: '/account/usage' });
  }
}

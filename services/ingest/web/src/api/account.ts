import type { Transport } from './transport';

/** What the account has stored, the trash included. */
export interface Usage {
  mediaCount: number;
  bytes: number;
  /** What it may store; absent where there is no limit. */
  quotaBytes?: number;
}

/** A place where the user is signed in. Moments are RFC 3339 in UTC. */
export interface ListedSession {
  sessionId: string;
  createdAt: string;
  lastUsedAt: string;
  expiresAt: string;
  address: string;
  /** What the program called itself. */
  userAgent: string;
  /** Whether it is the session of this very page. */
  current: boolean;
}

/** How the owner of the account can sign in. */
export interface OwnSignInMethods {
  hasPassword: boolean;
  /** The address at the organisation's provider when the two were connected; null where they are not. */
  provider: { email: string; linkedAt: string } | null;
}

/** The caller's own account. */
export class AccountApi {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** A link to a ZIP of everything, good once and for minutes. */
  orderExport(): Promise<{ url: string; expiresAt: string }> {
    return this.#transport.send({ method: 'POST', path: '/export' });
  }

  /** Closes the account; until when it can be reopened. */
  close(password: string): Promise<{ reopensUntil: string }> {
    return this.#transport.send({ method: 'DELETE', path: '/account', body: { password } });
  }

  usage(): Promise<Usage> {
    return this.#transport.send({ path: '/account/usage' });
  }

  /** Where the user is signed in, the last used first. */
  async sessions(signal?: AbortSignal): Promise<ListedSession[]> {
    const request = { path: '/account/sessions', ...(signal && { signal }) };
    const { sessions } = await this.#transport.send<{ sessions: ListedSession[] }>(request);
    return sessions;
  }

  endSession(sessionId: string): Promise<void> {
    return this.#transport.send({ method: 'DELETE', path: `/account/sessions/${encodeURIComponent(sessionId)}` });
  }

  /** Ends every session but this page's; says how many there were. */
  async endOtherSessions(): Promise<number> {
    const { ended } = await this.#transport.send<{ ended: number }>({ method: 'DELETE', path: '/account/sessions' });
    return ended;
  }

  /** Ends every other session, and the API keys unless they are to be kept. */
  changePassword(password: string, newPassword: string, keepApiKeys: boolean): Promise<void> {
    const body = { password, newPassword, keepApiKeys };
    return this.#transport.send({ method: 'PUT', path: '/account/password', body });
  }

  ownWays(): Promise<OwnSignInMethods> {
    return this.#transport.send({ path: '/account/ways' });
  }

  /** The address to go to; coming back from there connects the account. */
  async connectProvider(password: string): Promise<string> {
    const call = { method: 'POST', path: '/account/provider', body: { password } } as const;
    return (await this.#transport.send<{ address: string }>(call)).address;
  }

  disconnectProvider(password: string): Promise<void> {
    return this.#transport.send({ method: 'POST', path: '/account/provider/unlink', body: { password } });
  }
}

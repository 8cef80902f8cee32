import { call, type Fetch } from './http';

export interface User {
  userId: string;
  email: string;
  displayName: string;
  role?: 'member' | 'administrator';
}

/** What signing in or renewing gives. */
export interface SessionGrant {
  accessToken: string;
  tokenType: 'Bearer';
  /** Seconds from now. */
  expiresIn: number;
  user: User;
}

export interface NewAccount {
  email: string;
  password: string;
  displayName: string;
  /** Where one has to be invited. */
  invitation?: string;
}

/** The calls that need no access token. The refresh cookie is HttpOnly: the browser sends it and scripts never see it. */
export class SessionApi {
  readonly #fetch: Fetch;

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  async register(account: NewAccount): Promise<User> {
    const { user } = await call<{ user: User }>(this.#fetch, { method: 'POST', path: '/accounts', body: account });
    return user;
  }

  signIn(email: string, password: string): Promise<SessionGrant> {
    return call(this.#fetch, { method: 'POST', path: '/session', body: { email, password } });
  }

  /** A fresh grant for the refresh cookie; `undefined` when the browser holds none. */
  renew(): Promise<SessionGrant | undefined> {
    return call(this.#fetch, { method: 'POST', path: '/session/refresh', headers: OWN_REQUEST });
  }

  /** Asks for a link to be sent; the answer is the same whether there is such an account. */
  askForReset(email: string): Promise<void> {
    return call(this.#fetch, { method: 'POST', path: '/account/password-reset', body: { email } });
  }

  resetPassword(reset: string, newPassword: string): Promise<void> {
    return call(this.#fetch, { method: 'PUT', path: '/account/password-reset', body: { reset, newPassword } });
  }

  end(): Promise<void> {
    return call(this.#fetch, { method: 'DELETE', path: '/session', headers: OWN_REQUEST });
  }
}

// A page of another origin cannot send this header without a preflight, so a call that carries it is no forged one.
const OWN_REQUEST = { 'x-momento-request': '1' };

import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser';
import { call, type Fetch } from './http';
import type { ChallengeAnswer } from './challenge';

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

/** How one can sign in here. */
export interface SignInMethods {
  registration: 'open' | 'invited' | 'closed';
  /** What the organisation's provider is called; null where there is none. */
  provider: string | null;
}

export interface NewAccount {
  email: string;
  password: string;
  displayName: string;
  /** Where one has to be invited. */
  invitation?: string;
}

/** A challenge, and what the browser needs to ask for a passkey. */
export interface PasskeyChallenge {
  challenge: string;
  passkeyOptions: PublicKeyCredentialRequestOptionsJSON;
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

  /** With `reopen` also into an account that its owner has closed, as long as it can be reopened. */
  signIn(email: string, password: string, reopen = false): Promise<SessionGrant> {
    return call(this.#fetch, { method: 'POST', path: '/session', body: { email, password, reopen } });
  }

  ways(): Promise<SignInMethods> {
    return call(this.#fetch, { path: '/session/ways' });
  }

  /** The second step, where the password alone was not enough. */
  answer(challenge: string, answer: ChallengeAnswer): Promise<SessionGrant> {
    return call(this.#fetch, { method: 'POST', path: '/session/second-factor', body: { challenge, ...answer } });
  }

  /** A challenge that any passkey may answer. */
  passkeyChallenge(): Promise<PasskeyChallenge> {
    return call(this.#fetch, { method: 'POST', path: '/session/passkey/challenge' });
  }

  signInWithPasskey(challenge: string, passkey: AuthenticationResponseJSON): Promise<SessionGrant> {
    return call(this.#fetch, { method: 'POST', path: '/session/passkey', body: { challenge, passkey } });
  }

  /** A fresh grant for the refresh cookie; `undefined` when the browser holds none. A connection that hangs counts as broken. */
  renew(): Promise<SessionGrant | undefined> {
    const signal = AbortSignal.timeout(SILENCE_MILLISECONDS);
    return call(this.#fetch, { method: 'POST', path: '/session/refresh', headers: OWN_REQUEST, signal });
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

/** Longer than the server takes when it is busy, and short enough to ask again while it knows the answer that it gave. */
const SILENCE_MILLISECONDS = 10_000;
// A page of another origin cannot send this header without a preflight, so a call that carries it is no forged one.
const OWN_REQUEST = { 'x-momento-request': '1' };

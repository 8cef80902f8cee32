import { ProblemError } from './problem';
import type { SessionGrant, User } from './session';
import { texts } from '../texts';

/** Runs a task while no other tab of this browser runs one of the same name. */
export type Exclusive = <T>(task: () => Promise<T>) => Promise<T>;

interface Held {
  token: string;
  renewAt: number;
}

/** Renew this long before the token expires, so that no call leaves with a token that dies on the way. */
const MARGIN_MILLISECONDS = 60_000;

/**
 * Holds the access token, in memory only, and renews it through the refresh cookie.
 *
 * Every renewal spends the cookie and sets a new one, so renewals go one at a time: within this tab by sharing the
 * promise, between tabs by `exclusive`.
 */
export class Credentials {
  readonly #renewCall: () => Promise<SessionGrant | undefined>;
  readonly #exclusive: Exclusive;
  readonly #now: () => number;
  #held: Held | undefined;
  #renewal: Promise<User> | undefined;
  #generation = 0;

  /** Called when the session has ended on the server's side. */
  onEnd: () => void = () => undefined;

  constructor(
    renewCall: () => Promise<SessionGrant | undefined>,
    exclusive: Exclusive = (task) => task(),
    now: () => number = Date.now,
  ) {
    this.#renewCall = renewCall;
    this.#exclusive = exclusive;
    this.#now = now;
  }

  accept({ accessToken, expiresIn }: SessionGrant): void {
    const lifetime = expiresIn * 1000;
    this.#held = { token: accessToken, renewAt: this.#now() + lifetime - Math.min(MARGIN_MILLISECONDS, lifetime / 2) };
  }

  forget(): void {
    this.#held = undefined;
    this.#renewal = undefined;
    this.#generation += 1;
  }

  /** A token that still has a while to live. */
  async token(): Promise<string> {
    if (this.#held === undefined || this.#held.renewAt <= this.#now()) await this.renew();
    if (this.#held === undefined) throw ended();
    return this.#held.token;
  }

  /** Renews the token, unless `refused` is no longer the one held: then another call has renewed it already. */
  async replace(refused: string): Promise<string> {
    if (this.#held?.token === refused) await this.renew();
    return this.token();
  }

  /** Fetches a fresh token. Throws ProblemError; when the session is over the token is forgotten and `onEnd` is called. */
  renew(): Promise<User> {
    this.#renewal ??= this.#renewOnce(this.#generation).finally(() => (this.#renewal = undefined));
    return this.#renewal;
  }

  async #renewOnce(generation: number): Promise<User> {
    try {
      const grant = await this.#exclusive(this.#renewCall);
      if (grant === undefined || generation !== this.#generation) throw ended();
      this.accept(grant);
      return grant.user;
    } catch (error) {
      if (error instanceof ProblemError && error.status === 401 && generation === this.#generation) this.#end();
      throw error;
    }
  }

  #end(): void {
    this.forget();
    this.onEnd();
  }
}

function ended(): ProblemError {
  return new ProblemError(401, 'SESSION_ENDED', texts.problems.sessionEnded);
}

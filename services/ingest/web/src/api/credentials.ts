import { ProblemError } from './problem';
import { noTabChannel, type TabChannel, type SessionMessage } from './tab-channel';
import type { SessionGrant, User } from './session';
import { texts } from '../texts';

/** Runs a task while no other tab of this browser runs one of the same name. */
export type Exclusive = <T>(task: () => Promise<T>) => Promise<T>;

/** Why a session has ended: the server has refused it, or its user has signed out in another tab. */
export type SessionEnd = 'refused' | 'elsewhere';

export interface CredentialsSurroundings {
  exclusive?: Exclusive;
  tabs?: TabChannel;
  /** Milliseconds since 1970. */
  now?: () => number;
  pause?: (milliseconds: number) => Promise<void>;
  /** Whether there is a network at all. */
  online?: () => boolean;
}

interface Held {
  token: string;
  renewAt: number;
  userId: string;
}

/** Renew this long before the token expires, so that no call leaves with a token that dies on the way. */
const MARGIN_MILLISECONDS = 60_000;
/** Milliseconds before each repetition of a renewal; all fall into the 30 seconds in which a lost answer is given again. */
const PAUSES = [500, 2_000, 5_000];

/**
 * Holds the access token, in memory only, and renews it through the refresh cookie.
 *
 * Every renewal spends the cookie and sets a new one, so renewals go one at a time: within this tab by sharing the
 * promise, between tabs by `exclusive`, and a tab that has renewed gives the others what it got. A renewal whose answer
 * was lost is repeated with the same cookie while nobody else uses it; only the server's refusal ends the session.
 */
export class Credentials {
  readonly #renewCall: () => Promise<SessionGrant | undefined>;
  readonly #around: Required<CredentialsSurroundings>;
  #held: Held | undefined;
  #renewal: Promise<User> | undefined;
  #generation = 0;
  /** What another tab has got last. */
  #given: SessionGrant | undefined;

  /** Called when the session has ended without this page's doing. */
  onEnd: (why: SessionEnd) => void = () => undefined;

  constructor(renewCall: () => Promise<SessionGrant | undefined>, around: CredentialsSurroundings = {}) {
    this.#renewCall = renewCall;
    this.#around = { ...ALONE, ...around };
    this.#around.tabs.subscribe((message) => this.#receive(message));
  }

  accept({ accessToken, expiresIn, user }: SessionGrant): void {
    const lifetime = expiresIn * 1000;
    const renewAt = this.#around.now() + lifetime - Math.min(MARGIN_MILLISECONDS, lifetime / 2);
    this.#held = { token: accessToken, renewAt, userId: user.userId };
  }

  /** The user has signed out, here and so in every tab. */
  signOut(): void {
    this.forget();
    this.#around.tabs.publish({ is: 'over' });
  }

  forget(): void {
    this.#held = undefined;
    this.#renewal = undefined;
    this.#generation += 1;
  }

  /** A token that still has a while to live. */
  async token(): Promise<string> {
    if (this.#held === undefined || this.#held.renewAt <= this.#around.now()) await this.renew();
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
    const before = this.#given;
    try {
      const grant = await this.#around.exclusive(() =>
        // Another tab may have renewed while this one waited for its turn.
        this.#given === before ? this.#renewAndPublish() : Promise.resolve(this.#given),
      );
      if (grant === undefined || generation !== this.#generation || this.#isOthers(grant)) throw ended();
      this.accept(grant);
      return grant.user;
    } catch (error) {
      if (error instanceof ProblemError && error.status === 401 && generation === this.#generation) {
        this.#end('refused');
      }
      throw error;
    }
  }

  async #renewAndPublish(): Promise<SessionGrant | undefined> {
    const grant = await this.#renewPatiently();
    if (grant !== undefined) this.#around.tabs.publish({ is: 'renewed', grant });
    return grant;
  }

  /** Repeats what may have got through although no answer came; without a network that is left to the next call. */
  async #renewPatiently(): Promise<SessionGrant | undefined> {
    for (const milliseconds of PAUSES) {
      try {
        return await this.#renewCall();
      } catch (error) {
        if (!(error instanceof ProblemError) || !error.passing || !this.#around.online()) throw error;
        await this.#around.pause(milliseconds);
      }
    }
    return this.#renewCall();
  }

  #receive(message: SessionMessage): void {
    if (message.is === 'renewed') this.#given = message.grant;
    if (this.#held === undefined) return;
    if (message.is === 'over' || this.#isOthers(message.grant)) this.#end('elsewhere');
    else this.accept(message.grant);
  }

  /** Whether somebody else has signed in with this browser since. */
  #isOthers({ user }: SessionGrant): boolean {
    return this.#held !== undefined && this.#held.userId !== user.userId;
  }

  #end(why: SessionEnd): void {
    this.forget();
    this.onEnd(why);
  }
}

const ALONE: Required<CredentialsSurroundings> = {
  exclusive: (task) => task(),
  tabs: noTabChannel,
  now: Date.now,
  pause: (milliseconds) => new Promise((resume) => setTimeout(resume, milliseconds)),
  online: () => navigator.onLine,
};

function ended(): ProblemError {
  return new ProblemError(401, 'SESSION_ENDED', texts.problems.sessionEnded);
}

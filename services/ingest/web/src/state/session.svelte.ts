import type { Credentials, SessionEnd } from '../api/credentials';
import { usePasskey } from '../api/passkeys';
import { isAbort, ProblemError, sentenceOf } from '../api/problem';
import type { FactorChallenge, ChallengeAnswer } from '../api/challenge';
import type { NewAccount, SessionApi, SessionGrant, SignInMethods, User } from '../api/session';
import type { Preferences } from '../storage/preferences';
import { texts } from '../texts';
import type { RetryPolicy } from './retry-policy';

export interface SessionSurroundings {
  preferences: Pick<Preferences, 'signedIn'>;
  retryPolicy: RetryPolicy;
}

/** Who is signed in. */
export class Session {
  readonly #api: SessionApi;
  readonly #credentials: Credentials;
  readonly #preferences: SessionSurroundings['preferences'];
  readonly #retryPolicy: RetryPolicy;
  #restoring = new AbortController();

  /** Called when the user has signed out by themselves; not when the session has run out. */
  onSignOut: () => Promise<void> = async () => undefined;

  /** `undefined` when nobody is. */
  user = $state.raw<User | undefined>();
  /** True until it is known whether the browser still has a session. */
  restoring = $state(true);
  /** What is asked for after a password that was right but is not enough. */
  asked = $state.raw<FactorChallenge | undefined>();
  /** Why nobody is signed in, in a sentence, where the user should know. */
  notice = $state('');

  /** Why it is not known yet whether the browser has a session, in a sentence, or empty. */
  trouble = $state('');

  constructor(api: SessionApi, credentials: Credentials, { preferences, retryPolicy }: SessionSurroundings) {
    this.#api = api;
    this.#credentials = credentials;
    this.#preferences = preferences;
    this.#retryPolicy = retryPolicy;
    credentials.onEnd = (why) => this.#ended(why);
  }

  /**
   * Takes up the session whose refresh cookie the browser holds, if there is one. A server that cannot be reached says
   * nothing about that: it is waited for, and the user can ask again at once by calling this once more.
   */
  async restore(): Promise<void> {
    this.#restoring.abort();
    const { signal } = (this.#restoring = new AbortController());
    this.restoring = true;
    this.trouble = '';
    const onFailure = ({ message }: ProblemError) => (this.trouble = message);
    try {
      const user = await this.#retryPolicy.run(() => this.#credentials.renew(), { signal, onFailure });
      this.#enter(user);
      this.restoring = false;
    } catch (error) {
      if (isAbort(error)) return;
      if (error instanceof ProblemError && error.status === 401) this.restoring = false;
      else this.trouble = sentenceOf(error);
    }
  }

  /** How one can sign in here. */
  ways(): Promise<SignInMethods> {
    return this.#api.ways();
  }

  async signIn(email: string, password: string, reopen = false): Promise<void> {
    try {
      this.#begin(await this.#api.signIn(email, password, reopen));
    } catch (error) {
      if (!(error instanceof ProblemError) || error.asked === undefined) throw error;
      this.asked = error.asked;
    }
  }

  /** Answers what is asked for after the password; a challenge that is over leads back to that. */
  async answer(given: ChallengeAnswer): Promise<void> {
    if (this.asked === undefined) return;
    try {
      this.#begin(await this.#api.answer(this.asked.challenge, given));
    } catch (error) {
      if (!(error instanceof ProblemError) || error.code !== 'CHALLENGE_ENDED') throw error;
      this.beginAnew();
      this.notice = error.message;
    }
  }

  /** Goes back to address and password. */
  beginAnew(): void {
    this.asked = undefined;
    this.notice = '';
  }

  async signInWithPasskey(): Promise<void> {
    const { challenge, passkeyOptions } = await this.#api.passkeyChallenge();
    this.#begin(await this.#api.signInWithPasskey(challenge, await usePasskey(passkeyOptions)));
  }

  async register(account: NewAccount): Promise<void> {
    await this.#api.register(account);
    await this.signIn(account.email, account.password);
  }

  askForReset(email: string): Promise<void> {
    return this.#api.askForReset(email);
  }

  /** Chooses a new password by a link; an open session is signed out. */
  async resetPassword(reset: string, newPassword: string): Promise<void> {
    await this.#api.resetPassword(reset, newPassword);
    this.#leave();
    this.notice = texts.access.passwordChosen;
  }

  async signOut(): Promise<void> {
    await this.#api.end();
    await this.onSignOut();
    this.#leave();
  }

  /** Signs out where the session has been ended by closing the account, and says so. */
  async leave(notice: string): Promise<void> {
    await this.signOut();
    this.notice = notice;
  }

  #begin(grant: SessionGrant): void {
    this.#credentials.accept(grant);
    this.#enter(grant.user);
    this.asked = undefined;
    this.notice = '';
  }

  #enter(user: User): void {
    this.user = user;
    this.trouble = '';
    this.#preferences.signedIn = true;
  }

  #leave(): void {
    this.#credentials.signOut();
    this.user = undefined;
    this.#preferences.signedIn = false;
  }

  /** Says why to somebody who was signed in, also before this page was loaded. */
  #ended(why: SessionEnd): void {
    const known = this.user !== undefined || this.#preferences.signedIn;
    if (known) this.notice = why === 'elsewhere' ? texts.access.signedOutElsewhere : texts.access.sessionEnded;
    this.user = undefined;
    this.#preferences.signedIn = false;
  }
}

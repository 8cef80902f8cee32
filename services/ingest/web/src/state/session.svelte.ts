import type { Credentials } from '../api/credentials';
import { usePasskey } from '../api/passkeys';
import { ProblemError, sentenceOf } from '../api/problem';
import type { AskedFactor, Proof } from '../api/proof';
import type { NewAccount, SessionApi, SessionGrant, SignInWays, User } from '../api/session';
import { texts } from '../texts';

/** Who is signed in. */
export class Session {
  readonly #api: SessionApi;
  readonly #credentials: Credentials;

  /** Called when the user has signed out by themselves; not when the session has run out. */
  onSignOut: () => Promise<void> = async () => undefined;

  /** `undefined` when nobody is. */
  user = $state.raw<User | undefined>();
  /** True until it is known whether the browser still has a session. */
  restoring = $state(true);
  /** What is asked for after a password that was right but is not enough. */
  asked = $state.raw<AskedFactor | undefined>();
  /** Why nobody is signed in, in a sentence, where the user should know. */
  notice = $state('');

  constructor(api: SessionApi, credentials: Credentials) {
    this.#api = api;
    this.#credentials = credentials;
    credentials.onEnd = () => this.#ended();
  }

  /** Takes up the session whose refresh cookie the browser holds, if there is one. */
  async restore(): Promise<void> {
    try {
      this.user = await this.#credentials.renew();
    } catch (error) {
      const nobody = error instanceof ProblemError && error.status === 401;
      this.notice = nobody ? '' : sentenceOf(error);
    } finally {
      this.restoring = false;
    }
  }

  /** How one can sign in here. */
  ways(): Promise<SignInWays> {
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
  async answer(proof: Proof): Promise<void> {
    if (this.asked === undefined) return;
    try {
      this.#begin(await this.#api.answer(this.asked.challenge, proof));
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

  /** Chooses a new password by a link; whoever was signed in is so no more. */
  async resetPassword(reset: string, newPassword: string): Promise<void> {
    await this.#api.resetPassword(reset, newPassword);
    this.#credentials.forget();
    this.user = undefined;
    this.notice = texts.access.passwordChosen;
  }

  async signOut(): Promise<void> {
    await this.#api.end();
    await this.onSignOut();
    this.#credentials.forget();
    this.user = undefined;
  }

  /** Signs out where the session has been ended by closing the account, and says so. */
  async leave(notice: string): Promise<void> {
    await this.signOut();
    this.notice = notice;
  }

  #begin(grant: SessionGrant): void {
    this.#credentials.accept(grant);
    this.user = grant.user;
    this.asked = undefined;
    this.notice = '';
  }

  #ended(): void {
    if (this.user !== undefined) this.notice = texts.access.sessionEnded;
    this.user = undefined;
  }
}

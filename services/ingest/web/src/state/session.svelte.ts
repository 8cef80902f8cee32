import type { Credentials } from '../api/credentials';
import { ProblemError, sentenceOf } from '../api/problem';
import type { NewAccount, SessionApi, User } from '../api/session';
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

  async signIn(email: string, password: string): Promise<void> {
    const grant = await this.#api.signIn(email, password);
    this.#credentials.accept(grant);
    this.user = grant.user;
    this.notice = '';
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

  #ended(): void {
    if (this.user !== undefined) this.notice = texts.access.sessionEnded;
    this.user = undefined;
  }
}

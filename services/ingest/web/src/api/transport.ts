import type { Credentials } from './credentials';
import { call, type Call, type Fetch } from './http';
import { ProblemError } from './problem';

/** Makes calls in the user's name. */
export class Transport {
  readonly #fetch: Fetch;
  readonly #credentials: Credentials;

  /** Asks the user to verify who they are again; throws ProblemError when they cancel. */
  onStepUp: () => Promise<void> = async () => undefined;

  constructor(fetch: Fetch, credentials: Credentials) {
    this.#fetch = fetch;
    this.#credentials = credentials;
  }

  /** Like `call`, with the bearer token; where a recent verification is wanted, the user is asked for it and the call repeated. */
  async send<T>(request: Call): Promise<T> {
    try {
      return await this.#send<T>(request);
    } catch (error) {
      if (!(error instanceof ProblemError) || error.code !== 'STEP_UP_REQUIRED') throw error;
    }
    await this.onStepUp();
    return this.#send<T>(request);
  }

  #send<T>(request: Call): Promise<T> {
    return this.authorized((token) =>
      call<T>(this.#fetch, { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } }),
    );
  }

  /** Runs `attempt` with a token and, if that token is refused with 401, once more with a renewed one. */
  async authorized<T>(attempt: (token: string) => Promise<T>): Promise<T> {
    const token = await this.#credentials.token();
    try {
      return await attempt(token);
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status !== 401) throw error;
    }
    return attempt(await this.#credentials.replace(token));
  }
}

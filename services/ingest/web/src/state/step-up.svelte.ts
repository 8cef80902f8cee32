import type { FactorsApi } from '../api/factors';
import { ProblemError } from '../api/problem';
import type { AskedFactor, Proof } from '../api/proof';
import { texts } from '../texts';

/**
 * Asks the user to prove again who they are, when a call is refused for want of that.
 *
 * Several calls that are refused meanwhile wait for the same answer.
 */
export class StepUp {
  readonly #factors: FactorsApi;
  #wanted: Promise<void> | undefined;
  #resolve: () => void = () => undefined;
  #reject: (reason: ProblemError) => void = () => undefined;

  /** Whether the user is asked now. */
  open = $state(false);
  /** What is wanted after the password, if anything. */
  asked = $state.raw<AskedFactor | undefined>();

  constructor(factors: FactorsApi) {
    this.#factors = factors;
  }

  /** Resolves when the session is proved; throws ProblemError when the user will not. */
  demand(): Promise<void> {
    this.#wanted ??= new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.open = true;
    return this.#wanted;
  }

  async password(password: string): Promise<void> {
    this.#settle(await this.#factors.prove(password));
  }

  async answer(proof: Proof): Promise<void> {
    if (this.asked === undefined) return;
    try {
      this.#settle(await this.#factors.finishProof(this.asked.challenge, proof));
    } catch (error) {
      // A challenge that is over is asked for anew, with the password.
      if (error instanceof ProblemError && error.code === 'CHALLENGE_ENDED') this.asked = undefined;
      throw error;
    }
  }

  cancel(): void {
    this.open = false;
    this.asked = undefined;
    this.#reject(new ProblemError(0, 'STEP_UP_CANCELLED', texts.stepUp.cancelled));
    this.#wanted = undefined;
  }

  #settle({ asked }: { asked?: AskedFactor }): void {
    this.asked = asked;
    if (asked !== undefined) return;
    this.open = false;
    this.#resolve();
    this.#wanted = undefined;
  }
}

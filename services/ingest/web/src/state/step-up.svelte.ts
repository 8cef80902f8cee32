import type { FactorsApi } from '../api/factors';
import { ProblemError } from '../api/problem';
import type { FactorChallenge, ChallengeAnswer } from '../api/challenge';
import { texts } from '../texts';

/**
 * Asks the user to verify who they are again, when a call is refused without it.
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
  asked = $state.raw<FactorChallenge | undefined>();

  constructor(factors: FactorsApi) {
    this.#factors = factors;
  }

  /** Resolves when the session is verified; throws ProblemError when the user will not. */
  demand(): Promise<void> {
    this.#wanted ??= new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.open = true;
    return this.#wanted;
  }

  async password(password: string): Promise<void> {
    this.#complete(await this.#factors.verify(password));
  }

  async answer(given: ChallengeAnswer): Promise<void> {
    if (this.asked === undefined) return;
    try {
      this.#complete(await this.#factors.finishVerification(this.asked.challenge, given));
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

  #complete({ asked }: { asked?: FactorChallenge }): void {
    this.asked = asked;
    if (asked !== undefined) return;
    this.open = false;
    this.#resolve();
    this.#wanted = undefined;
  }
}

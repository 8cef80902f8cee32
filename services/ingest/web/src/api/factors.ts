import type { RegistrationResponseJSON, PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/browser';
import type { FactorChallenge, ChallengeAnswer } from './challenge';
import type { Transport } from './transport';

/** A passkey of the account. */
export interface Passkey {
  passkeyId: string;
  name: string;
  createdAt: string;
  lastUsedAt?: string;
}

/** What the account has besides its password. */
export interface Factors {
  totp?: { confirmedAt: string; lastUsedAt?: string };
  passkeys: readonly Passkey[];
  recoveryCodesLeft: number;
}

/** What goes into an authenticator app: a text to type, and the address that a QR code holds. */
export interface NewTotp {
  secret: string;
  address: string;
}

/** A session that is verified, or what is asked for first. */
export interface StepUpAnswer {
  provedUntil?: string;
  asked?: FactorChallenge;
}

interface PasskeyChallenge {
  challenge: string;
  options: PublicKeyCredentialCreationOptionsJSON;
}

const ROOT = '/account/factors';

/** Second factors of the caller, and verifications of who they are. */
export class FactorsApi {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  list(): Promise<Factors> {
    return this.#transport.send({ path: ROOT });
  }

  startTotp(): Promise<NewTotp> {
    return this.#transport.send({ method: 'POST', path: `${ROOT}/totp` });
  }

  confirmTotp(code: string): Promise<readonly string[]> {
    return this.#codes(`${ROOT}/totp/confirmation`, { code });
  }

  removeTotp(): Promise<void> {
    return this.#transport.send({ method: 'DELETE', path: `${ROOT}/totp` });
  }

  startPasskey(): Promise<PasskeyChallenge> {
    return this.#transport.send({ method: 'POST', path: `${ROOT}/passkeys/challenge` });
  }

  addPasskey(challenge: string, name: string, passkey: RegistrationResponseJSON): Promise<readonly string[]> {
    return this.#codes(`${ROOT}/passkeys`, { challenge, name, passkey });
  }

  renamePasskey(passkeyId: string, name: string): Promise<void> {
    return this.#transport.send({ method: 'PATCH', path: `${ROOT}/passkeys/${passkeyId}`, body: { name } });
  }

  removePasskey(passkeyId: string): Promise<void> {
    return this.#transport.send({ method: 'DELETE', path: `${ROOT}/passkeys/${passkeyId}` });
  }

  renewRecoveryCodes(): Promise<readonly string[]> {
    return this.#codes(`${ROOT}/recovery-codes`);
  }

  /** Takes the password; the answer says whether a second factor is wanted, too. */
  verify(password: string): Promise<StepUpAnswer> {
    return this.#transport.send({ method: 'POST', path: '/session/step-up', body: { password } });
  }

  /** Takes the second factor that `verify` asked for. */
  finishVerification(challenge: string, answer: ChallengeAnswer): Promise<StepUpAnswer> {
    const body = { challenge, ...answer };
    return this.#transport.send({ method: 'POST', path: '/session/step-up/second-factor', body });
  }

  async #codes(path: string, body?: unknown): Promise<readonly string[]> {
    const { recoveryCodes } = await this.#transport.send<{ recoveryCodes: string[] }>({ method: 'POST', path, body });
    return recoveryCodes;
  }
}

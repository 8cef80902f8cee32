import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
  WebAuthnError,
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/browser';
import { ProblemError } from './problem';
import { texts } from '../texts';

/** Whether this browser knows passkeys at all. */
export const passkeysWork = browserSupportsWebAuthn;

/** Lets the user make a passkey. Throws ProblemError when they do not, or when the device has one already. */
export function makePasskey(options: PublicKeyCredentialCreationOptionsJSON): Promise<RegistrationResponseJSON> {
  return translated(() => startRegistration({ optionsJSON: options }));
}

/** Lets the user answer with a passkey. Throws ProblemError when they do not. */
export function usePasskey(options: PublicKeyCredentialRequestOptionsJSON): Promise<AuthenticationResponseJSON> {
  return translated(() => startAuthentication({ optionsJSON: options }));
}

async function translated<T>(ceremony: () => Promise<T>): Promise<T> {
  try {
    return await ceremony();
  } catch (error) {
    if (error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED') {
      throw new ProblemError(0, 'PASSKEY_PRESENT', texts.factors.passkeyPresent);
    }
    // Browsers say no more than this, so that no page learns which passkeys there are.
    if (error instanceof WebAuthnError || error instanceof DOMException || isNotAllowed(error)) {
      throw new ProblemError(0, 'PASSKEY_CANCELLED', texts.factors.passkeyCancelled);
    }
    throw error;
  }
}

function isNotAllowed(error: unknown): boolean {
  return error instanceof Error && error.name === 'NotAllowedError';
}

import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser';

/** A second factor. */
export type Method = 'totp' | 'passkey' | 'recovery_code';

/** A challenge, how it may be answered, and what the browser needs to ask for a passkey where one will do. */
export interface FactorChallenge {
  challenge: string;
  methods: readonly Method[];
  passkeyOptions?: PublicKeyCredentialRequestOptionsJSON;
}

/** An answer to a challenge. */
export type ChallengeAnswer = { totpCode: string } | { recoveryCode: string } | { passkey: AuthenticationResponseJSON };

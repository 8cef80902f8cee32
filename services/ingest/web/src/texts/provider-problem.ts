const fault = (name: string) =>
  `${name} sent something that Momento cannot trust, so you were not signed in. Try again; if it happens again, contact the administrator with the code below.`;

/** What a person can do about each code of a journey to the organisation's provider; all others are nobody's to mend. */
const problems: ReadonlyMap<string, (name: string) => string> = new Map(
  Object.entries<(name: string) => string>({
    OIDC_STATE_INVALID: (name) =>
      `This sign-in was not started in this browser, was finished already, or took longer than ten minutes. Sign in with ${name} again.`,
    OIDC_CODE_REFUSED: (name) => `${name} no longer accepts this sign-in; it may have been used before. Sign in again.`,
    OIDC_DENIED: (name) => `${name} did not sign you in, or you cancelled. Try again, or sign in with your password.`,
    OIDC_UNAVAILABLE: (name) => `${name} does not answer properly at the moment. Wait a little and try again.`,
    OIDC_EMAIL_UNVERIFIED: (name) =>
      `${name} has not verified your email address. Confirm your address there, then sign in again.`,
    OIDC_DOMAIN_REFUSED: () => 'Addresses of your domain are not accepted here. Ask the administrator for access.',
    OIDC_LINK_NEEDED: (name) =>
      `There is an account with your address already. Sign in with its password, and connect ${name} in your account. If you have no password, ask the administrator.`,
    OIDC_IDENTITY_TAKEN: (name) =>
      `You at ${name} are connected to another account here already. Sign in with ${name} to open that one.`,
    OIDC_EMAIL_DIFFERS: (name) =>
      `${name} knows you by another address than your account here. Only the same address can be connected.`,
    OIDC_NOT_CONFIGURED: () => 'Sign-in through a provider is not available here. Sign in with your password.',
    OIDC_ISSUER_WRONG: (name) =>
      `The answer was not issued by ${name}, so you were not signed in. Start over from this page; if it happens again, contact the administrator with the code below.`,
    OIDC_AUDIENCE_WRONG: (name) =>
      `The answer of ${name} was meant for another application, so you were not signed in. Contact the administrator with the code below.`,
    OIDC_NONCE_WRONG: () =>
      'The answer belongs to another sign-in, so you were not signed in. Start over from this page, and do not use links that others sent you.',
    OIDC_TOKEN_EXPIRED: (name) =>
      `The answer of ${name} is too old, or its clock is wrong. Sign in again; if it happens again, contact the administrator.`,
    REGISTRATION_CLOSED: () => 'New accounts need an invitation here. Ask the administrator for one.',
    TOO_MANY_ATTEMPTS: () => 'Too many people tried to sign in from your network. Wait a minute and try again.',
    SERVICE_UNREACHABLE: () => 'Momento cannot sign you in at the moment. Wait a little and try again.',
    STORE_UNAVAILABLE: () => 'Momento cannot sign you in at the moment. Wait a little and try again.',
  }),
);

/** A sentence may begin with the name of a provider that is none, such as "your organisation". */
const capitalised = (sentence: string) => sentence.charAt(0).toUpperCase() + sentence.slice(1);

/** What a person is told of a code with which such a journey ended. */
export function providerProblem(code: string, name: string): string {
  return capitalised((problems.get(code) ?? fault)(name));
}

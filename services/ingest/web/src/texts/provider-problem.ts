const fault = (name: string) =>
  `${name} sent something that Momento cannot trust, so nobody was signed in. Try again; if it happens once more, tell whoever runs this Momento, with the code below.`;

/** What a person can do about each code of a journey to the organisation's provider; all others are nobody's to mend. */
const problems: ReadonlyMap<string, (name: string) => string> = new Map(
  Object.entries<(name: string) => string>({
    OIDC_STATE_INVALID: (name) =>
      `This sign-in was not begun in this browser, was finished already, or took longer than ten minutes. Sign in with ${name} again.`,
    OIDC_CODE_REFUSED: (name) =>
      `${name} does not accept this sign-in any more; it may have been used before. Sign in again.`,
    OIDC_DENIED: (name) => `${name} did not sign you in, or you cancelled. Try again, or sign in with your password.`,
    OIDC_UNAVAILABLE: (name) => `${name} does not answer properly at the moment. Wait a little and try again.`,
    OIDC_EMAIL_UNVERIFIED: (name) =>
      `${name} has not verified your email address. Confirm your address there, then sign in again.`,
    OIDC_DOMAIN_REFUSED: () =>
      'People with an address of your domain are not taken here. Ask whoever runs this Momento to let you in.',
    OIDC_LINK_NEEDED: (name) =>
      `There is an account with your address already. Sign in with its password, and connect ${name} in your account. If you have no password, ask whoever runs this Momento.`,
    OIDC_IDENTITY_TAKEN: (name) =>
      `You at ${name} are connected to another account here already. Sign in with ${name} to open that one.`,
    OIDC_EMAIL_DIFFERS: (name) =>
      `${name} knows you by another address than your account here. Only the same address can be connected.`,
    OIDC_NOT_CONFIGURED: () => 'Nobody can sign in by a provider here. Sign in with your password.',
    OIDC_ISSUER_WRONG: (name) =>
      `The answer was not issued by ${name}, so nobody was signed in. Begin again from this page; if it happens once more, tell whoever runs this Momento, with the code below.`,
    OIDC_AUDIENCE_WRONG: (name) =>
      `The answer of ${name} was meant for another application, so nobody was signed in. Tell whoever runs this Momento, with the code below.`,
    OIDC_NONCE_WRONG: () =>
      'The answer belongs to another sign-in, so nobody was signed in. Begin again from this page, and do not use links that others sent you.',
    OIDC_TOKEN_EXPIRED: (name) =>
      `The answer of ${name} is too old, or its clock is wrong. Sign in again; if it happens once more, tell whoever runs this Momento.`,
    REGISTRATION_CLOSED: () =>
      'New accounts are not taken here uninvited. Ask whoever runs this Momento to let you in.',
    TOO_MANY_ATTEMPTS: () => 'Too many people tried to sign in from your network. Wait a minute and try again.',
    SERVICE_UNREACHABLE: () => 'Momento cannot sign anybody in at the moment. Wait a little and try again.',
    STORE_UNAVAILABLE: () => 'Momento cannot sign anybody in at the moment. Wait a little and try again.',
  }),
);

/** A sentence may begin with the name of a provider that is none, such as "your organisation". */
const capitalised = (sentence: string) => sentence.charAt(0).toUpperCase() + sentence.slice(1);

/** What a person is told of a code with which such a journey ended. */
export function providerProblem(code: string, name: string): string {
  return capitalised((problems.get(code) ?? fault)(name));
}

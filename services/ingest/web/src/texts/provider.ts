import { providerProblem } from './provider-problem';

export const provider = {
  or: 'or',
  anyName: 'your organisation',
  signIn: (name: string) => `Sign in with ${name}`,
  problemTitle: (name: string) => `Signing in with ${name} did not work`,
  problem: providerProblem,
  code: (code: string) => `Code ${code}`,
  ways: 'How you sign in',
  byPassword: 'With your password',
  byProvider: (name: string, email: string, day: string) => `With ${name}, as ${email}, since ${day}`,
  only: 'This account has no password; you sign in by the provider alone. API keys, a second factor and closing the account need one.',
  askForPassword: 'Send me a link to choose a password',
  passwordLinkSent: (email: string) => `A link to choose a password is on its way to ${email}.`,
  connect: (name: string) => `Connect ${name}`,
  connectHint: (name: string) =>
    `Enter your password, then sign in with ${name}. From then on both open this account. Your address must be the same there.`,
  disconnect: (name: string) => `Disconnect ${name}`,
  disconnectHint: 'Enter your password. From then on it alone opens this account.',
  disconnected: 'Disconnected. You sign in with your password now.',
  cancel: 'Cancel',
} as const;

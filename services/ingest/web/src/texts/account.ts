export const account = {
  title: 'Account',
  pages: 'Pages of the account',
  toLibrary: 'Library',
  toAccount: 'Account',
  loading: 'Loading…',
  retry: 'Try again',
  unknownPage: 'There is no such page',
  unknownPageHint: 'The address may have been mistyped. Choose a page of your account from the list.',
  notLoaded: 'This page could not be loaded. Check your connection and load it again.',
  reload: 'Reload',
} as const;

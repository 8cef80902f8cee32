export const yourData = {
  title: 'Your data',
  intro: 'Take everything with you, or close your account.',
  export: 'Export everything',
  exportHint:
    'One ZIP file with every original by year and month, and momento.json with tags, albums and history. A large library takes a while; keep this browser open.',
  exportAction: 'Export everything',
  exportBegun: 'Your browser is saving the file. The download ends if you sign out here.',
  close: 'Close your account',
  closeHint:
    'You are signed out everywhere at once, and every API key stops working. For a while you can sign in to reopen the account; then your pictures, your name and your address are removed for good. What stays is a record of what was stored, without your name. Export first what you want to keep.',
  closeAction: 'Close my account',
  closed: (day: string) => `Your account is closed. Until ${day} you can sign in to reopen it.`,
  reopen: 'Reopen my account',
  reopening: 'Reopening your account…',
} as const;

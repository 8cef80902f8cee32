export const stepUp = {
  title: 'Is it you?',
  why: 'Before this change, type your password once more.',
  whyFactor: 'And now your second factor.',
  go: 'Continue',
  cancelled: 'Nothing was changed.',
} as const;

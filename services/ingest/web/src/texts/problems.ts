export const problems = {
  unreachable: 'Momento could not be reached. Check your connection and try again.',
  status: (status: number) => `Momento answered with an error (${status}). Please try again later.`,
  sessionEnded: 'Your session has ended. Please sign in again.',
} as const;

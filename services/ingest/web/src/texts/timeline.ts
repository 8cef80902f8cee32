export const timeline = {
  scrubber: 'Go to a date',
  position: (month: string, count: number) => `${month}, ${count === 1 ? 'one item' : `${count} items`}`,
} as const;

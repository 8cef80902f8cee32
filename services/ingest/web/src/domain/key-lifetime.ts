/** For how many days a key may be made to work; auth takes no more than 366. */
export const LIFETIME_DAYS = [7, 30, 90, 365] as const;

/** The moment so many days after another, at the same time of day on the user's own clock. */
export function expiryAfter(days: number, from: Date): Date {
  const end = new Date(from);
  end.setDate(end.getDate() + days);
  return end;
}

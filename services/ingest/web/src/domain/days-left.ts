const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

/** How many days are left until a moment, begun ones counted; 0 when it is past. */
export function daysLeft(moment: string, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(moment) - now) / DAY_MILLISECONDS));
}

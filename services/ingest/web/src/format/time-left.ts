const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** A length of time as precise as a guess may be: `8 s`, `50 s`, `3 min`, `2 h 10 min`. */
export function timeLeft(seconds: number): string {
  if (seconds < 10) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < MINUTE - 5) return `${Math.round(seconds / 10) * 10} s`;
  if (seconds < HOUR - MINUTE / 2) return `${Math.max(1, Math.round(seconds / MINUTE))} min`;
  const minutes = Math.round(seconds / (10 * MINUTE)) * 10;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

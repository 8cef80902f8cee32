const LANGUAGE = 'en-GB';

const month = new Intl.DateTimeFormat(LANGUAGE, { month: 'long', year: 'numeric', timeZone: 'UTC' });
const day = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'medium', timeZone: 'UTC' });
const wallClock = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' });
const local = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const localDate = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });
const localClock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

/** Sources whose moment is truly UTC; the others are the camera's own clock read as UTC. */
const TRUE_UTC: ReadonlySet<string> = new Set(['exif_with_zone', 'gps', 'container', 'upload']);

/** `October 2008` for `2008-10`. */
export function monthName(yearAndMonth: string): string {
  return month.format(new Date(`${yearAndMonth}-01T00:00:00Z`));
}

/** The day of a moment in UTC, as the timeline counts it. */
export function dayOf(moment: string): string {
  return day.format(new Date(moment));
}

/** The moment of taking. It is shown in UTC, as the timeline sorts it, and says so where the camera's clock was known. */
export function takenMoment(moment: string, source: string): string {
  const text = wallClock.format(new Date(moment));
  return TRUE_UTC.has(source) ? `${text} UTC` : text;
}

/** A moment of the server on the user's own clock, as the user's browser writes it. */
export function localMoment(moment: string): string {
  return local.format(new Date(moment));
}

/** A day on the user's own clock. */
export function localDay(moment: Date): string {
  return localDate.format(moment);
}

/** The time of day on the user's own clock. */
export function localTime(moment: string): string {
  return localClock.format(new Date(moment));
}

/** A day on the user's own clock, given as its midnight: today and yesterday by their names, the others by their dates. */
export function dayInWords(day: Date, now: Date, names: { today: string; yesterday: string }): string {
  const before = new Date(now);
  before.setDate(now.getDate() - 1);
  if (day.toDateString() === now.toDateString()) return names.today;
  return day.toDateString() === before.toDateString() ? names.yesterday : localDay(day);
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
];

const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** How long ago or ahead a moment is, in its largest unit up to days: `5 minutes ago`, `yesterday`, `in 30 days`. */
export function ago(moment: string | Date, now: number = Date.now()): string {
  const difference = new Date(moment).getTime() - now;
  const [unit, length] = UNITS.find(([, length]) => Math.abs(difference) >= length) ?? ['minute', MINUTE];
  return Math.abs(difference) < MINUTE
    ? words.format(0, 'second')
    : words.format(Math.round(difference / length), unit);
}

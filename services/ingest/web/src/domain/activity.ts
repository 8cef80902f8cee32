import type { ActivityEvent } from '../api/activity';

/** What events are about; by this they are filtered. */
export const ACTIVITY_KINDS = ['uploads', 'pictures', 'security'] as const;

export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

/** By the first part of an event's name; whatever is not known here concerns the account. */
const KINDS: Readonly<Record<string, ActivityKind>> = {
  upload: 'uploads',
  media: 'pictures',
  album: 'pictures',
  link: 'pictures',
};

export function kindOf({ event }: ActivityEvent): ActivityKind {
  return KINDS[event.split('.')[0] ?? ''] ?? 'security';
}

export function readKind(text: string | null): ActivityKind | undefined {
  return ACTIVITY_KINDS.find((kind) => kind === text);
}

/** Events of one day on the user's own clock. */
export interface ActivityDay {
  /** Its midnight. */
  day: Date;
  events: ActivityEvent[];
}

/** Events by day, in the order in which they are given. */
export function byDay(events: readonly ActivityEvent[]): ActivityDay[] {
  const days: ActivityDay[] = [];
  for (const event of events) {
    const day = new Date(event.at);
    day.setHours(0, 0, 0, 0);
    const last = days.at(-1);
    if (last?.day.getTime() === day.getTime()) last.events.push(event);
    else days.push({ day, events: [event] });
  }
  return days;
}

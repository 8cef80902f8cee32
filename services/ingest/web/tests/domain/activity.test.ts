import { describe, expect, it } from 'vitest';
import type { ActivityEvent } from '../../src/api/activity';
import { byDay, kindOf, readKind } from '../../src/domain/activity';

const event = (name: string, at = new Date(2026, 2, 1, 12)): ActivityEvent => ({
  eventId: `${name}${at.getTime()}`,
  at: at.toISOString(),
  event: name,
  outcome: 'success',
});

describe('the kind of an event', () => {
  it.each([
    ['upload.rejected', 'uploads'],
    ['media.edited', 'pictures'],
    ['link.issued', 'pictures'],
    ['session.started', 'security'],
    ['something.new', 'security'],
  ])('of %s is %s', (name, kind) => expect(kindOf(event(name))).toBe(kind));

  it('is read from an address, and nothing else is', () => {
    expect([readKind('uploads'), readKind('constructor'), readKind(null)]).toEqual(['uploads', undefined, undefined]);
  });
});

describe('events by day', () => {
  it('go by the user’s own clock and keep their order', () => {
    const [late, early, before] = [
      event('a', new Date(2026, 2, 1, 23, 59)),
      event('b', new Date(2026, 2, 1, 0, 0)),
      event('c', new Date(2026, 1, 28, 23, 59)),
    ];
    expect(byDay([late, early, before])).toEqual([
      { day: new Date(2026, 2, 1), events: [late, early] },
      { day: new Date(2026, 1, 28), events: [before] },
    ]);
  });
});

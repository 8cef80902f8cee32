import { describe, expect, it } from 'vitest';
import { shortcutFor, shortcuts, shortcutsAt, type KeyPlace } from '../../src/domain/shortcuts';
import { texts } from '../../src/texts';

const PLACES: readonly KeyPlace[] = ['everywhere', 'gallery', 'viewer'];
const press = (key: string, ...held: ('ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'repeat')[]) => ({
  key,
  ctrlKey: held.includes('ctrlKey'),
  metaKey: held.includes('metaKey'),
  altKey: held.includes('altKey'),
  shiftKey: held.includes('shiftKey'),
  repeat: held.includes('repeat'),
});

describe('a shortcut', () => {
  it('is known by each of its keys, with Command in the place of Ctrl', () => {
    for (const known of [press('/'), press('k', 'ctrlKey'), press('K', 'ctrlKey'), press('k', 'metaKey')]) {
      expect(shortcutFor(known, 'gallery')).toBe('search');
    }
  });

  it('is another key’s without Ctrl, or with Alt', () => {
    for (const other of [press('k'), press('/', 'ctrlKey'), press('/', 'altKey'), press('F12')]) {
      expect(shortcutFor(other, 'everywhere')).toBeUndefined();
    }
  });

  it('is another key’s with Shift, but for signs that need it and a range', () => {
    for (const other of [press('F', 'shiftKey'), press('Delete', 'shiftKey'), press('Z', 'ctrlKey', 'shiftKey')]) {
      expect(shortcutFor(other, 'gallery')).toBeUndefined();
    }
    expect(shortcutFor(press('?', 'shiftKey'), 'gallery')).toBe('list');
    expect(shortcutFor(press('#', 'shiftKey'), 'gallery')).toBe('trash');
    expect(shortcutFor(press('X', 'shiftKey'), 'gallery')).toBe('select');
    expect(shortcutFor(press('F'), 'gallery')).toBe('favorite');
  });

  it('is done once by a key that is held, unless it only moves', () => {
    for (const { name, keys } of shortcutsAt('viewer').map((name) => ({ name, keys: shortcuts[name].keys }))) {
      expect(shortcutFor(press(keys[0], 'repeat'), 'viewer')).toBe(name === 'turn' ? 'turn' : undefined);
    }
  });

  it('works at its own place, or everywhere', () => {
    expect(shortcutFor(press('i'), 'viewer')).toBe('information');
    expect(shortcutFor(press('i'), 'gallery')).toBeUndefined();
    expect(shortcutFor(press('?'), 'viewer')).toBe('list');
  });
});

describe('the list of keys', () => {
  it('gives no key two meanings at one place', () => {
    for (const place of PLACES) {
      const names = new Set([...shortcutsAt(place), ...shortcutsAt('everywhere')]);
      const keys = [...names].flatMap((name) => [...shortcuts[name].keys]);
      expect(new Set(keys).size, place).toBe(keys.length);
    }
  });

  it('says of every shortcut what it does', () => {
    expect(Object.keys(texts.keyboard.does)).toEqual(Object.keys(shortcuts));
  });
});

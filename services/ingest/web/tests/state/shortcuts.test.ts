import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Shortcuts } from '../../src/state/shortcuts.svelte';

/** As much of an element as is asked about: its own name and that of the dialog it is in. */
class FakeElement {
  constructor(
    readonly name: string,
    readonly around: 'dialog' | '' = '',
  ) {}
  matches(selector: string): boolean {
    return selector.split(', ').includes(this.name);
  }
  closest(selector: string): FakeElement | null {
    return selector === this.around ? this : null;
  }
}

const pressed = (key: string, target = new FakeElement('button'), more = {}) =>
  ({ key, target, ctrlKey: false, metaKey: false, altKey: false, defaultPrevented: false, ...more }) as never;

describe('what is meant by a key', () => {
  beforeEach(() => void vi.stubGlobal('Element', FakeElement));
  afterEach(() => vi.unstubAllGlobals());

  it('is a shortcut, unless somebody has taken the key already', () => {
    const shortcuts = new Shortcuts({ singleKeys: true } as never);
    expect(shortcuts.meant(pressed('/'), 'gallery')).toBe('search');
    expect(shortcuts.meant(pressed('/', undefined, { defaultPrevented: true }), 'gallery')).toBeUndefined();
  });

  it('is a letter where one can write, but for those with Ctrl', () => {
    const shortcuts = new Shortcuts({ singleKeys: true } as never);
    for (const name of ['input', 'textarea', 'select', 'video']) {
      expect(shortcuts.meant(pressed('?', new FakeElement(name)), 'gallery')).toBeUndefined();
      expect(shortcuts.meant(pressed('k', new FakeElement(name), { ctrlKey: true }), 'gallery')).toBe('search');
    }
  });

  it('is the dialog’s own business while one is open', () => {
    const shortcuts = new Shortcuts({ singleKeys: true } as never);
    expect(shortcuts.meant(pressed('Escape', new FakeElement('button', 'dialog')), 'viewer')).toBeUndefined();
  });

  it('is nothing for a single sign when those are switched off, and that is remembered', () => {
    const preferences = { singleKeys: true };
    const shortcuts = new Shortcuts(preferences as never);
    shortcuts.singleKeys = false;
    expect(shortcuts.meant(pressed('/'), 'gallery')).toBeUndefined();
    expect(shortcuts.meant(pressed('Escape'), 'viewer')).toBe('close');
    expect(shortcuts.meant(pressed('k', undefined, { metaKey: true }), 'gallery')).toBe('search');
    expect([preferences.singleKeys, new Shortcuts(preferences as never).singleKeys]).toEqual([false, false]);
  });
});

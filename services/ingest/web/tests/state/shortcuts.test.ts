import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Shortcuts } from '../../src/state/shortcuts.svelte';

/** As much of an element as is asked about: its own name. */
class FakeElement {
  constructor(readonly name: string) {}
  matches(selector: string): boolean {
    return selector.split(', ').includes(this.name);
  }
}

const layers = ['dialog[open]', '[popover]:popover-open', '[role="combobox"][aria-expanded="true"]'];
const page = {
  open: '',
  querySelector: (selector: string) => (selector.split(', ').includes(page.open) ? new FakeElement(page.open) : null),
};
const button = new FakeElement('button');
const field = new FakeElement('input');

const pressed = (key: string, target = button, more = {}) =>
  ({
    ...{ key, target, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, repeat: false },
    ...{ isComposing: false, keyCode: 0, timeStamp: 10_000, defaultPrevented: false, ...more },
    composedPath: () => [target],
    preventDefault: vi.fn(),
    stopImmediatePropagation: vi.fn(),
  }) as unknown as KeyboardEvent;

/** The shortcuts, which have seen some keys before. */
function after(...keys: KeyboardEvent[]): Shortcuts {
  const shortcuts = new Shortcuts({ singleKeys: true } as never);
  for (const key of keys) shortcuts.observe(key);
  return shortcuts;
}

beforeEach(() => {
  page.open = '';
  vi.stubGlobal('Element', FakeElement);
  vi.stubGlobal('document', page);
});
afterEach(() => vi.unstubAllGlobals());

describe('what is meant by a key', () => {
  it('is a shortcut, unless somebody has taken the key already', () => {
    expect(after().meant(pressed('/'), 'gallery')).toBe('search');
    expect(after().meant(pressed('/', button, { defaultPrevented: true }), 'gallery')).toBeUndefined();
  });

  it('is a letter where one can write, but for those with Ctrl', () => {
    for (const name of ['input', 'textarea', 'select', 'video', '[role="textbox"]']) {
      expect(after().meant(pressed('?', new FakeElement(name)), 'gallery')).toBeUndefined();
      const search = pressed('k', new FakeElement(name), { ctrlKey: true });
      expect(after().meant(search, 'gallery')).toBe('search');
    }
  });

  it('is a layer’s own business while one is open, wherever the focus has gone', () => {
    for (const layer of layers) {
      page.open = layer;
      for (const key of ['Escape', 'f', '#', 'Delete']) {
        expect(after().meant(pressed(key, new FakeElement('body')), 'viewer')).toBeUndefined();
      }
      expect(after().meant(pressed('z', button, { ctrlKey: true }), 'viewer')).toBeUndefined();
    }
  });

  it('is an input method’s own business while it composes', () => {
    expect(after().meant(pressed('f', button, { isComposing: true }), 'viewer')).toBeUndefined();
    expect(after().meant(pressed('f', button, { keyCode: 229 }), 'viewer')).toBeUndefined();
  });

  it('is nothing for a single sign when those are switched off, and that is remembered', () => {
    const preferences = { singleKeys: true };
    const shortcuts = new Shortcuts(preferences as never);
    shortcuts.singleKeys = false;
    expect(shortcuts.meant(pressed('/'), 'gallery')).toBeUndefined();
    expect(shortcuts.meant(pressed('Escape'), 'viewer')).toBe('close');
    expect(shortcuts.meant(pressed('k', button, { metaKey: true }), 'gallery')).toBe('search');
    expect([preferences.singleKeys, new Shortcuts(preferences as never).singleKeys]).toEqual([false, false]);
  });
});

describe('somebody who is still typing', () => {
  const typed = pressed('Enter', field, { timeStamp: 9_800 });

  it('gives no commands when the field is gone before they are done', () => {
    const shortcuts = after(typed);
    for (const [key, timeStamp] of [
      ['d', 9_900],
      ['#', 10_300],
      ['Delete', 10_700],
      ['f', 11_100],
    ] as const) {
      const event = pressed(key, button, { timeStamp });
      shortcuts.observe(event);
      expect(shortcuts.meant(event, 'gallery'), key).toBeUndefined();
    }
  });

  it('does so again after a moment’s rest, a click, or having left by Escape or Tab', () => {
    const rested = pressed('f', button, { timeStamp: 10_400 });
    expect(after(typed).meant(rested, 'gallery')).toBe('favorite');
    const clicked = after(typed);
    clicked.pointed();
    expect(clicked.meant(pressed('f'), 'gallery')).toBe('favorite');
    for (const key of ['Escape', 'Tab']) {
      const left = after(typed, pressed(key, field, { timeStamp: 9_900 }));
      expect(left.meant(pressed('f'), 'gallery')).toBe('favorite');
    }
  });

  it('can move and undo at once', () => {
    expect(after(typed).meant(pressed('ArrowRight'), 'viewer')).toBe('turn');
    expect(after(typed).meant(pressed('z', button, { ctrlKey: true }), 'viewer')).toBe('undo');
  });
});

describe('a key that is held', () => {
  const held = (key: string, target: FakeElement) => pressed(key, target, { repeat: true });

  it('does nothing to what it was not pressed on', () => {
    for (const key of ['Enter', 'Escape', 'f']) {
      const event = held(key, button);
      after(pressed(key, field)).observe(event);
      expect(event.preventDefault).toHaveBeenCalled();
      expect(event.stopImmediatePropagation).toHaveBeenCalled();
    }
  });

  it('goes on where it was pressed, and moves the focus on', () => {
    for (const event of [held('a', field), held('ArrowRight', button), held('Tab', button)]) {
      after(pressed(event.key, field)).observe(event);
      expect(event.preventDefault).not.toHaveBeenCalled();
    }
  });
});

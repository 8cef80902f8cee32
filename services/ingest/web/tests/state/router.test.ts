import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Router } from '../../src/state/router.svelte';

/** The browser's history, of which only the present entry can be seen. */
class FakeHistory {
  readonly entries: { state: unknown; address: URL }[] = [];
  #goesBack = 0;

  constructor(private readonly place: { href: string }) {}

  get state(): unknown {
    return this.entries.at(-1)?.state ?? null;
  }

  /** As in Chromium, where going back comes later, unless the history is changed before. */
  back(): void {
    this.#goesBack += 1;
  }

  arrive(): void {
    if (this.#goesBack === 0) return;
    this.entries.length -= this.#goesBack;
    this.#goesBack = 0;
    this.place.href = this.entries.at(-1)!.address.href;
    window.dispatchEvent(new Event('popstate'));
  }

  pushState(state: unknown, _title: string, address: URL): void {
    this.#goesBack = 0;
    this.entries.push({ state, address });
    this.place.href = address.href;
  }

  replaceState(state: unknown, _title: string, address?: URL): void {
    this.#goesBack = 0;
    const now = this.entries.pop();
    this.entries.push({ state, address: address ?? now?.address ?? new URL(this.place.href) });
    if (address !== undefined) this.place.href = address.href;
  }
}

let router: Router;
let past: FakeHistory;
const PLACE = { kind: 'month', month: '2024-06', offset: 12 };

beforeEach(() => {
  const location = { href: 'https://momento.example/?q=lake' };
  vi.stubGlobal('location', location);
  past = new FakeHistory(location);
  vi.stubGlobal('history', past);
  vi.stubGlobal('window', new EventTarget());
  router = new Router();
  router.remember(PLACE);
});

afterEach(() => vi.unstubAllGlobals());

it('remembers where one is', () => {
  expect(router.place).toEqual(PLACE);
});

it('keeps the place behind an item that is opened and turned', () => {
  router.go(router.addressOf('one'));
  router.turn('two');
  expect(router.place).toEqual(PLACE);
  expect(router.openItem).toBe('two');
});

it('closes the viewer whatever the page still does until the browser has gone back', () => {
  router.listen();
  router.go(router.addressOf('one'));
  router.close();
  router.close();
  router.remember(PLACE);
  router.turn('two');
  past.arrive();
  router.turn('two');
  expect(router.openItem).toBeUndefined();
  expect(router.query.words).toBe('lake');
  router.go(router.addressOf('two'));
  expect(router.openItem).toBe('two');
});

it('begins at the top of another list', () => {
  router.search({ ...router.query, words: 'sea' }, 'replace');
  expect(router.place).toBeUndefined();
  router.remember(PLACE);
  router.go('/favorites');
  expect(router.place).toBeUndefined();
});

it('names an item in the address of the list that is shown', () => {
  expect(router.addressOf('one')).toBe('/?q=lake&item=one');
  router.go(router.addressOf('one'));
  expect(router.addressOf('two')).toBe('/?q=lake&item=two');
  router.go('/favorites');
  expect(router.addressOf('two')).toBe('/favorites?item=two');
});

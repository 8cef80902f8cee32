import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Router } from '../../src/state/router.svelte';

/** The browser's history, of which only the present entry can be seen. */
class FakeHistory {
  readonly entries: { state: unknown; address: URL }[] = [];

  constructor(private readonly place: { href: string }) {}

  get state(): unknown {
    return this.entries.at(-1)?.state ?? null;
  }

  pushState(state: unknown, _title: string, address: URL): void {
    this.entries.push({ state, address });
    this.place.href = address.href;
  }

  replaceState(state: unknown, _title: string, address?: URL): void {
    const now = this.entries.pop();
    this.entries.push({ state, address: address ?? now?.address ?? new URL(this.place.href) });
    if (address !== undefined) this.place.href = address.href;
  }
}

let router: Router;
const PLACE = { kind: 'month', month: '2024-06', offset: 12 };

beforeEach(() => {
  const location = { href: 'https://momento.example/?q=lake' };
  vi.stubGlobal('location', location);
  vi.stubGlobal('history', new FakeHistory(location));
  router = new Router();
  router.remember(PLACE);
});

afterEach(() => vi.unstubAllGlobals());

it('remembers where one is', () => {
  expect(router.place).toEqual(PLACE);
});

it('keeps the place behind an item that is opened and turned', () => {
  router.open('one');
  router.open('two');
  expect(router.place).toEqual(PLACE);
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
  router.open('one');
  expect(router.addressOf('two')).toBe('/?q=lake&item=two');
  router.go('/favorites');
  expect(router.addressOf('two')).toBe('/favorites?item=two');
});

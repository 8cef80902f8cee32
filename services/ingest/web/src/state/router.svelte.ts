import { readQuery, writeQuery, type SearchQuery } from '../domain/search-query';

/** The pages of the site. */
export const PATHS = {
  library: '/',
  favorites: '/favorites',
  albums: '/albums',
  trash: '/trash',
  account: '/account',
  yourData: '/account/data',
  factors: '/account/factors',
  signIn: '/sign-in',
  register: '/register',
  forgotPassword: '/forgot-password',
  resetPassword: '/reset-password',
  people: '/admin',
  invitations: '/admin/invitations',
} as const;

/** The sections whose items can be searched. */
const SEARCHED: ReadonlySet<string> = new Set([PATHS.library, PATHS.favorites, PATHS.trash]);

const ITEM = 'item';
const ARCHIVED = 'archived';
const PROBLEM = 'problem';
// Anybody can make a link, and what it says would be shown in our name.
const CODE = /^[A-Z_]{1,64}$/;
const AREA = [PATHS.account, PATHS.people];

/** The address of the library with an item open in the viewer. */
export function itemAddress(uploadId: string): string {
  return `${PATHS.library}?${new URLSearchParams({ [ITEM]: uploadId })}`;
}

/** The address as state: what is shown follows from it alone, so that links, reload, back and forward work. */
export class Router {
  readonly #first = new URL(location.href);
  #address = $state.raw(this.#first);
  /** Whether the browser was asked to go back and has not yet: any change of the history would call that off. */
  #goingBack = false;

  readonly path = $derived(this.#address.pathname);
  readonly trash = $derived(this.path === PATHS.trash);
  /** Whether the address has changed since the page was loaded. */
  readonly turned = $derived(this.#address !== this.#first);
  /** Whether the account area is open, on whichever of its pages; those of administrators belong to it. */
  readonly account = $derived(AREA.some((root) => this.path === root || this.path.startsWith(`${root}/`)));
  readonly favorites = $derived(this.path === PATHS.favorites);
  /** The album whose items are shown, as `/albums/{albumId}` says. */
  readonly albumId = $derived(albumIdOf(this.path));
  /** Whether archived albums are listed instead of the others. */
  readonly archived = $derived(this.#address.searchParams.has(ARCHIVED));
  readonly query: SearchQuery = $derived(readQuery(this.#address.searchParams));
  /** Code of what went wrong on the way to this address, which the edge has led to. */
  readonly problem = $derived(CODE.exec(this.#address.searchParams.get(PROBLEM) ?? '')?.[0]);
  /** The present address up to the name of an item: every tile asks for it. */
  readonly #beforeItem = $derived.by(() => {
    const list = withoutItem(this.#address);
    return `${list}${list.endsWith('?') ? '' : '&'}${ITEM}=`;
  });
  /** The upload id of the item in the viewer, if it is open. */
  readonly openItem = $derived(this.#address.searchParams.get(ITEM) ?? undefined);

  /** Follows the browser's back and forward; returns a function that stops it. */
  listen(): () => void {
    const follow = () => {
      this.#goingBack = false;
      this.#address = new URL(location.href);
    };
    window.addEventListener('popstate', follow);
    return () => window.removeEventListener('popstate', follow);
  }

  go(address: string, how: 'push' | 'replace' = 'push'): void {
    this.#goingBack = false;
    const wanted = new URL(address, location.href);
    const { place, ...entry } = entryState();
    const state = {
      ...(how === 'push' ? { pushed: true } : entry),
      ...(withoutItem(wanted) === withoutItem(this.#address) && { place }),
    };
    if (how === 'push') history.pushState(state, '', wanted);
    else history.replaceState(state, '', wanted);
    this.#address = new URL(location.href);
  }

  /** What was last remembered at this entry of the history, by this page or by one before a reload. */
  get place(): unknown {
    return entryState().place;
  }

  /** Keeps where in the page one is, for a reload and for who comes back to this entry of the history. */
  remember(place: unknown): void {
    if (!this.#goingBack) history.replaceState({ ...entryState(), place }, '');
  }

  /** What the address says by a name of its query, or null. */
  parameter(name: string): string | null {
    return this.#address.searchParams.get(name);
  }

  /** Reads parts of the address that are for this once, and takes them out of it: nobody finds them in the history. */
  take(...names: string[]): string[] {
    const values = names.map((name) => this.#address.searchParams.get(name) ?? '');
    if (this.#address.search !== '') this.go(this.path, 'replace');
    return values;
  }

  /** Looks for something in the section that is open, or in the library when that has nothing to search. */
  search(query: SearchQuery, how: 'push' | 'replace' = 'push'): void {
    const path = SEARCHED.has(this.path) ? this.path : PATHS.library;
    this.go(path + writeQuery(query), how);
  }

  /** The address of the present page with an item open in the viewer. */
  addressOf(uploadId: string): string {
    return this.#beforeItem + encodeURIComponent(uploadId);
  }

  /** Turns the viewer to another item; nothing when it is closed or closing, since slides still move for a while then. */
  turn(uploadId: string): void {
    if (this.openItem !== undefined && !this.#goingBack) this.go(this.addressOf(uploadId), 'replace');
  }

  /** Closes the viewer: back to where it was opened from, or to the list when the page began with it. */
  close(): void {
    if (this.#goingBack) return;
    this.#goingBack = entryState().pushed === true;
    if (this.#goingBack) history.back();
    else this.go(this.path + writeQuery(this.query), 'replace');
  }
}

/** What the browser keeps with an entry of its history. */
interface EntryState {
  /** Whether the page itself led there, so that going back stays in the page. */
  pushed?: boolean;
  place?: unknown;
}

function entryState(): EntryState {
  return (history.state as EntryState | null) ?? {};
}

/** Addresses that show the same list; the viewer lies above it. */
function withoutItem(address: URL): string {
  const parameters = new URLSearchParams(address.search);
  parameters.delete(ITEM);
  return `${address.pathname}?${parameters}`;
}

/** The address of an album. */
export function albumAddress(albumId: string): string {
  return `${PATHS.albums}/${encodeURIComponent(albumId)}`;
}

/** The address of the list of albums. */
export function albumsAddress(archived: boolean): string {
  return archived ? `${PATHS.albums}?${ARCHIVED}` : PATHS.albums;
}

function albumIdOf(path: string): string | undefined {
  return /^\/albums\/([0-9a-z]+)$/.exec(path)?.[1];
}

import { readQuery, writeQuery, type SearchQuery } from '../domain/search-query';

/** The pages of the site. */
export const PATHS = {
  library: '/',
  trash: '/trash',
  account: '/account',
  signIn: '/sign-in',
  register: '/register',
  forgotPassword: '/forgot-password',
  resetPassword: '/reset-password',
  people: '/admin',
  invitations: '/admin/invitations',
} as const;

const ITEM = 'item';
const AREA = [PATHS.account, PATHS.people];

/** The address of the library with an item open in the viewer. */
export function itemAddress(uploadId: string): string {
  return `${PATHS.library}?${new URLSearchParams({ [ITEM]: uploadId })}`;
}

/** The address as state: what is shown follows from it alone, so that links, reload, back and forward work. */
export class Router {
  readonly #first = new URL(location.href);
  #address = $state.raw(this.#first);

  readonly path = $derived(this.#address.pathname);
  readonly trash = $derived(this.path === PATHS.trash);
  /** Whether the address has changed since the page was loaded. */
  readonly turned = $derived(this.#address !== this.#first);
  /** Whether the account area is open, on whichever of its pages; those of administrators belong to it. */
  readonly account = $derived(AREA.some((root) => this.path === root || this.path.startsWith(`${root}/`)));
  readonly query: SearchQuery = $derived(readQuery(this.#address.searchParams));
  /** The upload id of the item in the viewer, if it is open. */
  readonly openItem = $derived(this.#address.searchParams.get(ITEM) ?? undefined);

  /** Follows the browser's back and forward; returns a function that stops it. */
  listen(): () => void {
    const follow = () => (this.#address = new URL(location.href));
    window.addEventListener('popstate', follow);
    return () => window.removeEventListener('popstate', follow);
  }

  go(address: string, how: 'push' | 'replace' = 'push'): void {
    if (how === 'push') history.pushState({ pushed: true }, '', address);
    else history.replaceState(history.state, '', address);
    this.#address = new URL(location.href);
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

  /** Looks for something in the library, or in the trash when that is open. */
  search(query: SearchQuery, how: 'push' | 'replace' = 'push'): void {
    const path = this.trash ? PATHS.trash : PATHS.library;
    this.go(path + writeQuery(query), how);
  }

  /** The address of the present page with an item open in the viewer. */
  addressOf(uploadId: string): string {
    const address = new URL(this.#address);
    address.searchParams.set(ITEM, uploadId);
    return address.pathname + address.search;
  }

  /** Opens an item, or turns to it when the viewer is open. */
  open(uploadId: string): void {
    this.go(this.addressOf(uploadId), this.openItem === undefined ? 'push' : 'replace');
  }

  /** Closes the viewer: back to where it was opened from, or to the list when the page began with it. */
  close(): void {
    if ((history.state as { pushed?: boolean } | null)?.pushed === true) history.back();
    else this.search(this.query, 'replace');
  }
}

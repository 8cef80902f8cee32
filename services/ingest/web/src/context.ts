import { createContext } from 'svelte';
import type { User } from './api/session';
import type { Momento } from './bootstrap';
import type { Library } from './state/library.svelte';
import type { Uploads } from './state/uploads.svelte';

/** What lives as long as the page. */
export const [momento, provideMomento] = createContext<Momento>();

/** What lives as long as a user is signed in. */
export interface Home {
  user: User;
  library: Library;
  uploads: Uploads;
}

export const [home, provideHome] = createContext<Home>();

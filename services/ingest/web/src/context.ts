import { createContext } from 'svelte';
import type { User } from './api/session';
import type { Momento } from './bootstrap';
import type { AlbumChanges } from './state/album-changes';
import type { AlbumOrder } from './state/album-order';
import type { Albums } from './state/albums.svelte';
import type { Changes } from './state/changes.svelte';
import type { Library } from './state/library.svelte';
import type { Listing } from './state/listing';
import type { OpenAlbum } from './state/open-album.svelte';
import type { Organiser } from './state/organiser.svelte';
import type { Selection } from './state/selection.svelte';
import type { UndoHistory } from './state/undo';
import type { Uploads } from './state/uploads.svelte';

/** What lives as long as the page. */
export const [momento, provideMomento] = createContext<Momento>();

/** What lives as long as a user is signed in. */
export interface Home {
  user: User;
  library: Library;
  uploads: Uploads;
  /** The items that are shown: of the library, or of the album that is open. */
  listing: () => Listing;
  albums: Albums;
  openAlbum: OpenAlbum;
  albumChanges: AlbumChanges;
  albumOrder: AlbumOrder;
  selection: Selection;
  changes: Changes;
  organiser: Organiser;
  history: UndoHistory;
}

export const [home, provideHome] = createContext<Home>();

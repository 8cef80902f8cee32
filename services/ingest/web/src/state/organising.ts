import type { AlbumsApi } from '../api/albums';
import type { MediaApi } from '../api/media';
import { AlbumChanges } from './album-changes';
import { AlbumOrder } from './album-order';
import { Albums } from './albums.svelte';
import { Changes } from './changes.svelte';
import type { Library } from './library.svelte';
import type { Listing } from './listing';
import type { Notices } from './notices.svelte';
import { OpenAlbum } from './open-album.svelte';
import { Organiser } from './organiser.svelte';
import { Selection } from './selection.svelte';
import { UndoHistory } from './undo';

export interface OrganisingOptions {
  media: MediaApi;
  albums: AlbumsApi;
  notices: Notices;
  library: Library;
  /** What is shown: the library, or the album that is open. */
  openAlbumId: () => string | undefined;
}

/** Wires what a signed-in user organises with: every change reaches the library, the open album and the selection. */
export function organising({ media, albums: api, notices, library, openAlbumId }: OrganisingOptions) {
  const history = new UndoHistory();
  const selection = new Selection();
  const albums = new Albums(api);
  const openAlbum = new OpenAlbum(api, media);
  const listing = (): Listing => (openAlbumId() === undefined ? library : openAlbum);
  const changes: Changes = new Changes({
    media,
    albums: api,
    notices,
    history,
    onItem: (item) => {
      library.place(item);
      openAlbum.place(item);
      organiser.refresh(item);
    },
    onPurged: (uploadIds) => {
      library.drop(uploadIds);
      openAlbum.drop(uploadIds);
    },
    onAlbum: (albumId) => void openAlbum.changed(albumId),
  });
  const organiser: Organiser = new Organiser({ listing, selection, changes, openAlbum, media, notices });
  const albumOrder = new AlbumOrder({ api, openAlbum, notices, history });
  const albumChanges = new AlbumChanges({
    api,
    notices,
    history,
    onAlbum: (album) => {
      albums.place(album);
      openAlbum.replace(album);
    },
  });
  return { listing, history, selection, albums, openAlbum, changes, organiser, albumChanges, albumOrder };
}

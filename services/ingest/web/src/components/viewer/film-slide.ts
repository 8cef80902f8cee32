import type { Item } from '../../api/item';
import { itemName } from '../../domain/item-name';
import { texts } from '../../texts';
import { Film, type FilmState, type Reachable } from './film';

export interface FilmSlideOptions {
  /** Asks for a link to the original that soon expires; throws ProblemError. */
  link: (item: Item) => Promise<string>;
  /** The item anew, which renews a session that has to be; `undefined` when it cannot be had. */
  renew: (item: Item) => Promise<Item | undefined>;
}

/** A player with the film's preview, and a sentence over it where the film cannot be seen. */
export class FilmSlide {
  readonly element = document.createElement('div');
  readonly #video: HTMLVideoElement;
  readonly #film: Film;
  readonly #item: Item;
  readonly #renew: FilmSlideOptions['renew'];
  #shown = false;

  constructor(item: Item, { link, renew }: FilmSlideOptions) {
    this.#item = item;
    this.#renew = renew;
    this.#video = player(item);
    this.element.className = 'film';
    this.element.append(this.#video);
    this.#film = new Film(this.#video, { link: () => link(item), reachable, onState: (state) => this.#report(state) });
  }

  /** The film has come into view. */
  show(): void {
    this.#film.start();
    if (!this.#shown) void this.#fixPoster();
    this.#shown = true;
  }

  hide(): void {
    this.#video.pause();
  }

  destroy(): void {
    this.#film.leave();
    this.hide();
  }

  #report(state: FilmState): void {
    for (const said of this.element.querySelectorAll('.film-problem')) said.remove();
    if (state.is === 'playable') return;
    const away = state.is === 'away';
    const sentence = away ? state.sentence || texts.viewer.videoAway : texts.viewer.videoFailed;
    this.element.append(problem(sentence, away ? () => this.#film.again() : undefined));
  }

  /** A player does not say that it could not load its poster, so an image tries first; the browser loads it once. */
  async #fixPoster(): Promise<void> {
    const image = new Image();
    image.src = this.#video.poster;
    try {
      await image.decode();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      const fresh = await this.#renew(this.#item);
      if (fresh === undefined) return;
      // The address is the same, and loaded again only where it was taken away before.
      this.#video.removeAttribute('poster');
      this.#video.poster = fresh.previews['1440'];
    }
  }
}

function player(item: Item): HTMLVideoElement {
  const video = document.createElement('video');
  video.className = 'pswp__video';
  video.controls = true;
  video.playsInline = true;
  video.preload = 'metadata';
  video.poster = item.previews['1440'];
  video.setAttribute('aria-label', itemName(item));
  return video;
}

function problem(sentence: string, again: (() => void) | undefined): HTMLElement {
  const box = document.createElement('div');
  box.className = 'film-problem';
  box.setAttribute('role', 'status');
  const text = document.createElement('p');
  text.textContent = sentence;
  box.append(text);
  if (again === undefined) return box;
  const button = document.createElement('button');
  button.className = 'button';
  button.textContent = texts.gallery.retry;
  button.addEventListener('click', again);
  box.append(button);
  return box;
}

/** Asks for the first byte; only of one's own origin does the page's policy allow that. */
async function reachable(address: string): Promise<Reachable> {
  if (new URL(address, location.href).origin !== location.origin) return 'unknown';
  try {
    const answer = await fetch(address, { headers: { range: 'bytes=0-0' } });
    await answer.body?.cancel();
    return answer.ok ? 'yes' : 'no';
  } catch (error) {
    if (error instanceof TypeError) return 'no';
    throw error;
  }
}

import PhotoSwipe, { type SlideData } from 'photoswipe';
import type { Item } from '../../api/item';
import { itemName } from '../../domain/item-name';
import { previewSize } from '../../domain/preview-size';
import { texts } from '../../texts';
import { FilmSlide } from './film-slide';
import { SlideRetries } from './slide-retries';

export interface SlidesOptions {
  items: readonly Item[];
  index: number;
  /** Whether a key is for the slides to turn or pan by. */
  obeys: (event: KeyboardEvent) => boolean;
  onTurn: (item: Item) => void;
  onClose: () => void;
  /** The address to play a video from, which soon expires; throws ProblemError. */
  playLink: (item: Item) => Promise<string>;
  /** The item anew, which renews a session that has to be; `undefined` when it cannot be had. */
  renew: (item: Item) => Promise<Item | undefined>;
}

type ItemSlide = SlideData & { item: Item };

/** How many slides either side of the present one PhotoSwipe may hold. */
const KEPT = 3;

/** The items as PhotoSwipe's slides. Arrow keys turn or pan; toolbar, Escape, zooming by key and focus stay in the page's own hands. */
export class Slides {
  readonly #swipe: PhotoSwipe;
  readonly #options: SlidesOptions;
  readonly #films = new WeakMap<object, FilmSlide>();
  readonly #retries: SlideRetries;
  #items: readonly Item[];
  #destroyed = false;

  constructor(element: HTMLElement, options: SlidesOptions) {
    this.#items = options.items;
    this.#options = options;
    this.#retries = new SlideRetries((uploadId) => this.#renew(uploadId));
    this.#swipe = new PhotoSwipe({
      ...SETTINGS,
      appendToEl: element,
      index: options.index,
      getViewportSizeFn: () => ({ x: element.clientWidth, y: element.clientHeight }),
    });
    this.#supplyItems();
    this.#supplyVideos();
    this.#report();
    this.#swipe.init();
    // The viewer around it is the dialog.
    this.#swipe.element?.setAttribute('role', 'group');
  }

  /** Fits the slides to the element's new size. */
  fit(): void {
    this.#swipe.updateSize();
  }

  /** Shows a photo in its own size, or whole again. */
  toggleZoom(): void {
    this.#swipe.toggleZoom();
  }

  destroy(): void {
    // PhotoSwipe closes itself on the way out, and nobody need hear of that.
    this.#destroyed = true;
    this.#retries.leave();
    this.#swipe.destroy();
  }

  /** Takes in a changed list and turns to one of its items. */
  show(items: readonly Item[], index: number): void {
    const changed = !sameOrder(items, this.#items);
    this.#items = items;
    if (changed) this.#refreshAround(index);
    if (this.#swipe.currIndex !== index) this.#swipe.goTo(index);
    else if (this.#shown()?.uploadId !== items[index]?.uploadId) this.#swipe.refreshSlideContent(index);
  }

  #shown(): Item | undefined {
    return (this.#swipe.currSlide?.data as ItemSlide | undefined)?.item;
  }

  #refreshAround(index: number): void {
    const last = this.#items.length - 1;
    for (let near = Math.max(0, index - KEPT); near <= Math.min(last, index + KEPT); near++) {
      if (near !== this.#swipe.currIndex) this.#swipe.refreshSlideContent(near);
    }
  }

  #supplyItems(): void {
    this.#swipe.addFilter('numItems', () => this.#items.length);
    this.#swipe.addFilter('itemData', (_data, index) => {
      const item = this.#items[index];
      return item === undefined ? {} : slideOf(item);
    });
  }

  #supplyVideos(): void {
    this.#swipe.on('contentLoad', (event) => {
      const { item } = event.content.data as ItemSlide;
      if (item?.kind !== 'video') return;
      event.preventDefault();
      const film = new FilmSlide(item, { link: this.#options.playLink, renew: this.#options.renew });
      this.#films.set(event.content, film);
      event.content.element = film.element as HTMLDivElement;
      event.content.onLoaded();
    });
    // A link is asked for when the video comes into view: neighbours are prepared that nobody may ever look at.
    this.#swipe.on('contentActivate', ({ content }) => this.#films.get(content)?.show());
    this.#swipe.on('contentDeactivate', ({ content }) => this.#films.get(content)?.hide());
    this.#swipe.on('contentDestroy', ({ content }) => this.#films.get(content)?.destroy());
    this.#swipe.on('pointerDown', (event) => {
      // The player's own controls are dragged too.
      if (isFilm(event.originalEvent.target)) event.preventDefault();
    });
  }

  #report(): void {
    this.#swipe.on('change', () => {
      const item = this.#items[this.#swipe.currIndex];
      if (item !== undefined) this.#options.onTurn(item);
    });
    this.#swipe.on('keydown', (event) => {
      if (!this.#options.obeys(event.originalEvent)) event.preventDefault();
    });
    this.#swipe.on('close', () => {
      if (!this.#destroyed) this.#options.onClose();
    });
    this.#swipe.on('loadComplete', ({ content, isError }) => {
      const { item } = content.data as ItemSlide;
      if (isError !== true) this.#retries.succeeded(item.uploadId);
      else void this.#retries.failed(item.uploadId);
    });
    // Somebody who comes to a picture that could not be loaded sees it tried again.
    this.#swipe.on('contentActivate', ({ content }) => {
      if (content.isError()) this.#retries.begin((content.data as ItemSlide).item.uploadId);
    });
  }

  /** Loads a picture again, where it now stands. */
  async #renew(uploadId: string): Promise<void> {
    const item = this.#items.find((other) => other.uploadId === uploadId);
    const fresh = item && (await this.#options.renew(item));
    if (fresh === undefined || this.#destroyed) return;
    // An item that is not in the list, but was opened by its address, is known here alone.
    this.#items = this.#items.map((other) => (other.uploadId === uploadId ? fresh : other));
    const index = this.#items.findIndex((other) => other.uploadId === uploadId);
    if (index !== -1) this.#swipe.refreshSlideContent(index);
  }
}

const SETTINGS = {
  loop: false,
  bgOpacity: 1,
  spacing: 0.06,
  showHideAnimationType: 'none',
  escKey: false,
  trapFocus: false,
  returnFocus: false,
  bgClickAction: false,
  tapAction: false,
  clickToCloseNonZoomable: false,
  close: false,
  zoom: false,
  counter: false,
  arrowPrevTitle: texts.viewer.previous,
  arrowNextTitle: texts.viewer.next,
  errorMsg: texts.viewer.pictureFailed,
} as const;

function slideOf(item: Item): ItemSlide {
  const size = previewSize(item);
  const picture = { src: item.previews['1440'], msrc: item.previews['256'], alt: itemName(item) };
  return { ...(item.kind === 'video' ? { type: 'video' } : picture), ...size, item };
}

function sameOrder(one: readonly Item[], other: readonly Item[]): boolean {
  return one.length === other.length && one.every((item, index) => item.uploadId === other[index]?.uploadId);
}

/** Whether something is a film's player or belongs to it. */
function isFilm(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('video, .film-problem') !== null;
}

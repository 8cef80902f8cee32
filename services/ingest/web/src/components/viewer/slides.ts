import PhotoSwipe, { type SlideData } from 'photoswipe';
import type { Item } from '../../api/item';
import { itemName } from '../../domain/item-name';
import { previewSize } from '../../domain/preview-size';
import { texts } from '../../texts';
import { hasOwnKeys } from '../../state/own-keys';
import { videoElement } from './video-element';

export interface SlidesOptions {
  items: readonly Item[];
  index: number;
  onTurn: (item: Item) => void;
  onClose: () => void;
  /** The address to play a video from, or `undefined` when there is none. */
  playLink: (item: Item) => Promise<string | undefined>;
  /** The item with fresh preview links, or `undefined` when it cannot be had. */
  renew: (item: Item) => Promise<Item | undefined>;
}

type ItemSlide = SlideData & { item: Item };

/** How many slides either side of the present one PhotoSwipe may hold. */
const KEPT = 3;

/** The items as PhotoSwipe's slides. Arrow keys turn or pan; toolbar, Escape, zooming by key and focus stay in the page's own hands. */
export class Slides {
  readonly #swipe: PhotoSwipe;
  readonly #options: SlidesOptions;
  readonly #renewed = new Set<string>();
  #items: readonly Item[];
  #destroyed = false;

  constructor(element: HTMLElement, options: SlidesOptions) {
    this.#items = options.items;
    this.#options = options;
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
      event.content.element = videoElement(item) as unknown as HTMLDivElement;
      event.content.onLoaded();
    });
    // A link is asked for when the video comes into view: neighbours are prepared that nobody may ever look at.
    this.#swipe.on('contentActivate', ({ content }) => void this.#load(content.element, content.data as ItemSlide));
    this.#swipe.on('contentDeactivate', ({ content }) => pause(content.element));
    this.#swipe.on('pointerDown', (event) => {
      // The player's own controls are dragged too.
      if (event.originalEvent.target instanceof HTMLVideoElement) event.preventDefault();
    });
  }

  async #load(element: HTMLElement | undefined, { item }: ItemSlide): Promise<void> {
    if (!(element instanceof HTMLVideoElement) || element.src !== '') return;
    const link = await this.#options.playLink(item);
    if (link !== undefined) element.src = link;
  }

  #report(): void {
    this.#swipe.on('change', () => {
      const item = this.#items[this.#swipe.currIndex];
      if (item !== undefined) this.#options.onTurn(item);
    });
    this.#swipe.on('keydown', (event) => {
      if (hasOwnKeys(event.originalEvent.target) || event.originalEvent.key === 'z') event.preventDefault();
    });
    this.#swipe.on('close', () => {
      if (!this.#destroyed) this.#options.onClose();
    });
    this.#swipe.on('loadError', ({ content }) => void this.#renew((content.data as ItemSlide).item, content.index));
  }

  /** A preview's link expires; the first time one fails the item is asked for anew. */
  async #renew(item: Item, index: number): Promise<void> {
    if (this.#renewed.has(item.uploadId)) return;
    this.#renewed.add(item.uploadId);
    const fresh = await this.#options.renew(item);
    if (fresh !== undefined) this.#swipe.refreshSlideContent(index);
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

function pause(element: HTMLElement | undefined): void {
  if (element instanceof HTMLVideoElement) element.pause();
}

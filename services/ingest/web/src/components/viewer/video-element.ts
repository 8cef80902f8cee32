import type { Item } from '../../api/item';
import { itemName } from '../../domain/item-name';
import { texts } from '../../texts';

/** A player that shows the preview until it is given the original's link, which soon expires. */
export function videoElement(item: Item): HTMLVideoElement {
  const video = document.createElement('video');
  video.className = 'pswp__video';
  video.controls = true;
  video.playsInline = true;
  video.preload = 'metadata';
  video.poster = item.previews['1440'];
  video.setAttribute('aria-label', itemName(item));
  video.addEventListener('error', () => video.replaceWith(failure()));
  return video;
}

function failure(): HTMLElement {
  const text = document.createElement('p');
  text.className = 'pswp__error-msg';
  text.textContent = texts.viewer.videoFailed;
  return text;
}

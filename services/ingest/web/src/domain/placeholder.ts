import { thumbHashToAverageRGBA, thumbHashToDataURL } from 'thumbhash';

/** A blurred picture of a few pixels as a data address, for a ThumbHash in base64; `undefined` for an empty hash. */
export function placeholder(thumbhash: string): string | undefined {
  return thumbhash === '' ? undefined : thumbHashToDataURL(bytesOf(thumbhash));
}

/** The colour of that picture on average, in CSS: it costs a hundredth of the picture. `undefined` for an empty hash. */
export function averageColour(thumbhash: string): string | undefined {
  if (thumbhash === '') return undefined;
  const { r, g, b } = thumbHashToAverageRGBA(bytesOf(thumbhash));
  return `rgb(${[r, g, b].map((share) => Math.round(share * 255)).join(' ')})`;
}

function bytesOf(thumbhash: string): Uint8Array {
  return Uint8Array.from(atob(thumbhash), (character) => character.charCodeAt(0));
}

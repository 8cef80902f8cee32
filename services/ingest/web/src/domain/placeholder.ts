import { thumbHashToDataURL } from 'thumbhash';

/** A blurred picture of a few pixels as a data address, for a ThumbHash in base64; `undefined` for an empty hash. */
export function placeholder(thumbhash: string): string | undefined {
  if (thumbhash === '') return undefined;
  return thumbHashToDataURL(Uint8Array.from(atob(thumbhash), (character) => character.charCodeAt(0)));
}

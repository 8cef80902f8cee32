import type { Position } from '../api/item';

/** Where a map of the world lies in its frame and where its mark is; per cent of the frame's width and height. */
export interface MapView {
  width: number;
  left: number;
  top: number;
  markLeft: number;
  markTop: number;
}

/**
 * Lays an equirectangular map of the world, twice as wide as high, into a frame of the same shape.
 *
 * Magnified, the mark is in the middle unless the frame would then show more than the map.
 */
export function onMap({ latitude, longitude }: Position, magnification: number): MapView {
  const across = ((longitude + 180) / 360) * 100 * magnification;
  const down = ((90 - latitude) / 180) * 100 * magnification;
  const left = offset(across, magnification);
  const top = offset(down, magnification);
  return { width: 100 * magnification, left, top, markLeft: across + left, markTop: down + top };
}

function offset(mark: number, magnification: number): number {
  return Math.max(100 * (1 - magnification), Math.min(0, 50 - mark));
}

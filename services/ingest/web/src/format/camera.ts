import type { Camera } from '../api/item';

/** Keeps a number and its unit on one line. */
const NBSP = '\u00a0';

/** Maker and model, without saying the maker twice as in `Canon Canon EOS 6D`. */
export function cameraName({ make, model }: Camera): string {
  const maker = make.split(' ')[0] ?? '';
  return maker !== '' && model.toLowerCase().startsWith(maker.toLowerCase()) ? model : `${make} ${model}`.trim();
}

/** Shutter, aperture, sensitivity and focal length, as photographers write them: `1/250 s · f/2.8 · ISO 100 · 35 mm`. */
export function exposure(camera: Camera): string {
  const { exposureSeconds, fNumber, iso, focalLengthMillimetres } = camera;
  const parts = [
    exposureSeconds && shutter(exposureSeconds),
    fNumber && `f/${rounded(fNumber)}`,
    iso && `ISO${NBSP}${iso}`,
    focalLengthMillimetres && `${rounded(focalLengthMillimetres)}${NBSP}mm`,
  ];
  return parts.filter(Boolean).join(' · ');
}

function shutter(seconds: number): string {
  return seconds >= 0.4 ? `${rounded(seconds)}${NBSP}s` : `1/${Math.round(1 / seconds)}${NBSP}s`;
}

function rounded(value: number): number {
  return Number(value.toFixed(1));
}

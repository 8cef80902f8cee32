/** The device that took a picture, as it names itself; what it does not say is absent. */
export interface Camera {
  make: string;
  model: string;
  lens?: string;
  lensMake?: string;
  exposureSeconds?: number;
  fNumber?: number;
  iso?: number;
  focalLengthMillimetres?: number;
}

/** Keeps a number and its unit on one line. */
const NBSP = '\u00a0';

/** Maker and model, without saying the maker twice as in `Canon Canon EOS 6D`. */
export function cameraName({ make, model }: Camera): string {
  return named(make, model);
}

/** The lens with its maker, in the same way: `SIGMA 18-50mm F2.8 DC DN | Contemporary 021`. */
export function lensName({ lensMake = '', lens = '' }: Camera): string {
  return named(lensMake, lens);
}

function named(make: string, model: string): string {
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

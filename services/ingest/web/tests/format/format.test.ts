import { describe, expect, it } from 'vitest';
import { bytes } from '../../src/format/bytes';
import { cameraName, exposure, lensName } from '../../src/format/camera';
import { dayOf, monthName, takenMoment } from '../../src/format/dates';
import { duration } from '../../src/format/duration';
import { position } from '../../src/format/position';

describe('sizes', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [2_440_000, '2.44 MB'],
    [24_400_000, '24.4 MB'],
    [244_400_000, '244 MB'],
    [999_600, '1 MB'],
    [2_000_000_000, '2 GB'],
  ])('%d is %s', (size, text) => {
    expect(bytes(size)).toBe(text);
  });
});

describe('lengths', () => {
  it.each([
    [0, '0:00'],
    [7.4, '0:07'],
    [59.6, '1:00'],
    [750, '12:30'],
    [3723, '1:02:03'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});

describe('dates', () => {
  it('are shown in UTC, as the timeline counts them', () => {
    expect(monthName('2008-10')).toBe('October 2008');
    expect(dayOf('2008-10-31T23:30:00-01:00')).toBe('1 Nov 2008');
  });

  it('name the time zone only where the camera’s clock was known', () => {
    expect(takenMoment('2008-10-26T14:07:00Z', 'gps')).toMatch(/26 October 2008.*14:07 UTC$/);
    expect(takenMoment('2008-10-26T14:07:00Z', 'exif')).toMatch(/26 October 2008.*14:07$/);
  });
});

describe('cameras', () => {
  const camera = { make: 'Canon', model: 'Canon EOS 6D', lens: '' };

  it('are not called by their maker twice', () => {
    expect(cameraName(camera)).toBe('Canon EOS 6D');
    expect(cameraName({ ...camera, make: 'NIKON CORPORATION', model: 'NIKON D90' })).toBe('NIKON D90');
    expect(cameraName({ ...camera, make: 'Apple', model: 'iPhone 15' })).toBe('Apple iPhone 15');
    expect(cameraName({ ...camera, make: '', model: 'X100' })).toBe('X100');
  });

  it('name the maker of the lens where its name does not', () => {
    expect(lensName({ ...camera, lensMake: 'SIGMA', lens: '18-50mm F2.8 DC DN' })).toBe('SIGMA 18-50mm F2.8 DC DN');
    expect(lensName({ ...camera, lensMake: 'Apple', lens: 'Apple back camera' })).toBe('Apple back camera');
    expect(lensName({ ...camera, lens: 'EF 50mm' })).toBe('EF 50mm');
    expect(lensName({ make: 'Canon', model: 'Canon EOS 6D' })).toBe('');
  });

  it('show what they know of the exposure', () => {
    const settings = { exposureSeconds: 0.004, fNumber: 2.8, iso: 100, focalLengthMillimetres: 35 };
    expect(exposure({ ...camera, ...settings }).replaceAll('\u00a0', ' ')).toBe('1/250 s · f/2.8 · ISO 100 · 35 mm');
    expect(exposure({ ...camera, exposureSeconds: 2.5 }).replaceAll('\u00a0', ' ')).toBe('2.5 s');
    expect(exposure(camera)).toBe('');
  });
});

describe('positions', () => {
  it('name the quarter of the globe', () => {
    expect(position({ latitude: 64.1466, longitude: -21.9426 })).toBe('64.1466° N, 21.9426° W');
    expect(position({ latitude: -33.8568, longitude: 151.2153 })).toBe('33.8568° S, 151.2153° E');
  });
});

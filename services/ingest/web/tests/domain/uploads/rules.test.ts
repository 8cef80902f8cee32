import { describe, expect, it } from 'vitest';
import { fingerprintOf, isSystemFile } from '../../../src/domain/uploads/fingerprint';
import { isOver, isPausable, processingState } from '../../../src/domain/uploads/upload-state';
import { visibleRows } from '../../../src/domain/uploads/visible-rows';
import { timeLeft } from '../../../src/format/time-left';

describe('a fingerprint', () => {
  const marks = { name: 'a.jpg', size: 1, lastModified: 2 };

  it('is the same for the same file and differs in each of its marks', () => {
    expect(fingerprintOf({ ...marks })).toBe(fingerprintOf(marks));
    const others = [{ name: 'b.jpg' }, { size: 3 }, { lastModified: 3 }].map((one) =>
      fingerprintOf({ ...marks, ...one }),
    );
    expect(new Set([fingerprintOf(marks), ...others]).size).toBe(4);
  });

  it('keeps numbers and names apart', () => {
    expect(fingerprintOf({ name: '2:a', size: 1, lastModified: 1 })).not.toBe(
      fingerprintOf({ name: 'a', size: 1, lastModified: 12 }),
    );
  });
});

describe('files of the system', () => {
  it.each(['.DS_Store', '._a.jpg', 'Thumbs.db', 'desktop.ini'])('%s is one', (name) =>
    expect(isSystemFile(name)).toBe(true),
  );
  it('a picture is none', () => expect(isSystemFile('a.jpg')).toBe(false));
});

describe('states', () => {
  it('can be paused until the server has the file', () => {
    expect((['waiting', 'hashing', 'sending', 'retrying'] as const).every(isPausable)).toBe(true);
    expect((['paused', 'queued', 'scanning', 'storing', 'stored'] as const).some(isPausable)).toBe(false);
  });

  it('of the server are shown in the page’s words', () => {
    expect((['receiving', 'waiting', 'scanning', 'storing'] as const).map(processingState)).toEqual([
      'queued',
      'queued',
      'scanning',
      'storing',
    ]);
  });

  it('end with an outcome', () => expect((['stored', 'rejected', 'cancelled'] as const).every(isOver)).toBe(true));
});

describe('visible rows', () => {
  it('are those in the window and a few around it', () => {
    expect(visibleRows(0, 100, 10, 1000)).toEqual({ first: 0, end: 14 });
    expect(visibleRows(500, 100, 10, 1000)).toEqual({ first: 46, end: 64 });
    expect(visibleRows(9_900, 100, 10, 1000)).toEqual({ first: 986, end: 1000 });
  });

  it('stay within a list that became shorter', () => {
    expect(visibleRows(9_900, 100, 10, 3)).toEqual({ first: 3, end: 3 });
  });
});

describe('the time left', () => {
  it.each([
    [0.2, '1 s'],
    [8.4, '8 s'],
    [47, '50 s'],
    [58, '1 min'],
    [170, '3 min'],
    [3590, '1 h'],
    [7800, '2 h 10 min'],
  ])('of %d seconds is %s', (seconds, text) => expect(timeLeft(seconds)).toBe(text));
});

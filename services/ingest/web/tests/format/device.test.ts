import { describe, expect, it } from 'vitest';
import { device } from '../../src/format/device';

describe('a device in words', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0',
      { name: 'Firefox on Windows', kind: 'computer' },
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1',
      { name: 'Safari on iOS', kind: 'phone' },
    ],
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36',
      { name: 'Chrome on Linux', kind: 'computer' },
    ],
    ['python-httpx/0.28.1', { name: 'python-httpx', kind: 'script' }],
    ['', { name: 'Unknown device', kind: 'script' }],
  ])('%j', (userAgent, known) => expect(device(userAgent)).toEqual(known));
});

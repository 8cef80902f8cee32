import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProblemError } from '../../../src/api/problem';
import { Film, type Reachable } from '../../../src/components/viewer/film';

const network = new EventTarget();
const NETWORK = 2;
const DECODE = 3;
const UNSUPPORTED = 4;

/** A player that loads and fails when the test says so, and forgets what a real one forgets on loading anew. */
class FakePlayer extends EventTarget {
  readonly given: string[] = [];
  error: { code: number } | null = null;
  readyState = 0;
  currentTime = 0;
  playbackRate = 1;
  paused = true;

  get src(): string {
    return this.given.at(-1) ?? '';
  }

  set src(address: string) {
    this.given.push(address);
    Object.assign(this, { error: null, readyState: 0, currentTime: 0, playbackRate: 1, paused: true });
  }

  async play(): Promise<void> {
    this.paused = false;
    this.#say('play');
  }

  pause(): void {
    this.paused = true;
    this.#say('pause');
  }

  load(): void {
    this.readyState = 4;
    this.#say('loadedmetadata');
  }

  moveTo(seconds: number, how: 'timeupdate' | 'seeking' = 'timeupdate'): void {
    this.currentTime = seconds;
    this.#say(how);
  }

  speedUp(rate: number): void {
    this.playbackRate = rate;
    this.#say('ratechange');
  }

  async fail(code: number): Promise<void> {
    this.error = { code } as never;
    this.#say('error');
    await vi.advanceTimersByTimeAsync(10_000);
  }

  #say(name: string): void {
    this.dispatchEvent(new Event(name));
  }
}

function shown({ reachable = 'no' as Reachable, link = vi.fn<() => Promise<string>>() } = {}) {
  let links = 0;
  if (link.getMockImplementation() === undefined) link.mockImplementation(async () => `link-${++links}`);
  const player = new FakePlayer();
  const onState = vi.fn();
  const film = new Film(player as never, { link, reachable: async () => reachable, onState });
  const states = () => onState.mock.calls.map(([state]) => state.is);
  return { film, player, link, onState, states };
}

async function started(more: Parameters<typeof shown>[0] = {}) {
  const film = shown(more);
  film.film.start();
  await vi.advanceTimersByTimeAsync(0);
  return film;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', network);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a film', () => {
  it('asks for its link once when it is shown', async () => {
    const { film, player, link } = await started();
    film.start();
    expect([player.given, link.mock.calls.length]).toEqual([['link-1'], 1]);
  });

  it('that was paused goes on where it was with a new link when its own has expired', async () => {
    const { player, states } = await started();
    player.load();
    await player.play();
    player.speedUp(1.5);
    player.moveTo(12);
    player.pause();
    player.moveTo(40, 'seeking');
    await player.fail(NETWORK);
    expect(player.given).toEqual(['link-1', 'link-2']);
    expect([player.currentTime, player.playbackRate, player.paused]).toEqual([40, 1.5, true]);
    expect(states()).not.toContain('unplayable');
  });

  it('that was playing plays on', async () => {
    const { player } = await started();
    player.load();
    await player.play();
    player.moveTo(12);
    await player.fail(NETWORK);
    expect([player.currentTime, player.paused]).toEqual([12, false]);
  });

  it('obeys who pauses it while the new link is on its way', async () => {
    let arrive: (address: string) => void = () => undefined;
    const link = vi.fn(() => new Promise<string>((resolve) => (arrive = resolve)));
    const { player } = await started({ link });
    arrive('link-1');
    await vi.advanceTimersByTimeAsync(0);
    player.load();
    await player.play();
    await player.fail(NETWORK);
    player.pause();
    arrive('link-2');
    await vi.advanceTimersByTimeAsync(0);
    expect([player.src, player.paused]).toEqual(['link-2', true]);
  });

  it('goes on at the place that was looked for while the new link was on its way', async () => {
    let arrive: (address: string) => void = () => undefined;
    const link = vi.fn(() => new Promise<string>((resolve) => (arrive = resolve)));
    const { player } = await started({ link });
    arrive('link-1');
    await vi.advanceTimersByTimeAsync(0);
    player.load();
    await player.fail(NETWORK);
    player.moveTo(70, 'seeking');
    arrive('link-2');
    await vi.advanceTimersByTimeAsync(0);
    expect([player.src, player.currentTime]).toEqual(['link-2', 70]);
  });

  it('goes on however often its links expire, because each has done its work', async () => {
    const { player, states } = await started();
    for (let minute = 1; minute <= 20; minute++) {
      player.load();
      player.moveTo(minute * 60);
      await player.fail(minute % 2 === 0 ? NETWORK : UNSUPPORTED);
    }
    expect(player.given.length).toBe(21);
    expect(states().every((state) => state === 'playable')).toBe(true);
  });

  it('stops asking after a few failures at one place, says so without blaming the browser, and can be tried again', async () => {
    const { player, film, states } = await started();
    player.load();
    player.moveTo(5);
    for (let failures = 0; failures < 8; failures++) await player.fail(NETWORK);
    expect(player.given.length).toBe(4);
    expect(states().at(-1)).toBe('away');
    film.again();
    await vi.advanceTimersByTimeAsync(0);
    expect([player.given.length, player.currentTime, states().at(-1)]).toEqual([5, 5, 'playable']);
  });

  it('comes back by itself when the network does', async () => {
    const { player } = await started();
    for (let failures = 0; failures < 4; failures++) await player.fail(NETWORK);
    network.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(0);
    expect(player.given.length).toBe(5);
  });

  it('is called unplayable when its bytes come and the browser can make nothing of them', async () => {
    const { player, states } = await started({ reachable: 'yes' });
    await player.fail(UNSUPPORTED);
    expect([states().at(-1), player.given.length]).toEqual(['unplayable', 1]);
  });

  it('is called unplayable after a second link where nobody else can ask for the bytes', async () => {
    const { player, states } = await started({ reachable: 'unknown' });
    await player.fail(UNSUPPORTED);
    expect(states()).not.toContain('unplayable');
    await player.fail(UNSUPPORTED);
    expect(states().at(-1)).toBe('unplayable');
  });

  it('is called unplayable when one place cannot be decoded twice', async () => {
    const { player, states } = await started();
    player.load();
    player.moveTo(5);
    await player.fail(DECODE);
    expect(states()).not.toContain('unplayable');
    player.load();
    await player.fail(DECODE);
    expect(states().at(-1)).toBe('unplayable');
  });

  it('says why there is no link', async () => {
    const gone = new ProblemError(404, 'MEDIA_NOT_FOUND', 'There is no such item.');
    const { onState } = await started({ link: vi.fn(async () => Promise.reject(gone)) });
    expect(onState).toHaveBeenLastCalledWith({ is: 'away', sentence: 'There is no such item.' });
  });

  it('that has been left asks for nothing more', async () => {
    const { film, player, link } = await started();
    film.leave();
    await player.fail(NETWORK);
    expect([player.given.length, link.mock.calls.length]).toEqual([1, 1]);
  });
});

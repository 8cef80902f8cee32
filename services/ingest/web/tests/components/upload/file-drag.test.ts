import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FileDrag, SILENCE_MILLISECONDS } from '../../../src/components/upload/file-drag.svelte';

const [tile, header] = [new EventTarget(), new EventTarget()];
let drag: FileDrag;

beforeEach(() => {
  vi.useFakeTimers();
  drag = new FileDrag();
});
afterEach(() => vi.useRealTimers());

describe('files over the page', () => {
  it('are over it from the first element that they enter', () => {
    expect(drag.isOver).toBe(false);
    drag.move(tile);
    expect(drag.isOver).toBe(true);
  });

  it('stay over it when they go from one element to the next', () => {
    drag.move(tile);
    drag.move(header);
    drag.leave(tile);
    expect(drag.isOver).toBe(true);
  });

  it('are gone at once when they leave the last element', () => {
    drag.move(tile);
    drag.leave(tile);
    expect(drag.isOver).toBe(false);
  });

  it('stay over it for as long as the browser says so', () => {
    for (let time = 0; time < 10_000; time += 550) {
      drag.move(tile);
      vi.advanceTimersByTime(550);
    }
    expect(drag.isOver).toBe(true);
  });

  it('are gone after a silence, when the element was taken away and no leave event came', () => {
    drag.move(tile);
    vi.advanceTimersByTime(SILENCE_MILLISECONDS - 1);
    expect(drag.isOver).toBe(true);
    vi.advanceTimersByTime(1);
    expect(drag.isOver).toBe(false);
  });

  it('can come again before that silence would have ended', () => {
    drag.move(tile);
    drag.leave(tile);
    vi.advanceTimersByTime(SILENCE_MILLISECONDS / 2);
    drag.move(header);
    vi.advanceTimersByTime(SILENCE_MILLISECONDS / 2);
    expect(drag.isOver).toBe(true);
  });
});

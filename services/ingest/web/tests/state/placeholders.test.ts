import { expect, it, vi } from 'vitest';
import { Placeholders } from '../../src/state/placeholders';

const HASHES = ['1QcSHQRnh493V4dIh4eXh1h4kJUI', '3PcNNYSFeXh/d3eld0iHZoZgVwh2', '3OcRJYB4d3h/iIeHeEh3eIhw+j3A'];

/** A clock that goes on by so many milliseconds whenever it is looked at, and does what is for later on request. */
function slowClock(step: number) {
  const tasks: (() => void)[] = [];
  let time = 0;
  return {
    clock: { now: () => (time += step), later: (run: () => void) => void tasks.push(run) },
    tasks,
    runAll: () => {
      for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) task();
    },
  };
}

it('draws as many in one task as there is time for', () => {
  const { clock, tasks } = slowClock(10);
  const placeholders = new Placeholders(clock);
  const show = vi.fn();
  for (const hash of HASHES) placeholders.ask(hash, show);
  expect(show).not.toHaveBeenCalled();
  for (const drawn of [1, 2, 3]) {
    expect(tasks).toHaveLength(1);
    tasks.shift()!();
    expect(show).toHaveBeenCalledTimes(drawn);
  }
  expect(tasks).toHaveLength(0);
});

it('gives a picture', () => {
  const { clock, runAll } = slowClock(0);
  const show = vi.fn();
  new Placeholders(clock).ask(HASHES[0]!, show);
  runAll();
  expect(show).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/^data:image\/png;base64,/));
});

it('has at once what was drawn before', () => {
  const { clock, tasks, runAll } = slowClock(0);
  const placeholders = new Placeholders(clock);
  placeholders.ask(HASHES[0]!, () => undefined);
  runAll();
  const show = vi.fn();
  placeholders.ask(HASHES[0]!, show);
  expect(show).toHaveBeenCalledTimes(1);
  expect(tasks).toHaveLength(0);
});

it('draws nothing for a tile that is gone', () => {
  const { clock, runAll } = slowClock(0);
  const show = vi.fn();
  new Placeholders(clock).ask(HASHES[0]!, show)();
  runAll();
  expect(show).not.toHaveBeenCalled();
});

it('draws nothing where there is no hash', () => {
  const { clock, runAll } = slowClock(0);
  const show = vi.fn();
  new Placeholders(clock).ask('', show);
  runAll();
  expect(show).not.toHaveBeenCalled();
});

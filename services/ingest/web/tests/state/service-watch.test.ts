import { expect, it } from 'vitest';
import { ProblemError } from '../../src/api/problem';
import type { ServiceStatus } from '../../src/api/status';
import { ServiceWatch } from '../../src/state/service-watch.svelte';
import { texts } from '../../src/texts';

const well: ServiceStatus = { signIn: 'available', library: 'available', uploads: 'available' };

/** What is said after each answer, and how long is waited then. */
async function watched(...answers: (ServiceStatus | Error)[]): Promise<[string, number][]> {
  const seen: [string, number][] = [];
  const left = new AbortController();
  const ask = async () => {
    const answer = answers.shift();
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('asked too often');
    return answer;
  };
  const watch = new ServiceWatch(ask, async (milliseconds) => {
    seen.push([watch.sentence, milliseconds]);
    if (answers.length === 0) left.abort();
  });
  await watch.follow(left.signal);
  return seen;
}

it('says nothing while everything works, and asks once a minute', async () => {
  expect(await watched(well)).toEqual([['', 60_000]]);
});

it('says what waits, asks more often then, and says nothing more when it is over', async () => {
  expect(await watched({ ...well, uploads: 'delayed' }, well)).toEqual([
    [texts.status.safetyCheck, 10_000],
    ['', 60_000],
  ]);
});

it('names what matters most of what is away', async () => {
  const [[library], [uploads]] = (await watched(
    { ...well, library: 'unavailable', uploads: 'unavailable' },
    { ...well, uploads: 'unavailable' },
  )) as [[string, number], [string, number]];
  expect([library, uploads]).toEqual([texts.status.library, texts.status.uploads]);
});

it('claims nothing of an edge that does not answer', async () => {
  const away = new ProblemError(0, 'UNREACHABLE', 'no answer');
  expect(await watched({ ...well, uploads: 'delayed' }, away)).toEqual([
    [texts.status.safetyCheck, 10_000],
    ['', 60_000],
  ]);
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProblemError } from '../../src/api/problem';
import { retryOnce } from '../../src/state/retry-once';

const away = new ProblemError(0, 'UNREACHABLE', 'Momento could not be reached.');

describe('asking once more', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('hides a failure that passes', async () => {
    const ask = vi.fn().mockRejectedValueOnce(away).mockResolvedValueOnce('page');
    const answer = retryOnce(ask, new AbortController().signal);
    await vi.runAllTimersAsync();
    expect(await answer).toBe('page');
  });

  it('reports the second failure', async () => {
    const ask = vi.fn().mockRejectedValue(away);
    const answer = expect(retryOnce(ask, new AbortController().signal)).rejects.toBe(away);
    await vi.runAllTimersAsync();
    await answer;
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('does not ask again what will be refused again, nor what is no longer wanted', async () => {
    const refused = vi.fn().mockRejectedValue(new ProblemError(400, 'QUERY_INVALID', 'No.'));
    await expect(retryOnce(refused, new AbortController().signal)).rejects.toThrow('No.');
    expect(refused).toHaveBeenCalledOnce();
    const given = new AbortController();
    const ask = vi.fn().mockRejectedValue(away);
    const answer = expect(retryOnce(ask, given.signal)).rejects.toMatchObject({ name: 'AbortError' });
    given.abort();
    await vi.runAllTimersAsync();
    await answer;
    expect(ask).toHaveBeenCalledOnce();
  });
});

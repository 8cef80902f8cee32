import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProblemError } from '../../src/api/problem';
import { RetryPolicy } from '../../src/state/retry-policy';

const lost = () => new ProblemError(0, 'UNREACHABLE', 'No answer.');
const quarter = () => 0.5;

describe('retryPolicy', () => {
  const network = new EventTarget();

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('window', network);
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  function failing(...errors: unknown[]) {
    const task = vi.fn(async () => {
      const error = errors.shift();
      if (error !== undefined) throw error;
      return 'done';
    });
    const control = new AbortController();
    const result = new RetryPolicy(undefined, quarter).run(task, { signal: control.signal });
    return { task, control, result };
  }

  it('tries again after a pause', async () => {
    const { task, result } = failing(lost());
    await vi.advanceTimersByTimeAsync(740);
    expect(task).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(10);
    expect(await result).toBe('done');
  });

  it('tries again at once when the network is back', async () => {
    const { task, result } = failing(lost());
    await vi.advanceTimersByTimeAsync(1);
    network.dispatchEvent(new Event('online'));
    expect(await result).toBe('done');
    expect(task).toHaveBeenCalledTimes(2);
  });

  it('waits as long as the server says, also when the network is back', async () => {
    const { task, result } = failing(new ProblemError(503, 'BUSY', '', 5));
    await vi.advanceTimersByTimeAsync(1);
    network.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(5000);
    expect(task).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(500);
    expect(await result).toBe('done');
  });

  it('ends at once when it is given up', async () => {
    const { control, result } = failing(lost());
    const ended = expect(result).rejects.toMatchObject({ name: 'AbortError' });
    await vi.advanceTimersByTimeAsync(1);
    control.abort();
    await ended;
  });

  it('does not try what will never do', async () => {
    const refused = new ProblemError(415, 'EXTENSION_NOT_ALLOWED', 'No.');
    await expect(failing(refused).result).rejects.toBe(refused);
  });

  it('counts failures anew after headway', async () => {
    const fault = () => new ProblemError(500, 'INTERNAL', 'Oh.');
    let calls = 0;
    const result = new RetryPolicy(async () => undefined, quarter).run(
      async (progressed) => {
        calls += 1;
        if (calls % 4 === 0) progressed();
        if (calls < 20) throw fault();
        return calls;
      },
      { signal: new AbortController().signal },
    );
    expect(await result).toBe(20);
  });
});

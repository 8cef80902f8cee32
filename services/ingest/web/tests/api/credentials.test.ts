import { describe, expect, it, vi } from 'vitest';
import { Credentials } from '../../src/api/credentials';
import { ProblemError } from '../../src/api/problem';
import type { SessionGrant } from '../../src/api/session';

const user = { userId: 'u', email: 'ada@example.org', displayName: 'Ada' };

function grant(accessToken: string, expiresIn = 600): SessionGrant {
  return { accessToken, tokenType: 'Bearer', expiresIn, user };
}

function ended(): ProblemError {
  return new ProblemError(401, 'SESSION_ENDED', 'over');
}

describe('credentials', () => {
  it('hand out the token while it has more than a minute to live', async () => {
    let now = 0;
    const renew = vi.fn();
    const credentials = new Credentials(renew, undefined, () => now);
    credentials.accept(grant('first'));
    now = 539_000;
    await expect(credentials.token()).resolves.toBe('first');
    expect(renew).not.toHaveBeenCalled();
  });

  it('renew the token in its last minute', async () => {
    let now = 0;
    const credentials = new Credentials(
      async () => grant('second'),
      undefined,
      () => now,
    );
    credentials.accept(grant('first'));
    now = 540_000;
    await expect(credentials.token()).resolves.toBe('second');
  });

  it('use a token of less than two minutes for half its life', async () => {
    let now = 0;
    const credentials = new Credentials(
      async () => grant('second'),
      undefined,
      () => now,
    );
    credentials.accept(grant('first', 60));
    now = 29_000;
    await expect(credentials.token()).resolves.toBe('first');
    now = 30_000;
    await expect(credentials.token()).resolves.toBe('second');
  });

  it('renew once for all calls that wait', async () => {
    const renew = vi.fn(async () => grant('only'));
    const credentials = new Credentials(renew);
    await expect(Promise.all([credentials.token(), credentials.token(), credentials.renew()])).resolves.toEqual([
      'only',
      'only',
      user,
    ]);
    expect(renew).toHaveBeenCalledTimes(1);
  });

  it('keep a token that was renewed since another was refused', async () => {
    const renew = vi.fn();
    const credentials = new Credentials(renew);
    credentials.accept(grant('newer'));
    await expect(credentials.replace('older')).resolves.toBe('newer');
    expect(renew).not.toHaveBeenCalled();
  });

  it('tell that the session has ended when the renewal is refused', async () => {
    const credentials = new Credentials(() => Promise.reject(ended()));
    credentials.onEnd = vi.fn();
    await expect(credentials.token()).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(credentials.onEnd).toHaveBeenCalledTimes(1);
  });

  it('take an answer without a grant as no session', async () => {
    const credentials = new Credentials(async () => undefined);
    await expect(credentials.renew()).rejects.toMatchObject({ status: 401 });
  });

  it('keep the session when the server could not be reached', async () => {
    const unreachable = new ProblemError(0, 'UNREACHABLE', 'no answer');
    const renew = vi.fn().mockRejectedValueOnce(unreachable).mockResolvedValueOnce(grant('later'));
    const credentials = new Credentials(renew);
    credentials.onEnd = vi.fn();
    await expect(credentials.token()).rejects.toBe(unreachable);
    expect(credentials.onEnd).not.toHaveBeenCalled();
    await expect(credentials.token()).resolves.toBe('later');
  });

  it('do not take up a grant that arrives after signing out', async () => {
    let arrive: (grant: SessionGrant) => void = () => undefined;
    const credentials = new Credentials(() => new Promise((resolve) => (arrive = resolve)));
    credentials.onEnd = vi.fn();
    const late = credentials.renew();
    credentials.forget();
    arrive(grant('late'));
    await expect(late).rejects.toMatchObject({ status: 401 });
    expect(credentials.onEnd).not.toHaveBeenCalled();
  });
});

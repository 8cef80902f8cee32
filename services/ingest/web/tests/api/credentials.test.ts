import { describe, expect, it, vi } from 'vitest';
import { Credentials, type CredentialsSurroundings } from '../../src/api/credentials';
import type { SessionMessage } from '../../src/api/tab-channel';
import { ProblemError } from '../../src/api/problem';
import type { SessionGrant } from '../../src/api/session';

const user = { userId: 'u', email: 'ada@example.org', displayName: 'Ada' };

function grant(accessToken: string, expiresIn = 600): SessionGrant {
  return { accessToken, tokenType: 'Bearer', expiresIn, user };
}

function unreachable(): ProblemError {
  return new ProblemError(0, 'UNREACHABLE', 'no answer');
}

/** Credentials that wait for nothing, and how long they would have. */
function patient(renew: () => Promise<SessionGrant | undefined>, around: CredentialsSurroundings = {}) {
  const pauses: number[] = [];
  const pause = async (milliseconds: number) => void pauses.push(milliseconds);
  const credentials = new Credentials(renew, { pause, online: () => true, ...around });
  credentials.onEnd = vi.fn();
  return { credentials, pauses };
}

/** A browser with as many tabs as are asked for, which take turns. */
function browser() {
  const listeners: { tab: number; receive: (message: SessionMessage) => void }[] = [];
  let turn: Promise<unknown> = Promise.resolve();
  let tabs = 0;
  const exclusive = <T>(task: () => Promise<T>): Promise<T> => {
    const mine = turn.then(task);
    turn = mine.catch(() => undefined);
    return mine;
  };
  return (renew: () => Promise<SessionGrant | undefined>) => {
    const tab = tabs++;
    const others = {
      publish: (message: SessionMessage) =>
        listeners.filter((one) => one.tab !== tab).forEach(({ receive }) => receive(message)),
      subscribe: (receive: (message: SessionMessage) => void) => void listeners.push({ tab, receive }),
    };
    return patient(renew, { exclusive, tabs: others }).credentials;
  };
}

function ended(): ProblemError {
  return new ProblemError(401, 'SESSION_ENDED', 'over');
}

describe('credentials', () => {
  it('hand out the token while it has more than a minute to live', async () => {
    let now = 0;
    const renew = vi.fn();
    const credentials = new Credentials(renew, { now: () => now });
    credentials.accept(grant('first'));
    now = 539_000;
    await expect(credentials.token()).resolves.toBe('first');
    expect(renew).not.toHaveBeenCalled();
  });

  it('renew the token in its last minute', async () => {
    let now = 0;
    const credentials = new Credentials(async () => grant('second'), { now: () => now });
    credentials.accept(grant('first'));
    now = 540_000;
    await expect(credentials.token()).resolves.toBe('second');
  });

  it('use a token of less than two minutes for half its life', async () => {
    let now = 0;
    const credentials = new Credentials(async () => grant('second'), { now: () => now });
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

  it('report that the session has ended when the renewal is refused', async () => {
    const credentials = new Credentials(() => Promise.reject(ended()));
    credentials.onEnd = vi.fn();
    await expect(credentials.token()).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(credentials.onEnd).toHaveBeenCalledTimes(1);
  });

  it('take an answer without a grant as no session', async () => {
    const credentials = new Credentials(async () => undefined);
    await expect(credentials.renew()).rejects.toMatchObject({ status: 401 });
  });

  it('repeat a renewal to which no answer came, and keep the session', async () => {
    const renew = vi.fn().mockRejectedValueOnce(unreachable()).mockResolvedValueOnce(grant('later'));
    const { credentials, pauses } = patient(renew);
    await expect(credentials.token()).resolves.toBe('later');
    expect(pauses).toEqual([500]);
    expect(credentials.onEnd).not.toHaveBeenCalled();
  });

  it('repeat it a few times only, and say that the server could not be reached', async () => {
    const renew = vi.fn().mockRejectedValue(unreachable());
    const { credentials, pauses } = patient(renew);
    await expect(credentials.token()).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect([renew.mock.calls.length, pauses.reduce((sum, pause) => sum + pause) < 30_000]).toEqual([4, true]);
    expect(credentials.onEnd).not.toHaveBeenCalled();
    renew.mockReset().mockResolvedValue(grant('later'));
    await expect(credentials.token()).resolves.toBe('later');
  });

  it('do not spend a repetition where there is no network', async () => {
    const renew = vi.fn().mockRejectedValue(unreachable());
    const { credentials } = patient(renew, { online: () => false });
    await expect(credentials.token()).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(renew).toHaveBeenCalledTimes(1);
  });

  it('let no other tab use the cookie before a lost renewal has been repeated', async () => {
    const order: string[] = [];
    const renew = vi.fn(async () => {
      order.push('renewal');
      if (order.length === 2) throw unreachable();
      return grant('later');
    });
    const exclusive = async <T>(task: () => Promise<T>) => {
      order.push('taken');
      const done = await task();
      order.push('given back');
      return done;
    };
    await patient(renew, { exclusive }).credentials.token();
    expect(order).toEqual(['taken', 'renewal', 'renewal', 'given back']);
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

describe('the credentials of several tabs', () => {
  it('are renewed by one of them', async () => {
    const renew = vi.fn(async () => grant('shared'));
    const open = browser();
    const [one, other] = [open(renew), open(renew)];
    await expect(Promise.all([one.token(), other.token()])).resolves.toEqual(['shared', 'shared']);
    one.accept(grant('old', 0));
    other.accept(grant('old', 0));
    await one.token();
    await expect(other.token()).resolves.toBe('shared');
    expect(renew).toHaveBeenCalledTimes(2);
  });

  it('are forgotten everywhere when the user signs out in one', async () => {
    const open = browser();
    const [one, other] = [open(async () => grant('a')), open(async () => Promise.reject(ended()))];
    one.accept(grant('a'));
    other.accept(grant('a'));
    one.signOut();
    expect(other.onEnd).toHaveBeenCalledExactlyOnceWith('elsewhere');
    expect(one.onEnd).not.toHaveBeenCalled();
    await expect(other.token()).rejects.toMatchObject({ code: 'SESSION_ENDED' });
  });

  it('never become those of somebody else', async () => {
    const open = browser();
    const theirs = { ...grant('theirs'), user: { ...user, userId: 'v' } };
    const [one, other] = [open(async () => theirs), open(async () => theirs)];
    one.accept(grant('mine'));
    await expect(one.replace('mine')).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(one.onEnd).toHaveBeenCalledExactlyOnceWith('refused');
    one.accept(grant('mine'));
    await other.renew();
    expect(one.onEnd).toHaveBeenLastCalledWith('elsewhere');
  });
});

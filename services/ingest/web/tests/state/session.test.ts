import { describe, expect, it } from 'vitest';
import { Credentials } from '../../src/api/credentials';
import { SessionApi } from '../../src/api/session';
import { Session } from '../../src/state/session.svelte';
import { RetryPolicy } from '../../src/state/retry-policy';
import { texts } from '../../src/texts';
import { fakeFetch, json, problem } from '../fake-fetch';
import { until } from '../until';

const user = { userId: 'u', email: 'ada@example.org', displayName: 'Ada' };
const grant = () => json({ accessToken: 'token', tokenType: 'Bearer', expiresIn: 600, user });
const over = () => problem(401, 'SESSION_ENDED', 'The session has ended.');

/** Lets what has failed be tried again. */
let wake: () => void = () => undefined;

function page(...answers: Parameters<typeof fakeFetch>) {
  const { fetch, requests } = fakeFetch(...answers);
  const api = new SessionApi(fetch);
  const credentials = new Credentials(() => api.renew(), { pause: async () => undefined, online: () => true });
  const preferences = { signedIn: false };
  const pause = () => new Promise<void>((go) => (wake = go));
  const session = new Session(api, credentials, { preferences, retryPolicy: new RetryPolicy(pause) });
  return { session, credentials, requests, preferences };
}

describe('the session', () => {
  it('is restored from the refresh cookie', async () => {
    const { session } = page(grant());
    await session.restore();
    expect([session.user, session.restoring]).toEqual([user, false]);
  });

  it('is nobody’s, without a word, when the browser holds none', async () => {
    for (const answer of [over(), new Response(null, { status: 204 })]) {
      const { session } = page(answer);
      await session.restore();
      expect([session.user, session.restoring, session.notice]).toEqual([undefined, false, '']);
    }
  });

  it('is waited for when the server is away, and that is no signing out', async () => {
    const away = Array.from({ length: 4 }, () => new TypeError('fetch failed'));
    const { session } = page(...away, grant());
    const restored = session.restore();
    await until(() => session.trouble !== '');
    expect([session.trouble, session.restoring, session.notice]).toEqual([texts.problems.unreachable, true, '']);
    wake();
    await restored;
    expect([session.user, session.restoring, session.trouble]).toEqual([user, false, '']);
  });

  it('is asked for at once when the user wants that', async () => {
    const away = Array.from({ length: 4 }, () => new TypeError('fetch failed'));
    const { session } = page(...away, grant());
    void session.restore();
    await until(() => session.trouble !== '');
    await session.restore();
    expect(session.user).toEqual(user);
  });

  it('says that it has ended to somebody who had one when the page was loaded last', async () => {
    const { session, preferences } = page(over());
    preferences.signedIn = true;
    await session.restore();
    expect([session.user, session.notice]).toEqual([undefined, texts.access.sessionEnded]);
    expect(preferences.signedIn).toBe(false);
  });

  it('waits for a second factor when the password is not enough', async () => {
    const asked = { challenge: 'c', methods: ['totp', 'recovery_code'] };
    const more = json({ code: 'SECOND_FACTOR_REQUIRED', detail: 'One more.', ...asked }, 401);
    const wrong = problem(403, 'PROOF_WRONG', 'That code is wrong.');
    const { session, requests } = page(more, wrong, grant());
    await session.signIn('ada@example.org', 'a password');
    expect([session.user, session.asked]).toEqual([undefined, asked]);
    await expect(session.answer({ totpCode: '000000' })).rejects.toThrow('That code is wrong.');
    await session.answer({ totpCode: '123456' });
    expect([session.user, session.asked, requests.length]).toEqual([user, undefined, 3]);
  });

  it('asks for the password again when the challenge is over', async () => {
    const more = json({ code: 'SECOND_FACTOR_REQUIRED', challenge: 'c', methods: ['totp'] }, 401);
    const { session } = page(more, problem(403, 'CHALLENGE_ENDED', 'This took too long.'));
    await session.signIn('ada@example.org', 'a password');
    await session.answer({ totpCode: '123456' });
    expect([session.asked, session.notice]).toEqual([undefined, 'This took too long.']);
  });

  it('begins after registering', async () => {
    const { session, requests } = page(json({ user }, 201), grant());
    await session.register({ email: user.email, password: 'a long sentence', displayName: 'Ada' });
    expect(session.user).toEqual(user);
    expect(requests.map(({ address }) => address)).toEqual(['/api/v1/accounts', '/api/v1/session']);
  });

  it('is over when the password was chosen anew by a link', async () => {
    const { session, requests } = page(grant(), new Response(null, { status: 204 }));
    await session.restore();
    await session.resetPassword('text', 'a long sentence');
    expect([session.user, session.notice]).toEqual([undefined, texts.access.passwordChosen]);
    expect(requests[1]).toMatchObject({ method: 'PUT', address: '/api/v1/account/password-reset' });
  });

  it('ends on the server and in the page when signing out', async () => {
    const { session, credentials, requests } = page(grant(), new Response(null, { status: 204 }), over());
    await session.restore();
    await session.signOut();
    expect(session.user).toBeUndefined();
    expect(requests[1]).toMatchObject({ method: 'DELETE', headers: { 'x-momento-request': '1' } });
    await expect(credentials.token()).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(session.notice).toBe('');
  });

  it('shows the user when the server has ended it', async () => {
    const { session, credentials } = page(grant(), over());
    await session.restore();
    await expect(credentials.renew()).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect([session.user, session.notice]).toEqual([undefined, texts.access.sessionEnded]);
  });
});

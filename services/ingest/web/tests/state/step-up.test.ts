import { describe, expect, it } from 'vitest';
import { Credentials } from '../../src/api/credentials';
import { FactorsApi } from '../../src/api/factors';
import { SessionApi } from '../../src/api/session';
import { Transport } from '../../src/api/transport';
import { StepUp } from '../../src/state/step-up.svelte';
import { fakeFetch, json, problem } from '../fake-fetch';

const user = { userId: 'u', email: 'ada@example.org', displayName: 'Ada' };
const refused = () => problem(403, 'STEP_UP_REQUIRED', 'Prove first that it is you.');
const verified = () => json({ provedUntil: '2026-03-01T12:05:00Z' });
const listed = () => json({ passkeys: [], recoveryCodesLeft: 0 });
const asked = { challenge: 'c', methods: ['totp'] };

function page(...answers: Parameters<typeof fakeFetch>) {
  const { fetch, requests } = fakeFetch(...answers);
  const credentials = new Credentials(() => new SessionApi(fetch).renew());
  credentials.accept({ accessToken: 'token', tokenType: 'Bearer', expiresIn: 600, user });
  const transport = new Transport(fetch, credentials);
  const factors = new FactorsApi(transport);
  const stepUp = new StepUp(factors);
  transport.onStepUp = () => stepUp.demand();
  return { factors, stepUp, requests };
}

const asking = async () => new Promise((resolve) => setTimeout(resolve));

describe('step-up verification', () => {
  it('is asked for when a call is refused, and the call is made again', async () => {
    const { factors, stepUp, requests } = page(refused(), verified(), listed());
    const waiting = factors.list();
    await asking();
    expect(stepUp.open).toBe(true);
    await stepUp.password('a password');
    expect(await waiting).toEqual({ passkeys: [], recoveryCodesLeft: 0 });
    expect([stepUp.open, requests.length]).toEqual([false, 3]);
  });

  it('takes the second factor after the password', async () => {
    const { factors, stepUp } = page(refused(), json({ asked }), verified(), listed());
    const waiting = factors.list();
    await asking();
    await stepUp.password('a password');
    expect([stepUp.open, stepUp.asked]).toEqual([true, asked]);
    await stepUp.answer({ totpCode: '123456' });
    await waiting;
    expect([stepUp.open, stepUp.asked]).toEqual([false, undefined]);
  });

  it('begins anew when the challenge is over', async () => {
    const over = problem(403, 'CHALLENGE_ENDED', 'This took too long.');
    const { factors, stepUp } = page(refused(), json({ asked }), over);
    const waiting = factors.list();
    await asking();
    await stepUp.password('a password');
    await expect(stepUp.answer({ totpCode: '123456' })).rejects.toThrow('This took too long.');
    expect([stepUp.open, stepUp.asked]).toEqual([true, undefined]);
    stepUp.cancel();
    await expect(waiting).rejects.toThrow();
  });

  it('can be declined, and then nothing is sent again', async () => {
    const { factors, stepUp, requests } = page(refused());
    const waiting = factors.list();
    await asking();
    stepUp.cancel();
    await expect(waiting).rejects.toMatchObject({ code: 'STEP_UP_CANCELLED' });
    expect(requests.length).toBe(1);
  });
});

import { describe, expect, it } from 'vitest';
import { call, queryString } from '../../src/api/http';
import { ProblemError } from '../../src/api/problem';
import { texts } from '../../src/texts';
import { fakeFetch, json, problem } from '../fake-fetch';

describe('a call', () => {
  it('sends its body as JSON and reads the answer', async () => {
    const { fetch, requests } = fakeFetch(json({ user: 'Ada' }));
    await expect(call(fetch, { method: 'POST', path: '/accounts', body: { email: 'a@b' } })).resolves.toEqual({
      user: 'Ada',
    });
    expect(requests[0]).toMatchObject({ method: 'POST', address: '/api/v1/accounts', body: '{"email":"a@b"}' });
    expect(requests[0]?.headers['content-type']).toBe('application/json');
  });

  it('answers undefined when there is no content', async () => {
    const { fetch } = fakeFetch(new Response(null, { status: 204 }));
    await expect(call(fetch, { method: 'DELETE', path: '/session' })).resolves.toBeUndefined();
  });

  it('fails with the sentence and code of a problem document', async () => {
    const { fetch } = fakeFetch(problem(409, 'EMAIL_TAKEN', 'This email is taken.'));
    const error = await call(fetch, { path: '/accounts' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ status: 409, code: 'EMAIL_TAKEN', message: 'This email is taken.' });
  });

  it('fails with a sentence of its own when the answer is no problem document', async () => {
    const { fetch } = fakeFetch(new Response('<h1>Bad gateway</h1>', { status: 502 }));
    await expect(call(fetch, { path: '/media' })).rejects.toThrow(texts.problems.status(502));
  });

  it('says that the server could not be reached when no answer comes', async () => {
    const { fetch } = fakeFetch(new TypeError('fetch failed'));
    await expect(call(fetch, { path: '/media' })).rejects.toMatchObject({ status: 0, code: 'UNREACHABLE' });
  });

  it('says the same when the connection breaks in the middle of an answer, or hangs', async () => {
    const broken = new ReadableStream({ start: (control) => control.error(new TypeError('network error')) });
    const { fetch } = fakeFetch(new Response(broken), new DOMException('too long', 'TimeoutError'));
    for (const path of ['/media', '/timeline']) {
      await expect(call(fetch, { path })).rejects.toMatchObject({ status: 0, code: 'UNREACHABLE' });
    }
  });

  it('lets a call that the page gave up end as an abort', async () => {
    const { fetch } = fakeFetch(new DOMException('given up', 'AbortError'));
    await expect(call(fetch, { path: '/media' })).rejects.toThrow(DOMException);
  });
});

describe('a query string', () => {
  it('repeats lists, encodes values and leaves out what is not given', () => {
    expect(queryString({ q: 'a&b', tag: ['sea', 'sky'], cursor: undefined, from: '', trashed: false })).toBe(
      '?q=a%26b&tag=sea&tag=sky',
    );
    expect(queryString({ q: undefined })).toBe('');
  });
});

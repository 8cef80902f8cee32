import type { HttpRequest, HttpStack } from 'tus-js-client';
import { describe, expect, it, vi } from 'vitest';
import { Credentials } from '../../src/api/credentials';
import { SMALL_BYTES, tusSender } from '../../src/api/tus';
import { until } from '../until';

interface Asked {
  method: string;
  address: string;
  headers: Record<string, string>;
  body: Blob | null;
}

type Answer = { status: number; headers?: Record<string, string>; body?: string } | Error;

/** A server whose answers a test gives in turn; without one, the request hangs until it is given up. */
class FakeHttp implements HttpStack {
  readonly asked: Asked[] = [];
  readonly #answers: Answer[];

  constructor(...answers: Answer[]) {
    this.#answers = answers;
  }

  getName(): string {
    return 'fake';
  }

  createRequest(method: string, address: string): HttpRequest {
    const headers: Record<string, string> = {};
    return {
      getMethod: () => method,
      getURL: () => address,
      setHeader: (name, value) => void (headers[name] = value),
      getHeader: (name) => headers[name],
      setProgressHandler: () => undefined,
      send: async (body: Blob | null) => this.#answer({ method, address, headers, body }),
      abort: async () => undefined,
      getUnderlyingObject: () => undefined,
    };
  }

  #answer(asked: Asked) {
    this.asked.push(asked);
    const answer = this.#answers.shift();
    if (answer === undefined) return new Promise<never>(() => undefined);
    if (answer instanceof Error) throw answer;
    return {
      getStatus: () => answer.status,
      getHeader: (name: string) => answer.headers?.[name],
      getBody: () => answer.body ?? '',
      getUnderlyingObject: () => undefined,
    };
  }
}

const user = { userId: 'u', email: 'ada@example.org', displayName: 'Ada' };
const grant = (accessToken: string) => ({ accessToken, tokenType: 'Bearer' as const, expiresIn: 600, user });
const made = { status: 201, headers: { Location: '/api/v1/uploads/new', 'Upload-Offset': '5' } };
const file = new File(['bytes'], 'Größe.jpg');
const decoded = (metadata = '') =>
  Object.fromEntries(
    metadata.split(',').map((pair) => {
      const [key = '', value = ''] = pair.split(' ');
      return [key, new TextDecoder().decode(Uint8Array.from(atob(value), (one) => one.charCodeAt(0)))];
    }),
  );

function sender(...answers: Answer[]) {
  const http = new FakeHttp(...answers);
  const credentials = new Credentials(async () => grant('fresh'));
  credentials.accept(grant('first'));
  const network = new EventTarget();
  const send = tusSender(credentials, network, { httpStack: http });
  const events = { onBegun: vi.fn(), onProgress: vi.fn() };
  const control = new AbortController();
  const begin = (uploadId?: string, sent: File = file) =>
    send({ file: sent, sha256: 'ab', ...(uploadId !== undefined && { uploadId }) }, events, control.signal);
  return { http, begin, events, control, network };
}

describe('sending by tus', () => {
  it('puts a small file into the request that makes its upload', async () => {
    const { http, begin, events } = sender(made);
    expect(await begin()).toBe('new');
    const [{ method, headers, body } = {} as Asked, ...more] = http.asked;
    expect([method, headers['Upload-Length'], body?.size, more]).toEqual(['POST', '5', 5, []]);
    expect(decoded(headers['Upload-Metadata'])).toEqual({ filename: 'Größe.jpg', sha256: 'ab' });
    expect(events.onBegun).toHaveBeenCalledWith('new');
  });

  it('makes the upload of a large file first, so that its id is known before the bytes leave', async () => {
    const large = new File([new Uint8Array(SMALL_BYTES + 1)], 'large.mp4');
    const arrived = { status: 204, headers: { 'Upload-Offset': String(large.size) } };
    const { http, begin } = sender({ ...made, headers: { Location: '/api/v1/uploads/new' } }, arrived);
    expect(await begin(undefined, large)).toBe('new');
    expect(http.asked.map(({ method, body }) => [method, body?.size])).toEqual([
      ['POST', undefined],
      ['PATCH', large.size],
    ]);
  });

  it('makes one trace of all the requests that carry a file, and another of the next file', async () => {
    const known = { status: 200, headers: { 'Upload-Offset': '2', 'Upload-Length': '5' } };
    const { http, begin } = sender(known, { status: 204, headers: { 'Upload-Offset': '5' } }, made);
    await begin('old');
    await begin();
    const traces = http.asked.map(({ headers }) => headers['traceparent']?.split('-')[1]);
    expect(traces).toHaveLength(3);
    expect(traces[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(traces[1]).toBe(traces[0]);
    expect(traces[2]).not.toBe(traces[0]);
  });

  it('goes on with an upload where the server says', async () => {
    const known = { status: 200, headers: { 'Upload-Offset': '2', 'Upload-Length': '5' } };
    const { http, begin } = sender(known, { status: 204, headers: { 'Upload-Offset': '5' } });
    expect(await begin('old')).toBe('old');
    expect(http.asked.map(({ method, address }) => `${method} ${address}`)).toEqual([
      'HEAD /api/v1/uploads/old',
      'PATCH /api/v1/uploads/old',
    ]);
    expect([http.asked[1]?.headers['Upload-Offset'], http.asked[1]?.body?.size]).toEqual(['2', 3]);
  });

  it.each([404, 503])('makes no new upload when the old one is answered with %i', async (status) => {
    const { http, begin } = sender({ status, headers: { 'Retry-After': '5' } });
    await expect(begin('old')).rejects.toMatchObject({ status, retryAfterSeconds: 5 });
    expect(http.asked).toHaveLength(1);
  });

  it('reports the server’s reason', async () => {
    const body = JSON.stringify({ code: 'FILE_TOO_LARGE', detail: 'It is too large.' });
    await expect(sender({ status: 413, body }).begin()).rejects.toMatchObject({
      code: 'FILE_TOO_LARGE',
      message: 'It is too large.',
    });
  });

  it('says that nobody answered when the connection is lost', async () => {
    await expect(sender(new Error('reset')).begin()).rejects.toMatchObject({ status: 0, code: 'UNREACHABLE' });
  });

  it('renews a refused token and tries once more', async () => {
    const { http, begin } = sender({ status: 401 }, made);
    await begin();
    expect(http.asked.map(({ headers }) => headers['Authorization'])).toEqual(['Bearer first', 'Bearer fresh']);
  });

  it('goes on with the upload that it has made when the token is refused in the middle', async () => {
    const large = new File([new Uint8Array(SMALL_BYTES + 1)], 'large.mp4');
    const known = { 'Upload-Offset': '0', 'Upload-Length': String(large.size) };
    const { http, begin } = sender(
      { ...made, headers: { Location: '/api/v1/uploads/new' } },
      { status: 401 },
      { status: 200, headers: known },
      { status: 204, headers: { 'Upload-Offset': String(large.size) } },
    );
    expect(await begin(undefined, large)).toBe('new');
    expect(http.asked.map(({ method }) => method)).toEqual(['POST', 'PATCH', 'HEAD', 'PATCH']);
  });

  it('sends nothing when it is given up while the token is renewed', async () => {
    const { http, begin, control } = sender(made);
    const sending = begin();
    control.abort();
    await expect(sending).rejects.toMatchObject({ name: 'AbortError' });
    expect(http.asked).toEqual([]);
  });

  it('stops when it is given up', async () => {
    const { http, begin, control } = sender();
    const sending = begin();
    await until(() => http.asked.length === 1);
    control.abort();
    await expect(sending).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('stops when the network is gone', async () => {
    const { http, begin, network } = sender();
    const sending = begin();
    await until(() => http.asked.length === 1);
    network.dispatchEvent(new Event('offline'));
    await expect(sending).rejects.toMatchObject({ status: 0, code: 'UNREACHABLE' });
  });

  it('counts forty silent seconds as a lost connection', async () => {
    vi.useFakeTimers();
    const sending = sender().begin();
    const lost = expect(sending).rejects.toMatchObject({ status: 0 });
    await vi.advanceTimersByTimeAsync(40_000);
    await lost;
    vi.useRealTimers();
  });
});

import { describe, expect, it } from 'vitest';
import { call } from '../../src/api/http';
import { Trace } from '../../src/api/trace';
import { fakeFetch, json } from '../fake-fetch';

const TRACE_PARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-01$/;

describe('a trace', () => {
  it('has one id, and a parent of its own for each request', () => {
    const trace = new Trace();
    const [first, second] = [trace.parent(), trace.parent()].map((header) => TRACE_PARENT.exec(header));
    expect(first?.[1]).toBe(second?.[1]);
    expect(first?.[2]).not.toBe(second?.[2]);
    expect(TRACE_PARENT.exec(new Trace().parent())?.[1]).not.toBe(first?.[1]);
  });

  it('begins with each call of the API', async () => {
    const { fetch, requests } = fakeFetch(json({}), json({}));
    await call(fetch, { path: '/media' });
    await call(fetch, { path: '/media' });
    const [first, second] = requests.map(({ headers }) => headers['traceparent']);
    expect(first).toMatch(TRACE_PARENT);
    expect(second).toMatch(TRACE_PARENT);
    expect(first).not.toBe(second);
  });
});

import { problemFrom, unreachable, isAbort } from './problem';
import { Trace } from './trace';

export type Fetch = typeof globalThis.fetch;

/** One call of the API. */
export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below `/api/v1`, with its query. */
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export const API_ROOT = '/api/v1';

/**
 * Makes a call and reads its JSON answer; an answer without a body is `undefined`.
 *
 * Throws ProblemError when the answer is an error or none came, and AbortError when the signal gave the call up.
 */
export async function call<T>(fetch: Fetch, { method = 'GET', path, body, headers, signal }: Call): Promise<T> {
  const [response, text] = await answerTo(fetch, API_ROOT + path, {
    method,
    headers: {
      accept: 'application/json',
      traceparent: new Trace().parent(),
      ...(body === undefined ? {} : JSON_TYPE),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (!response.ok) throw problemFrom(response.status, text, response.headers.get('retry-after'));
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** A query string with its question mark; members that are undefined or empty are left out, lists are repeated. */
export function queryString(
  members: Record<string, string | number | boolean | readonly string[] | undefined>,
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(members)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== '' && one !== false) search.append(name, String(one));
    }
  }
  return search.size === 0 ? '' : `?${search}`;
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** The answer with all of its text: a connection can break in the middle of it too. */
async function answerTo(fetch: Fetch, address: string, request: RequestInit): Promise<[Response, string]> {
  try {
    const response = await fetch(address, request);
    return [response, await response.text()];
  } catch (error) {
    if (isAbort(error)) throw error;
    throw unreachable();
  }
}

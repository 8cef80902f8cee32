import type { Fetch } from '../src/api/http';

export interface Request {
  method: string;
  address: string;
  headers: Record<string, string>;
  body: string | undefined;
}

type Answer = Response | Error;

/** A fetch that gives the answers in turn and keeps the requests. */
export function fakeFetch(...answers: Answer[]): { fetch: Fetch; requests: Request[] } {
  const requests: Request[] = [];
  const fetch = async (address: unknown, { method, headers, body }: RequestInit = {}) => {
    requests.push({
      method: method ?? 'GET',
      address: String(address),
      headers: headers as Record<string, string>,
      body: body as string | undefined,
    });
    const answer = answers.shift();
    if (answer === undefined) throw new Error(`no answer was prepared for ${String(address)}`);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { fetch: fetch as Fetch, requests };
}

export function json(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), { status });
}

export function problem(status: number, code: string, detail: string): Response {
  return json({ type: 'about:blank', title: code, status, code, detail }, status);
}

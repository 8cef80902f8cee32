import { texts } from '../texts';
import type { FactorChallenge } from './challenge';

/** The members of an RFC 9457 problem that the page uses. */
interface Problem {
  title?: string;
  detail?: string;
  code?: string;
  /** Of a search that cannot be read: the character where the mistake begins, counted from 1. */
  position?: number;
  challenge?: string;
  methods?: FactorChallenge['methods'];
  passkeyOptions?: FactorChallenge['passkeyOptions'];
}

/** A call that did not succeed; the message is a sentence for the user. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(
    /** HTTP status, or 0 when no answer came. */
    readonly status: number,
    /** Stable code in UPPER_SNAKE. */
    readonly code: string,
    message: string,
    /** When the server wants to be asked again, if it said so. */
    readonly retryAfterSeconds?: number,
    /** The character of a search where its mistake begins, counted from 1. */
    readonly position?: number,
    /** What is asked for besides a password that was right. */
    readonly asked?: FactorChallenge,
  ) {
    super(message);
  }

  /** Whether the same call may succeed later without any change. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** The problem that an answer's body describes; a body that is no problem document leaves only the status. */
export function problemFrom(status: number, body: string, retryAfter?: string | null): ProblemError {
  const problem = parsed(body);
  const sentence = problem.detail ?? problem.title ?? texts.problems.status(status);
  return new ProblemError(
    status,
    problem.code ?? 'UNKNOWN',
    sentence,
    wholeSeconds(retryAfter),
    problem.position,
    askedBy(problem),
  );
}

function askedBy({ challenge, methods, passkeyOptions }: Problem): FactorChallenge | undefined {
  if (challenge === undefined || methods === undefined) return undefined;
  return { challenge, methods, ...(passkeyOptions && { passkeyOptions }) };
}

/** The problem of a call to which no answer came. */
export function unreachable(): ProblemError {
  return new ProblemError(0, 'UNREACHABLE', texts.problems.unreachable);
}

/** The sentence to show for whatever a call has thrown; anything but a problem is a fault of the page and is thrown on. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ProblemError) return error.message;
  throw error;
}

/** Whether a call was given up by the page itself. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** `Retry-After` in seconds, as the edge says it; a date (RFC 9110, section 10.2.3) would come from a proxy and is ignored. */
function wholeSeconds(text: string | null | undefined): number | undefined {
  return text !== undefined && text !== null && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

function parsed(body: string): Problem {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

import type { ProblemError } from '../../api/problem';

const FIRST_MILLISECONDS = 1_000;
const MAX_MILLISECONDS = 30_000;
/** A fault of the server's own, or a misunderstanding, is not retried indefinitely. */
const MAX_TRIES = 6;
const WORTH_A_FEW_TRIES: ReadonlySet<string> = new Set(['OFFSET_MISMATCH', 'CHECKSUM_MISMATCH', 'SENDER_TOO_SLOW']);

/**
 * Milliseconds to wait before the next try, or `undefined` when trying again is of no use.
 *
 * `attempt` counts the failures in a row from 0; `random` gives 0 to 1 and keeps many clients apart. A network that is
 * gone and a server that says when to come back are waited for without an end.
 */
export function delayBefore(problem: ProblemError, attempt: number, random: () => number): number | undefined {
  if (problem.retryAfterSeconds !== undefined) return problem.retryAfterSeconds * 1000 + random() * FIRST_MILLISECONDS;
  const endless = problem.status === 0;
  const passing = endless || problem.status >= 500 || WORTH_A_FEW_TRIES.has(problem.code);
  if (!passing || (!endless && attempt >= MAX_TRIES)) return undefined;
  const longest = Math.min(MAX_MILLISECONDS, FIRST_MILLISECONDS * 2 ** attempt);
  return longest * (0.5 + random() / 2);
}

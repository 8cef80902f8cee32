import { ProblemError } from '../api/problem';

/** A moment in which a lost network is often back; spread, so that many pages do not come at once. */
const PAUSE = { least: 500, most: 1500 };

/** Asks for something and, when that fails in a way that may pass, once more a moment later. */
export async function retryOnce<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ProblemError) || !error.passing) throw error;
    const seconds = error.retryAfterSeconds;
    await pause(seconds === undefined ? PAUSE.least + Math.random() * (PAUSE.most - PAUSE.least) : seconds * 1000);
  }
  signal.throwIfAborted();
  return ask();
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, milliseconds));
}

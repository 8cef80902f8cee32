import { vi } from 'vitest';

/** As long as a slow machine may need; what has happened is seen at once. */
const TIMEOUT_MILLISECONDS = 20_000;

/** Waits until the condition holds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  await vi.waitUntil(condition, { timeout: TIMEOUT_MILLISECONDS, interval: 5 });
}

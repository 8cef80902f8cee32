import type { Item } from '../api/item';
import type { BulkChange, MediaApi, Outcome } from '../api/media';
import { ProblemError, sentenceOf } from '../api/problem';
import type { Failure } from '../domain/failures';

const NO_TIME = 'STORE_UNAVAILABLE';
/** How many items are purged at the same time: each is a call of its own. */
const MAX_PARALLEL_PURGES = 4;

/**
 * What became of each of up to 500 items.
 *
 * Those for which there was no time are asked for again, as long as that brings any further; where a call fails, its
 * problem is the outcome of all that it was about.
 */
export async function bulkOutcomes(
  media: MediaApi,
  items: readonly Item[],
  change: BulkChange,
): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  let left = items.map(({ uploadId }) => uploadId);
  try {
    for (let before = Infinity; left.length > 0 && left.length < before;) {
      before = left.length;
      for (const outcome of await media.bulk(left, change)) outcomes.set(outcome.uploadId, outcome);
      left = left.filter((uploadId) => hadNoTime(outcomes.get(uploadId)));
    }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { code, message: detail } = error;
    for (const uploadId of left) outcomes.set(uploadId, { uploadId, done: false, code, detail });
  }
  return outcomes;
}

/** Purges items, a few at a time; `onProgress` hears how many have been tried. */
export async function purgeEach(
  media: MediaApi,
  items: readonly Item[],
  onProgress: (done: number) => void,
): Promise<{ purged: ReadonlySet<string>; failures: readonly Failure[] }> {
  const waiting = [...items];
  const purged = new Set<string>();
  const failures: Failure[] = [];
  const work = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      const detail = await failureReason(() => media.purge(item));
      if (detail === undefined) purged.add(item.uploadId);
      else failures.push({ item, detail });
      onProgress(purged.size + failures.length);
    }
  };
  await Promise.all(Array.from({ length: MAX_PARALLEL_PURGES }, work));
  return { purged, failures };
}

/** Why a call did not succeed, in a sentence; `undefined` when it did. */
export async function failureReason(call: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return sentenceOf(error);
  }
}

function hadNoTime(outcome: Outcome | undefined): boolean {
  return outcome?.done === false && outcome.code === NO_TIME;
}

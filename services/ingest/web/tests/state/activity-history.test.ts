import { describe, expect, it } from 'vitest';
import type { ActivityEvent, ActivityPage } from '../../src/api/activity';
import { ProblemError } from '../../src/api/problem';
import { ActivityHistory } from '../../src/state/activity-history.svelte';

/** Pages of ten events each, in which the first of every page is an upload and the others are sign-ins. */
function pages(count: number, asked: (string | undefined)[] = []) {
  const page = async (cursor: string | undefined): Promise<ActivityPage> => {
    asked.push(cursor);
    const number = Number(cursor ?? 0);
    const items = Array.from({ length: 10 }, (_, index): ActivityEvent => {
      const name = index === 0 ? 'upload.accepted' : 'session.started';
      return { eventId: `${number}-${index}`, at: '2026-03-01T12:00:00Z', event: name, outcome: 'success' };
    });
    return { items, ...(number + 1 < count && { nextCursor: String(number + 1) }) };
  };
  return { page, asked };
}

describe('the history of an account', () => {
  it('is read page by page, until enough can be shown', async () => {
    const { page, asked } = pages(9);
    const history = new ActivityHistory({ page });
    await history.show(undefined);
    expect([history.shown.length, asked, history.complete]).toEqual([30, [undefined, '1', '2'], false]);
    await history.loadMore();
    expect(history.shown.length).toBe(60);
  });

  it('is complete with its last page, and nothing is asked after it', async () => {
    const { page, asked } = pages(1);
    const history = new ActivityHistory({ page });
    await history.show(undefined);
    await history.loadMore();
    expect([history.complete, asked.length]).toEqual([true, 1]);
  });

  it('looks further back for events of one kind, but not without an end', async () => {
    const { page, asked } = pages(100);
    const history = new ActivityHistory({ page });
    await history.show('uploads');
    expect([history.shown.length, asked.length]).toEqual([5, 5]);
    await history.show(undefined);
    expect([history.shown.length, asked.length]).toEqual([50, 5]);
  });

  it('says why no more could be had, and goes on from there', async () => {
    const { page } = pages(3);
    const answers = [page, () => Promise.reject(new ProblemError(503, 'STORE_UNAVAILABLE', 'Not now.')), page, page];
    const history = new ActivityHistory({ page: (cursor) => answers.shift()!(cursor) });
    await history.show(undefined);
    expect([history.shown.length, history.problem, history.loading]).toEqual([10, 'Not now.', false]);
    await history.loadMore();
    expect([history.shown.length, history.problem, history.complete]).toEqual([30, '', true]);
  });
});

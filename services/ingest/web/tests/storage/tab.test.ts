import { describe, expect, it } from 'vitest';
import { Tab } from '../../src/storage/tab';
import { until } from '../until';

/** Locks that everybody gets at once, because their names differ. */
class FreeLocks {
  readonly #held = new Set<string>();

  async request(name: string, task: () => Promise<void>): Promise<void> {
    this.#held.add(name);
    await task();
    this.#held.delete(name);
  }

  async query() {
    return { held: [...this.#held].map((name) => ({ name })) };
  }
}

function tabs() {
  const locks = new FreeLocks() as unknown as LockManager;
  return [new Tab(locks), new Tab(locks)] as const;
}

describe('tabs', () => {
  it('see each other until one is closed', async () => {
    const [one, other] = tabs();
    expect(await one.open()).toEqual(new Set([one.id, other.id]));
    other.close();
    await until(async () => (await one.open()).size === 1);
  });

  it('do not take other locks for tabs', async () => {
    const [one, other] = tabs();
    const locks = new FreeLocks();
    void locks.request('momento-session', () => new Promise(() => undefined));
    const alone = new Tab(locks as unknown as LockManager);
    expect(await alone.open()).toEqual(new Set([alone.id]));
    expect(one.id).not.toBe(other.id);
  });
});

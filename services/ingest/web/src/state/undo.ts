/** Something the user does, from its beginning on; once it has come to something, it can say how to take that back. */
export interface Act {
  /** Reverts it and reports the result to the user; missing while it is under way, and when nothing came of it. */
  undo?: () => Promise<void>;
}

const REMEMBERED = 50;

/**
 * What the user did, newest last. Each act can be undone once: the newest by Ctrl+Z, any by its notice.
 *
 * What is still under way is in it, because it may be shown already: undoing it waits for its end, and takes back nothing
 * else where it fails.
 */
export class UndoHistory {
  #acts: readonly Act[] = [];
  readonly #ends = new WeakMap<Act, Promise<unknown>>();
  #running: Promise<void> = Promise.resolve();

  get size(): number {
    return this.#acts.length;
  }

  /** Runs an act, which gets its `undo` when it has come to something. */
  during<T>(run: (act: Act) => Promise<T>): Promise<T> {
    const act: Act = {};
    this.#acts = [...this.#acts, act].slice(-REMEMBERED);
    const running = run(act).finally(() => {
      if (act.undo === undefined) this.#forget(act);
    });
    this.#ends.set(act, Promise.allSettled([running]));
    return running;
  }

  /** Takes back an act, by default the newest; one after another, and nothing when it has been taken back already. */
  undo(act: Act | undefined = this.#acts.at(-1)): Promise<void> {
    if (act === undefined || !this.#acts.includes(act)) return this.#running;
    this.#forget(act);
    const run = async () => {
      await this.#ends.get(act);
      await act.undo?.();
    };
    this.#running = this.#running.then(run, run);
    return this.#running;
  }

  #forget(act: Act): void {
    this.#acts = this.#acts.filter((other) => other !== act);
  }
}

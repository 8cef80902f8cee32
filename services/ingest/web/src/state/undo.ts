/** Something the user did that can be taken back. */
export interface Undoable {
  /** Takes it back and tells the user what came of it. */
  undo: () => Promise<void>;
}

const REMEMBERED = 50;

/** What the user did, newest last. Each act can be undone once: the newest by Ctrl+Z, any by the notice that tells of it. */
export class UndoHistory {
  #acts: Undoable[] = [];
  #running: Promise<void> = Promise.resolve();

  get size(): number {
    return this.#acts.length;
  }

  remember(act: Undoable): void {
    this.#acts = [...this.#acts, act].slice(-REMEMBERED);
  }

  /** Takes back an act, by default the newest; one after another, and nothing when it has been taken back already. */
  undo(act: Undoable | undefined = this.#acts.at(-1)): Promise<void> {
    if (act === undefined || !this.#acts.includes(act)) return this.#running;
    this.#acts = this.#acts.filter((other) => other !== act);
    const run = () => act.undo();
    this.#running = this.#running.then(run, run);
    return this.#running;
  }
}

/** Runs tasks one after another, in the order in which they were given. */
export class Queue {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = $state(0);

  /** Whether there is a task that has not ended. */
  get busy(): boolean {
    return this.#waiting > 0;
  }

  /** What comes of a task, once those before it have ended, well or badly. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const before = this.#last;
    const mine = before.catch(() => undefined).then(task);
    this.#last = mine;
    try {
      return await mine;
    } finally {
      this.#waiting -= 1;
    }
  }
}

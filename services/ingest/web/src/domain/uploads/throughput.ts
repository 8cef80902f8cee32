interface Sample {
  moment: number;
  bytes: number;
}

const WINDOW_MILLISECONDS = 10_000;
const SAMPLE_MILLISECONDS = 250;

/** How fast bytes have gone lately: the mean of the last ten seconds. */
export class Throughput {
  #samples: Sample[] = [];

  /** Takes note of `bytes` sent in all at `moment`, in milliseconds. Fewer bytes than before begin a new count. */
  note(moment: number, bytes: number): void {
    const last = this.#samples.at(-1);
    if (last !== undefined && bytes < last.bytes) this.#samples = [];
    else if (last !== undefined && moment - last.moment < SAMPLE_MILLISECONDS) return;
    this.#samples.push({ moment, bytes });
    const oldest = moment - WINDOW_MILLISECONDS;
    this.#samples = this.#samples.filter((sample) => sample.moment >= oldest);
  }

  /** Bytes a second; 0 until there are two samples to compare. */
  get rate(): number {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (first === undefined || last === undefined || last.moment === first.moment) return 0;
    return ((last.bytes - first.bytes) * 1000) / (last.moment - first.moment);
  }

  clear(): void {
    this.#samples = [];
  }
}

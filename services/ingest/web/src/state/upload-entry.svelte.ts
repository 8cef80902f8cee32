import { Throughput } from '../domain/uploads/throughput';
import { isOver, isPausable, isProblem, type UploadState } from '../domain/uploads/upload-state';
import type { UploadRecord } from '../storage/upload-records';

/** What has to be done next with a file. */
export type UploadStep = 'hash' | 'ask' | 'send' | 'follow';

/** One file on its way. */
export class UploadEntry {
  readonly #speed = new Throughput();
  #control = new AbortController();
  #movedBytes = 0;
  #lastSent: number | undefined;

  state = $state<UploadState>('waiting');
  hashedBytes = $state(0);
  /** Bytes that have left, of the whole file. */
  sentBytes = $state(0);
  /** Bytes a second. */
  rate = $state(0);
  /** Why it was refused, failed or has to wait, in a sentence. */
  reason = $state('');
  readonly over = $derived(isOver(this.state));
  readonly pausable = $derived(isPausable(this.state));
  readonly problem = $derived(isProblem(this.state));

  step: UploadStep;
  running = false;

  constructor(
    public record: UploadRecord,
    /** Absent where only the server's part is left to be followed. */
    readonly file?: File,
  ) {
    this.step = stepOf(record, file);
    if (file === undefined) this.sentBytes = record.size;
  }

  get id(): string {
    return this.record.id;
  }

  get name(): string {
    return this.record.name;
  }

  get size(): number {
    return this.record.size;
  }

  get signal(): AbortSignal {
    return this.#control.signal;
  }

  /** What it comes to when its bytes turn out to be there. */
  get stateOfKnownBytes(): 'stored' | 'duplicate' {
    return this.record.repeated === true ? 'stored' : 'duplicate';
  }

  /** Bytes that this entry has sent since it began, those sent twice counted twice. */
  get movedBytes(): number {
    return this.#movedBytes;
  }

  /** Whether it can be tried once more. */
  get retryable(): boolean {
    const ended = this.state === 'failed' || this.state === 'cancelled';
    return ended && (this.file !== undefined || this.record.uploadId !== undefined);
  }

  /** Another state, with its reason. */
  at(state: UploadState, reason = ''): void {
    this.state = state;
    this.reason = reason;
  }

  /** A try to send begins: where it goes on is no progress of its own. */
  begin(): void {
    this.at('sending');
    this.#lastSent = undefined;
  }

  progress(sentBytes: number): void {
    if (this.#lastSent !== undefined) this.#movedBytes += Math.max(0, sentBytes - this.#lastSent);
    this.#lastSent = sentBytes;
    this.sentBytes = sentBytes;
  }

  /** Measures the speed; to be called about once a second. */
  tick(moment: number): void {
    this.#speed.note(moment, this.#movedBytes);
    this.rate = this.state === 'sending' ? this.#speed.rate : 0;
  }

  get secondsLeft(): number | undefined {
    return this.rate === 0 ? undefined : (this.size - this.sentBytes) / this.rate;
  }

  /** Stops what is being done and stays at `state`. */
  stop(state: 'paused' | 'cancelled'): void {
    this.at(state);
    this.#control.abort();
  }

  /** Stops what is being done, whatever it is, because the page no longer needs it. */
  abandon(): void {
    this.#control.abort();
  }

  /** Lets a file that was stopped or has failed go on. */
  goOn(): void {
    this.#control = new AbortController();
    this.#speed.clear();
    this.at('waiting');
  }
}

function stepOf({ sha256, uploadId }: UploadRecord, file: File | undefined): UploadStep {
  if (file === undefined && uploadId !== undefined) return 'follow';
  return sha256 === undefined ? 'hash' : 'send';
}

/** How far the upload of a file has come, in the order in which it can happen. */
export type UploadState =
  'waiting' | 'sending' | 'checking' | 'stored' | 'duplicate' | 'accepted' | 'refused' | 'failed' | 'cancelled';

/** One file on its way. */
export class UploadEntry {
  readonly #request = new AbortController();

  state = $state<UploadState>('waiting');
  /** Share of the bytes that have left, 0 to 1. */
  sent = $state(0);
  /** Why it was refused or failed, in a sentence. */
  reason = $state('');

  readonly active = $derived(this.state === 'sending' || this.state === 'checking');
  /** Whether nothing more will happen to it by itself. */
  readonly over = $derived(!this.active && this.state !== 'waiting');

  constructor(
    readonly id: number,
    readonly file: File,
  ) {}

  get signal(): AbortSignal {
    return this.#request.signal;
  }

  begin(): void {
    this.state = 'sending';
    this.sent = 0;
    this.reason = '';
  }

  progress(sent: number): void {
    this.sent = sent;
    if (this.active) this.state = sent < 1 ? 'sending' : 'checking';
  }

  end(state: UploadState, reason = ''): void {
    this.state = state;
    this.reason = reason;
  }

  cancel(): void {
    if (this.over) return;
    this.state = 'cancelled';
    this.#request.abort();
  }
}

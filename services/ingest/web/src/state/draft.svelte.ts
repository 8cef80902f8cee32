import { Queue } from './queue.svelte';

/** A field's own keys, as far as they are needed. */
type FieldKey = Pick<KeyboardEvent, 'key' | 'isComposing' | 'preventDefault'>;

export interface DraftOptions {
  /** The words as they are kept. */
  saved: () => string;
  /** Saves others; reports a failure to the user itself. */
  save: (words: string) => Promise<unknown>;
  /** Whether there must be words: none are taken back. */
  required?: () => boolean;
}

/**
 * The words in a field that are kept elsewhere. What is typed while earlier words are being saved stays, and is saved when
 * the field is next confirmed or left. The field keeps the focus until its user takes it away.
 */
export class Draft {
  readonly #options: DraftOptions;
  readonly #saving = new Queue();
  #typed = $state<string | undefined>();
  #sent: string | undefined;

  constructor(options: DraftOptions) {
    this.#options = options;
  }

  get words(): string {
    return this.#typed ?? this.#options.saved();
  }

  set words(typed: string) {
    this.#typed = typed;
  }

  /** Whether words are being saved. */
  get busy(): boolean {
    return this.#saving.busy;
  }

  /** Saves what was typed, if it is anything new. */
  async save(): Promise<void> {
    const typed = this.#typed;
    if (typed === undefined || typed === this.#sent) return;
    this.#sent = typed;
    try {
      await this.#saving.run(() => this.#keep(typed.trim()));
    } finally {
      if (this.#sent === typed) this.#sent = undefined;
    }
    if (this.#typed === typed) this.#typed = undefined;
  }

  /** What Enter and Escape do: save, and take back what was typed. */
  key(event: FieldKey): void {
    if (event.isComposing) return;
    if (event.key === 'Escape') this.#typed = undefined;
    if (event.key !== 'Enter') return;
    event.preventDefault();
    void this.save();
  }

  async #keep(words: string): Promise<void> {
    const { saved, save, required } = this.#options;
    if (words !== saved() && (words !== '' || required?.() !== true)) await save(words);
  }
}

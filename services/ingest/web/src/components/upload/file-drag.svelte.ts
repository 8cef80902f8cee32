/** While files rest over the page a browser says so every 350 ms, at most 200 ms late (HTML, drag-and-drop processing model). */
export const SILENCE_MILLISECONDS = 1_000;

/**
 * Whether files are dragged over the page.
 *
 * Entering an element is reported before leaving the previous one, so leaving the last one entered is leaving the page. The two
 * cannot be counted: an element that the page takes away under the pointer never fires its leave event. If the drag ends there
 * too, only the silence that follows says so.
 */
export class FileDrag {
  #entered = $state.raw<EventTarget | null>(null);
  #silence: ReturnType<typeof setTimeout> | undefined;

  get isOver(): boolean {
    return this.#entered !== null;
  }

  /** Takes in which element the files have entered or rest over. */
  move(target: EventTarget | null): void {
    clearTimeout(this.#silence);
    this.#entered = target;
    this.#silence = setTimeout(() => this.end(), SILENCE_MILLISECONDS);
  }

  leave(target: EventTarget | null): void {
    if (target === this.#entered) this.end();
  }

  end(): void {
    clearTimeout(this.#silence);
    this.#entered = null;
  }
}

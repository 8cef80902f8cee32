import type { Item } from '../../api/item';

/** Items that are dragged over others, and the place where they would be dropped. */
export class TileDrag {
  dragged = $state.raw<readonly Item[]>([]);
  /** The upload id of the item that they are dragged over, and the side of it. */
  over = $state<string | undefined>();
  side = $state<'before' | 'behind' | undefined>();

  begin({ dataTransfer }: DragEvent, items: readonly Item[]): void {
    if (dataTransfer !== null) dataTransfer.effectAllowed = 'move';
    this.dragged = items;
  }

  /** Takes in where the pointer is; what is dragged from elsewhere, such as files, is left alone. */
  move(event: DragEvent & { currentTarget: HTMLElement }, other: Item): void {
    if (this.dragged.length === 0) return;
    event.preventDefault();
    const { left, width } = event.currentTarget.getBoundingClientRect();
    this.over = other.uploadId;
    this.side = event.clientX < left + width / 2 ? 'before' : 'behind';
  }

  end(): void {
    this.dragged = [];
    this.over = undefined;
    this.side = undefined;
  }
}

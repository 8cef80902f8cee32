import type { Attachment } from 'svelte/attachments';
import { neighbour, type ArrowKey } from '../../domain/neighbour';

const TILE = '[data-upload-id]';
const ARROWS: ReadonlySet<string> = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']);

/**
 * Makes the tiles of a grid one stop of the Tab key, among which the arrow keys move (WAI-ARIA: roving tabindex).
 *
 * It looks at the tiles that there are when a key is pressed, so rows may come and go.
 */
export const rovingFocus: Attachment<HTMLElement> = (grid) => {
  let current = '';

  const tiles = () => [...grid.querySelectorAll<HTMLElement>(TILE)];
  const update = () => {
    const all = tiles();
    const stop = all.find(({ dataset }) => dataset['uploadId'] === current) ?? all[0];
    for (const tile of all) tile.tabIndex = tile === stop ? 0 : -1;
  };
  const focused = ({ target }: FocusEvent) => {
    const tile = target instanceof Element ? target.closest<HTMLElement>(TILE) : null;
    if (tile === null) return;
    current = tile.dataset['uploadId'] ?? '';
    update();
  };
  const key = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !ARROWS.has(event.key)) return;
    const all = tiles();
    const from = all.findIndex((tile) => tile === event.target);
    if (from === -1) return;
    event.preventDefault();
    const to = neighbour(
      all.map((tile) => tile.getBoundingClientRect()),
      from,
      event.key as ArrowKey,
    );
    if (to === undefined) return;
    all[to]?.focus();
    all[to]?.scrollIntoView({ block: 'nearest' });
  };

  update();
  const changes = new MutationObserver(update);
  changes.observe(grid, { childList: true, subtree: true });
  grid.addEventListener('focusin', focused);
  grid.addEventListener('keydown', key);
  return () => {
    changes.disconnect();
    grid.removeEventListener('focusin', focused);
    grid.removeEventListener('keydown', key);
  };
};

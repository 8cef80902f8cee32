const FIELDS = 'input, textarea, select, video, [contenteditable]:not([contenteditable="false"]), [role="textbox"]';
const LAYERS =
  'dialog[open], [popover]:popover-open, [role="combobox"][aria-expanded="true"], [role="menu"], [role="alertdialog"]';

/** What a key was pressed on, within a component's shadow tree too. */
export function targetOf(event: Event): EventTarget | null {
  return event.composedPath()[0] ?? event.target;
}

/** Whether an element makes its own use of arrow keys and letters, so that the page must not handle them. */
export function hasOwnKeys(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches(FIELDS);
}

/** Whether something lies over the page that keys belong to: a dialog, a menu, the list of a combobox. The viewer is a page of its own. */
export function isLayerOpen(page: ParentNode): boolean {
  return page.querySelector(LAYERS) !== null;
}

/**
 * Takes clicks from controls that say by `aria-disabled` that what they do is under way, also those that a form makes
 * when Enter is pressed in a field. They keep the focus, which `disabled` would take from them.
 */
export function takeIdleClick(event: MouseEvent): void {
  const control = event.target instanceof Element ? event.target.closest('[aria-disabled="true"]') : null;
  if (control === null) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** Whether an element makes its own use of arrow keys and letters, so that the page must leave them to it. */
export function hasOwnKeys(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('input, textarea, select, video');
}

import type { Attachment } from 'svelte/attachments';

/** Lets the first field within the element have the focus when the dialog around it opens, instead of its closing cross. */
export const initialFocus: Attachment<HTMLElement> = (element) => {
  element.querySelector('input')?.setAttribute('autofocus', '');
};

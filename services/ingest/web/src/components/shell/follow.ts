import type { Router } from '../../state/router.svelte';

/** Lets a plain click on a link change the page without loading it anew; other clicks stay the browser's. */
export function follow(router: Router): (event: MouseEvent & { currentTarget: HTMLAnchorElement }) => void {
  return (event) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    router.go(event.currentTarget.pathname + event.currentTarget.search);
  };
}

/** What lies on top, from the top down, and can have the focus: an open dialog, the viewer, the page. */
const SURFACES = ['dialog[open]', '[role="dialog"][aria-modal="true"]', 'main[tabindex]'];

/**
 * Keeps the focus in the page when the element that has it is taken away, hidden or disabled: browsers let it fall to the
 * body then, where a screen reader loses its place and keys mean what they mean to the page as a whole (WCAG 2.2, 2.4.3).
 *
 * It goes to the nearest element around that one that is left and can have it. A field does not get it: nobody has asked
 * to write there. Returns what ends it.
 */
export function keepFocus(page: Document): () => void {
  /** The element that has the focus, and those around it. */
  let path: readonly HTMLElement[] = [];

  const focused = ({ target }: FocusEvent) => {
    path = target instanceof HTMLElement ? [target, ...ancestors(target)] : [];
  };
  const left = ({ target }: FocusEvent) => {
    // Removing an element may take the focus from it too; only afterwards is it known which of both it was.
    queueMicrotask(() => {
      if (target === path[0] && target instanceof Element && isThere(target) && isNowhere(page)) path = [];
    });
  };
  const check = () => {
    const [had] = path;
    if (had === undefined || isThere(had) || !(isNowhere(page) || page.activeElement === had)) return;
    const next = path.find((around) => around.matches('[tabindex], a[href]') && isThere(around)) ?? surface(page);
    path = [];
    next?.focus({ preventScroll: true });
  };

  page.addEventListener('focusin', focused);
  page.addEventListener('focusout', left);
  // A dialog that closes gives the focus back in steps, between which nothing has it: looked at when they are done. A
  // message comes as soon as a timer could, also in a page whose timers are slowed down.
  const later = new MessageChannel();
  later.port1.onmessage = check;
  const changes = new MutationObserver(() => later.port2.postMessage(undefined));
  changes.observe(page.body, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ['disabled', 'hidden', 'inert', 'open'],
  });
  return () => {
    page.removeEventListener('focusin', focused);
    page.removeEventListener('focusout', left);
    changes.disconnect();
    later.port1.close();
  };
}

function ancestors(element: HTMLElement): HTMLElement[] {
  const parent = element.parentElement;
  return parent === null || parent === element.ownerDocument.body ? [] : [parent, ...ancestors(parent)];
}

function isNowhere({ activeElement, body }: Document): boolean {
  return activeElement === null || activeElement === body;
}

/** Whether an element can still have the focus. */
function isThere(element: Element): boolean {
  return element.isConnected && element.checkVisibility() && !element.matches(':disabled, [inert], [inert] *');
}

function surface(page: Document): HTMLElement | undefined {
  const found = SURFACES.map((selector) => [...page.querySelectorAll<HTMLElement>(selector)].findLast(isThere));
  return found.find((top) => top !== undefined);
}

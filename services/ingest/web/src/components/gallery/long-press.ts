import type { Attachment } from 'svelte/attachments';

const HELD_MILLISECONDS = 450;
/** A finger that moves farther, in pixels, scrolls. */
const STILL = 10;

/** Calls `act` when a finger rests on the element; the click and the menu that follow are kept from the browser. */
export function longPress(act: () => void): Attachment<HTMLElement> {
  return (element) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let start = { x: 0, y: 0 };
    let held = false;

    const down = (event: PointerEvent) => {
      held = false;
      if (event.pointerType !== 'touch') return;
      start = { x: event.clientX, y: event.clientY };
      timer = setTimeout(() => {
        held = true;
        act();
      }, HELD_MILLISECONDS);
    };
    const move = (event: PointerEvent) => {
      if (Math.hypot(event.clientX - start.x, event.clientY - start.y) > STILL) clearTimeout(timer);
    };
    const end = () => clearTimeout(timer);
    const swallow = (event: Event) => {
      if (!held) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.type === 'click') held = false;
    };

    const listeners = [
      ['pointerdown', down],
      ['pointermove', move],
      ['pointerup', end],
      ['pointercancel', end],
      ['click', swallow],
      ['contextmenu', swallow],
    ] as const;
    for (const [name, listen] of listeners) element.addEventListener(name, listen as EventListener, { capture: true });
    return () => {
      clearTimeout(timer);
      for (const [name, listen] of listeners)
        element.removeEventListener(name, listen as EventListener, { capture: true });
    };
  };
}

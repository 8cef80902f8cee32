/** Pixels of the header, which covers the upper edge of what is scrolled. */
export const HEADER = 60;
/** Milliseconds without scrolling after which the position is remembered. */
export const SCROLL_END_MILLISECONDS = 120;
/** Pages that are loaded to find again where one was in a list whose months are not counted. */
export const MAX_PAGES_BACK = 10;

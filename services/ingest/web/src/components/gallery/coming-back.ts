/** Pixels of the header, which covers the upper edge of what is scrolled. */
export const HEADER = 60;
/** Whoever has not scrolled for so long has come to rest: where that is is remembered. */
export const STILL_MILLISECONDS = 120;
/** Pages that are loaded to find again where one was in a list whose months are not counted. */
export const MOST_PAGES_BACK = 10;

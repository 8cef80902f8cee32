import { wordsOf } from './parts';

/** Filters of the query language, in the order in which they are offered, with the facet that knows their values. */
export const FILTERS: Readonly<Record<string, { facet?: string; values?: readonly string[] }>> = {
  tag: { facet: 'tag' },
  place: { facet: 'place' },
  country: { facet: 'place' },
  city: { facet: 'place' },
  type: { facet: 'kind' },
  camera: { facet: 'camera' },
  lens: { facet: 'lens' },
  color: { values: ['black', 'blue', 'brown', 'gray', 'green', 'orange', 'pink', 'purple', 'red', 'white', 'yellow'] },
  is: { values: ['favorite', 'trashed'] },
  taken: {},
  after: {},
  before: {},
  title: {},
  filename: {},
  near: {},
};

/** What is being typed: where it stands, and what of it is known. */
export interface Typing {
  start: number;
  end: number;
  /** `-` or `(` that stand before it, and stay. */
  prefix: string;
  /** Name of the filter whose value is typed, or `undefined` while it is a word or the name of a filter. */
  filter?: string;
  /** The value or word so far, without quotes, as the catalog keeps values. */
  typed: string;
}

/** A line that can be chosen. */
export interface Suggestion {
  /** What stands in the search once it is chosen. */
  text: string;
  /** How many items have it; absent for filters and where nobody has counted. */
  count?: number;
  /** Whether a value is still to follow. */
  open: boolean;
}

const FILTER = /^([A-Za-z]+):(.*)$/s;
const NEEDS_QUOTES = /[\s|()"“”„*]|^-/;

/** What is typed at the place of the caret: the word that it stands in, as far as the caret. */
export function typingAt(search: string, caret: number): Typing {
  const word = wordsOf(search).find(({ start, end }) => start < caret && caret <= end);
  if (word === undefined) return { start: caret, end: caret, prefix: '', typed: '' };
  const choice = word.text.slice(0, caret - word.start).lastIndexOf('|');
  const whole = word.text.slice(choice + 1, caret - word.start);
  const [prefix = ''] = /^[-(]*/.exec(whole) ?? [];
  const named = FILTER.exec(whole.slice(prefix.length));
  const start = word.start + choice + 1;
  const at = { start, end: word.end, prefix };
  const opener = choice > 0 ? FILTER.exec(word.text.replace(/^[-(]*/, '')) : null;
  if (named !== null) return { ...at, filter: named[1]!.toLowerCase(), typed: plain(named[2]!) };
  if (opener !== null) return { ...at, filter: opener[1]!.toLowerCase(), typed: plain(whole) };
  return { ...at, typed: plain(whole.slice(prefix.length)) };
}

/** Filters whose names begin with what is typed. */
export function filterSuggestions({ filter, typed }: Typing): Suggestion[] {
  if (filter !== undefined) return [];
  const names = Object.keys(FILTERS).filter((name) => name.startsWith(typed));
  return names.map((name) => ({ text: `${name}:`, open: true }));
}

/** Values for a filter, as they are written in a search. */
export function valueSuggestions(filter: string, values: readonly { value: string; count?: number }[]): Suggestion[] {
  return values.map(({ value, count }) => ({
    text: `${filter}:${written(value)}`,
    open: false,
    ...(count !== undefined && { count }),
  }));
}

/** The search with a suggestion in place of what was typed, and where the caret belongs then. */
export function completed(search: string, typing: Typing, suggestion: Suggestion): { text: string; caret: number } {
  const inChoice = search[typing.start - 1] === '|' && !typing.prefix;
  const bare = inChoice ? suggestion.text.replace(FILTER, '$2') : suggestion.text;
  const rest = search.slice(typing.end).trimStart();
  const head = search.slice(0, typing.start) + typing.prefix + bare + (suggestion.open ? '' : ' ');
  return { text: head + rest, caret: head.length };
}

/** Whether the word at the caret is a filter to which a value is still to come, or quotes that are still open. */
export function isUnfinished(search: string, caret: number): boolean {
  const { filter, typed } = typingAt(search, caret);
  return (filter !== undefined && typed === '') || (search.match(/["“”„]/g)?.length ?? 0) % 2 === 1;
}

function written(value: string): string {
  return NEEDS_QUOTES.test(value) ? `"${value}"` : value;
}

function plain(typed: string): string {
  return typed
    .replaceAll(/["“”„]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .trimStart();
}

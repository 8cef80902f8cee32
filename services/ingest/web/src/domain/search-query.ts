import type { ItemFilter } from '../api/media';
import type { MediaKind } from '../api/item';

/** What the user looks for, as it stands in the address. */
export interface SearchQuery {
  words: string;
  tags: readonly string[];
  kind: MediaKind | 'all';
  /** First day, as `2008-10-01`, or empty. */
  from: string;
  /** Last day, included, or empty. */
  to: string;
}

/** Which part of the library is looked through. */
export interface Section {
  trash: boolean;
  favorites: boolean;
}

export const EVERYTHING: SearchQuery = { words: '', tags: [], kind: 'all', from: '', to: '' };

/** Reads the query of an address; what is no valid value counts as not given. */
export function readQuery(search: URLSearchParams): SearchQuery {
  const kind = search.get('type');
  return {
    words: search.get('q')?.trim() ?? '',
    tags: [...new Set(search.getAll('tag').filter((tag) => tag !== ''))],
    kind: kind === 'photo' || kind === 'video' ? kind : 'all',
    from: dayOrNothing(search.get('from')),
    to: dayOrNothing(search.get('to')),
  };
}

/** The query as the search part of an address: with its question mark, or empty when everything is wanted. */
export function writeQuery({ words, tags, kind, from, to }: SearchQuery): string {
  const search = new URLSearchParams();
  if (words !== '') search.set('q', words);
  for (const tag of tags) search.append('tag', tag);
  if (kind !== 'all') search.set('type', kind);
  if (from !== '') search.set('from', from);
  if (to !== '') search.set('to', to);
  return search.size === 0 ? '' : `?${search}`;
}

export function isEverything(query: SearchQuery): boolean {
  return writeQuery(query) === '';
}

export function withTag(query: SearchQuery, tag: string): SearchQuery {
  return query.tags.includes(tag) ? query : { ...query, tags: [...query.tags, tag] };
}

export function withoutTag(query: SearchQuery, tag: string): SearchQuery {
  return { ...query, tags: query.tags.filter((other) => other !== tag) };
}

/** The query as the API takes it: the last day is included here and the end moment is not included there. */
export function filterOf({ words, tags, kind, from, to }: SearchQuery, section: Section): ItemFilter {
  return {
    ...(words !== '' && { q: words }),
    ...(tags.length > 0 && { tags }),
    ...(kind !== 'all' && { type: kind }),
    ...(from !== '' && { from: `${from}T00:00:00Z` }),
    ...(to !== '' && { to: `${dayAfter(to)}T00:00:00Z` }),
    ...(section.trash && { trashed: true }),
    ...(section.favorites && { favorite: true }),
  };
}

/** First and last day of a month given as `2008-10`. */
export function daysOfMonth(month: string): { from: string; to: string } {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return { from: `${month}-01`, to: isoDay(new Date(Date.UTC(year, number, 0))) };
}

function dayAfter(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return isoDay(date);
}

function dayOrNothing(value: string | null): string {
  if (value === null || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return '';
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && isoDay(date) === value ? value : '';
}

function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}

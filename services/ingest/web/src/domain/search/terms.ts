import type { SearchQuery } from '../search-query';
import { withoutTag } from '../search-query';
import { partsOf, withoutPart } from './parts';

/** One of the things that a search wants, and the search without it. */
export interface Term {
  kind: 'words' | 'tag' | 'type' | 'days';
  /** As it is written in the search. */
  text: string;
  rest: SearchQuery;
}

/** Everything that has to hold of an item, each thing apart. */
export function termsOf(query: SearchQuery): Term[] {
  const words = partsOf(query.words).map((part): Term => ({
    kind: 'words',
    text: part.text,
    rest: { ...query, words: withoutPart(query.words, part) },
  }));
  const tags = query.tags.map((tag): Term => ({ kind: 'tag', text: tag, rest: withoutTag(query, tag) }));
  const type: Term[] =
    query.kind === 'all' ? [] : [{ kind: 'type', text: query.kind, rest: { ...query, kind: 'all' } }];
  const days: Term[] =
    query.from === '' && query.to === ''
      ? []
      : [{ kind: 'days', text: `${query.from}/${query.to}`, rest: { ...query, from: '', to: '' } }];
  return [...words, ...tags, ...type, ...days];
}

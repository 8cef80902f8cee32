import type { Term } from '../domain/search/terms';
import { texts } from '../texts';
import { dayOf } from './dates';

/** What a part of a search is called on its chip. */
export function termName({ kind, text }: Term): string {
  if (kind === 'type') return texts.search.kinds[text as 'photo' | 'video'];
  if (kind === 'tag') return `tag:${text}`;
  if (kind === 'words') return text;
  const [from = '', to = ''] = text.split('/').map((day) => (day === '' ? '' : dayOf(day)));
  return texts.search.days(from, to);
}

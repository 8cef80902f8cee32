import { describe, expect, it } from 'vitest';
import {
  completed,
  filterSuggestions,
  isUnfinished,
  typingAt,
  valueSuggestions,
} from '../../../src/domain/search/completion';

function at(marked: string) {
  const caret = marked.indexOf('^');
  return { search: marked.replace('^', ''), caret };
}

function typing(marked: string) {
  const { search, caret } = at(marked);
  return typingAt(search, caret);
}

function chosen(marked: string, text: string, open = false): string {
  const { search, caret } = at(marked);
  const done = completed(search, typingAt(search, caret), { text, open });
  return `${done.text.slice(0, done.caret)}^${done.text.slice(done.caret)}`;
}

describe('what is being typed', () => {
  it('is nothing between two words', () => {
    expect(typing('sea ^ dog')).toEqual({ start: 4, end: 4, prefix: '', typed: '' });
  });

  it('is the word up to the caret', () => {
    expect(typing('sea Do^g cat')).toEqual({ start: 4, end: 7, prefix: '', typed: 'do' });
  });

  it('is the value of a filter', () => {
    expect(typing('sea tag:Ho^')).toEqual({ start: 4, end: 10, prefix: '', filter: 'tag', typed: 'ho' });
  });

  it('is a value in quotes with the spaces in it', () => {
    expect(typing('tag:"new y^')).toMatchObject({ filter: 'tag', typed: 'new y' });
  });

  it('is what is negated', () => {
    expect(typing('-tag:do^')).toMatchObject({ prefix: '-', filter: 'tag', typed: 'do' });
  });

  it('is the last of several values of a filter', () => {
    expect(typing('tag:dog|ca^')).toMatchObject({ start: 8, filter: 'tag', typed: 'ca' });
  });
});

describe('a suggestion', () => {
  it('offers the filters that begin so', () => {
    expect(filterSuggestions(typing('sea ta^')).map(({ text }) => text)).toEqual(['tag:', 'taken:']);
  });

  it('takes the place of what was typed, with the caret behind it', () => {
    expect(chosen('sea ta^ cat', 'tag:', true)).toBe('sea tag:^cat');
    expect(chosen('sea tag:ho^', 'tag:holiday')).toBe('sea tag:holiday ^');
  });

  it('keeps a minus, and the values before it', () => {
    expect(chosen('-tag:do^', 'tag:dog')).toBe('-tag:dog ^');
    expect(chosen('tag:dog|ca^', 'tag:cat')).toBe('tag:dog|cat ^');
  });

  it('puts a value into quotes when it needs them', () => {
    const values = [{ value: 'new york', count: 3 }, { value: 'rome' }];
    expect(valueSuggestions('place', values).map(({ text }) => text)).toEqual(['place:"new york"', 'place:rome']);
  });
});

describe('a search that is still being typed', () => {
  it.each(['tag:^', 'sea tag:^', '"new y^', '-place:^'])('is unfinished at %s', (marked) => {
    const { search, caret } = at(marked);
    expect(isUnfinished(search, caret)).toBe(true);
  });

  it.each(['tag:dog^', 'sea^', '^', '"new york"^'])('is not unfinished at %s', (marked) => {
    const { search, caret } = at(marked);
    expect(isUnfinished(search, caret)).toBe(false);
  });
});

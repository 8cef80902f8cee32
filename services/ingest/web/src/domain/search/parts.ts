/** A part of a search, between spaces, and where it stands. */
export interface Part {
  text: string;
  /** Index of its first character. */
  start: number;
  /** Index behind its last character. */
  end: number;
}

const QUOTES = /["“”„]/;

/**
 * The parts of a search that all have to hold, as the catalog takes them apart: at spaces outside of quotes and
 * parentheses, but a `|` holds together what stands around it. A search with a mistake is taken apart as far as can be.
 */
export function partsOf(search: string): Part[] {
  return joinedByOr(wordsOf(search));
}

/** The search without what stands between `start` and `end`, and without the space that becomes one too many. */
export function withoutPart(search: string, { start, end }: Part): string {
  return `${search.slice(0, start).trimEnd()} ${search.slice(end).trimStart()}`.trim();
}

/** What stands between spaces outside of quotes and parentheses. */
export function wordsOf(search: string): Part[] {
  const words: Part[] = [];
  let start = -1;
  let depth = 0;
  let quoted = false;
  for (let index = 0; index <= search.length; index++) {
    const character = search[index] ?? ' ';
    const ends = index === search.length || (/\s/.test(character) && !quoted && depth === 0);
    if (ends && start !== -1) words.push({ text: search.slice(start, index), start, end: index });
    if (ends) start = -1;
    else if (start === -1) start = index;
    if (QUOTES.test(character)) quoted = !quoted;
    else if (!quoted && character === '(') depth++;
    else if (!quoted && character === ')') depth = Math.max(0, depth - 1);
  }
  return words;
}

function joinedByOr(words: readonly Part[]): Part[] {
  const parts: Part[] = [];
  for (const word of words) {
    const before = parts.at(-1);
    const joins = before !== undefined && (before.text.endsWith('|') || word.text.startsWith('|'));
    if (!joins) parts.push(word);
    else {
      const gap = ' '.repeat(word.start - before.end);
      parts[parts.length - 1] = { text: before.text + gap + word.text, start: before.start, end: word.end };
    }
  }
  return parts;
}

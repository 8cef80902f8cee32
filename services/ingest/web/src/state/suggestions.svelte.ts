import type { BrowseApi, FacetValue } from '../api/browse';
import { isAbort, ProblemError } from '../api/problem';
import {
  FILTERS,
  filterSuggestions,
  typingAt,
  valueSuggestions,
  type Suggestion,
  type Typing,
} from '../domain/search/completion';

const PAUSE_MILLISECONDS = 150;
/** So many values are offered for a word, and for a filter. */
const MOST = { word: 6, filter: 10 };

/** What may be meant by what is being typed into the search. */
export class Suggestions {
  readonly #browse: BrowseApi;
  #request = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  list = $state.raw<readonly Suggestion[]>([]);
  typing = $state.raw<Typing>(typingAt('', 0));

  constructor(browse: BrowseApi) {
    this.#browse = browse;
  }

  /** Looks for what can be meant at the caret; filters are there at once, values when the API has answered. */
  offer(search: string, caret: number): void {
    this.stop();
    this.typing = typingAt(search, caret);
    const { filter, typed } = this.typing;
    const known = filter === undefined ? undefined : FILTERS[filter];
    if (filter !== undefined && known?.facet === undefined) this.list = fixedValues(filter, known?.values ?? [], typed);
    else {
      if (filter === undefined) this.list = filterSuggestions(this.typing);
      this.#timer = setTimeout(() => void this.#ask(this.typing), PAUSE_MILLISECONDS);
    }
  }

  /** Gives up what is on its way. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#request.abort();
  }

  async #ask(typing: Typing): Promise<void> {
    const { filter, typed } = typing;
    const { signal } = (this.#request = new AbortController());
    const name = filter ?? 'tag';
    const most = filter === undefined ? MOST.word : MOST.filter;
    try {
      const values = await this.#browse.values(FILTERS[name]?.facet ?? 'tag', typed, most, signal);
      this.list = [...valueSuggestions(name, values), ...filterSuggestions(typing)];
    } catch (error) {
      // Suggestions are a help; a search can be typed without them, and says itself when Momento is away.
      if (!isAbort(error) && !(error instanceof ProblemError)) throw error;
    }
  }
}

function fixedValues(filter: string, values: readonly string[], typed: string): Suggestion[] {
  const known: Pick<FacetValue, 'value'>[] = values
    .filter((value) => value.startsWith(typed))
    .map((value) => ({ value }));
  return valueSuggestions(filter, known);
}

import { queryString } from './http';
import type { Transport } from './transport';

/** A month, as `2008-10`, that holds items. */
export interface MonthCount {
  month: string;
  count: number;
}

/** A value of a facet and how many items have it. */
export interface FacetValue {
  value: string;
  count: number;
}

export class BrowseApi {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Months with their counts, newest first. */
  async months(signal?: AbortSignal): Promise<MonthCount[]> {
    const call = { path: '/timeline', ...(signal && { signal }) };
    const { months } = await this.#transport.send<{ months: MonthCount[] }>(call);
    return months;
  }

  /** Values of a facet that begin with `prefix`, most frequent first. */
  async values(facet: string, prefix: string, limit: number, signal?: AbortSignal): Promise<FacetValue[]> {
    const path = `/facets${queryString({ facet, prefix, limit })}`;
    const { values } = await this.#transport.send<{ values: FacetValue[] }>({ path, ...(signal && { signal }) });
    return values;
  }
}

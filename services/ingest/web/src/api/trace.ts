/** One doing of a person, as operators see it from the page to the store: the requests that carry it are one trace. */
export class Trace {
  readonly #id = randomHex(16);

  /**
   * The header that makes a request part of it (W3C Trace Context, `traceparent`): version, trace, a parent that is new
   * for each request, and the flag that asks for it to be recorded. It says nothing of who or where the person is.
   */
  parent(): string {
    return `00-${this.#id}-${randomHex(8)}-01`;
  }
}

function randomHex(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_CHARACTERS = 10;

/** When an id was made: its first ten characters are milliseconds since 1970 in Crockford's Base32 (ULID specification). */
export function timeOfUlid(id: string): Date {
  let milliseconds = 0;
  for (const character of id.slice(0, TIME_CHARACTERS).toLowerCase()) {
    milliseconds = milliseconds * ALPHABET.length + ALPHABET.indexOf(character);
  }
  return new Date(milliseconds);
}

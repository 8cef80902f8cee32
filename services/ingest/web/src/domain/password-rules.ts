import { texts } from '../texts';

const MIN_CHARACTERS = 8;
const MAX_CHARACTERS = 128;

/** What is wrong with a new password's length, in a sentence, or empty; auth counts characters as people do, and says the rest. */
export function lengthProblem(password: string): string {
  const { length } = [...password];
  if (length < MIN_CHARACTERS) return texts.password.tooShort;
  return length > MAX_CHARACTERS ? texts.password.tooLong : '';
}

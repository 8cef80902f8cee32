import { texts } from '../texts';

const FEWEST_CHARACTERS = 8;
const MOST_CHARACTERS = 128;

/** What is wrong with a new password's length, in a sentence, or empty; auth counts characters as people do, and says the rest. */
export function lengthProblem(password: string): string {
  const { length } = [...password];
  if (length < FEWEST_CHARACTERS) return texts.password.tooShort;
  return length > MOST_CHARACTERS ? texts.password.tooLong : '';
}

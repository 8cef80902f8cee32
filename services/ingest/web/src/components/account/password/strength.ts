import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { translations } from '@zxcvbn-ts/language-en';

/** How hard a password is to guess, 0 to 4, and what would make it harder. It is advice: auth alone decides. */
export interface Strength {
  score: 0 | 1 | 2 | 3 | 4;
  advice: readonly string[];
}

// Passwords that many people use and the words of diceware lists. The English words and names that the library has
// besides would make four times as much to load.
const guesses = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, translations });

/** Judges a password; `known` are words that belong to its owner and are guessed first. */
export function strengthOf(password: string, known: readonly string[]): Strength {
  const { score, feedback } = guesses.check(password, [...known]);
  return {
    score,
    advice: [feedback.warning, ...feedback.suggestions]
      .filter((sentence) => sentence !== null)
      .filter((sentence) => sentence !== ''),
  };
}

const NAMES_SHOWN = 3;

/** The first few names, and how many more there are. */
export function shortened(names: readonly string[]): string {
  const more = names.length - NAMES_SHOWN;
  return more <= 0 ? names.join(', ') : `${names.slice(0, NAMES_SHOWN).join(', ')} and ${more} more`;
}

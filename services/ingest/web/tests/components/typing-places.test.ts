import { expect, it } from 'vitest';
import places from './typing-places.json';

/** The text of every component, by its path. */
const COMPONENTS = import.meta.glob<string>('../../src/components/**/*.svelte', {
  query: '?raw',
  import: 'default',
  eager: true,
});
/** What takes keys for itself: fields, dialogs and menus. */
const TAKES_KEYS =
  /<(input|textarea|select|dialog)\b|contenteditable|\spopover=|role="(dialog|alertdialog|menu|combobox|textbox)"/;
/** Components that do so wherever they are used. */
const PARTS =
  /<(Dialog|ConfirmDialog|PurgeDialog|PromptDialog|TextField|PasswordField|ChallengeForm|TagInput|InlineTextField|QuotaField)\b/;

/** `tests/browser/test_typing.py` types at each of these places. */
const listed = Object.values(places).flat().toSorted();

it('every component that takes keys for itself is at a place where the browser tests type', () => {
  const found = Object.entries(COMPONENTS)
    .filter(([, text]) => TAKES_KEYS.test(text) || PARTS.test(text))
    .map(([path]) => path.replace('../../src/components/', ''));
  expect(listed).toEqual(found.toSorted());
});

import { describe, expect, it, vi } from 'vitest';
import { Draft } from '../../src/state/draft.svelte';

/** A field whose words are saved when the test lets them be. */
function field(required = false) {
  let saved = 'old';
  const answers: ((taken: boolean) => void)[] = [];
  const save = vi.fn(async (words: string) => {
    if (await new Promise<boolean>((answer) => answers.push(answer))) saved = words;
  });
  const draft = new Draft({ saved: () => saved, save, required: () => required });
  const answer = async (taken = true) => {
    await vi.waitUntil(() => answers.length > 0);
    answers.shift()?.(taken);
    await vi.waitUntil(() => !draft.busy);
  };
  const press = (key: string, isComposing = false) => draft.key({ key, isComposing, preventDefault: vi.fn() });
  return { draft, save, answer, press };
}

describe('words in a field', () => {
  it('are saved by Enter, once, and it is busy until they are', async () => {
    const { draft, save, answer, press } = field();
    draft.words = ' new ';
    press('Enter');
    press('Enter');
    expect([draft.busy, draft.words]).toEqual([true, ' new ']);
    await answer();
    expect(save).toHaveBeenCalledExactlyOnceWith('new');
    expect([draft.busy, draft.words]).toEqual([false, 'new']);
  });

  it('stay when they are typed while others are being saved', async () => {
    const { draft, save, answer } = field();
    draft.words = 'first';
    const saving = draft.save();
    draft.words = 'first and second';
    await answer();
    await saving;
    expect(draft.words).toBe('first and second');
    void draft.save();
    await answer();
    expect(save).toHaveBeenLastCalledWith('first and second');
  });

  it('are those that are kept, when others are refused, taken back, or missing where there must be some', async () => {
    const { draft, save, answer, press } = field(true);
    draft.words = 'refused';
    const saving = draft.save();
    await answer(false);
    await saving;
    expect(draft.words).toBe('old');
    draft.words = 'taken back';
    press('Escape');
    expect(draft.words).toBe('old');
    draft.words = ' ';
    await draft.save();
    expect([draft.words, save.mock.calls.length]).toEqual(['old', 1]);
  });

  it('are not saved by the Enter that ends a composition', () => {
    const { draft, save, press } = field();
    draft.words = '日本';
    press('Enter', true);
    expect(save).not.toHaveBeenCalled();
    expect(draft.words).toBe('日本');
  });
});

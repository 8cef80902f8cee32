import { describe, expect, it } from 'vitest';
import { UndoHistory } from '../../src/state/undo';

function remembering(...names: string[]) {
  const history = new UndoHistory();
  const undone: string[] = [];
  const acts = names.map((name) => ({ undo: async () => void undone.push(name) }));
  acts.forEach((act) => history.remember(act));
  return { history, undone, acts };
}

describe('undoing', () => {
  it('takes back the newest act first', async () => {
    const { history, undone } = remembering('tag', 'trash');
    await history.undo();
    await history.undo();
    await history.undo();
    expect(undone).toEqual(['trash', 'tag']);
  });

  it('takes back the act that a notice tells of, and each only once', async () => {
    const { history, undone, acts } = remembering('tag', 'trash');
    await history.undo(acts[0]);
    await history.undo(acts[0]);
    await history.undo();
    expect(undone).toEqual(['tag', 'trash']);
  });

  it('does one after another', async () => {
    const history = new UndoHistory();
    const steps: string[] = [];
    for (const name of ['second', 'first']) {
      history.remember({
        undo: async () => {
          steps.push(`${name} begins`);
          await Promise.resolve();
          steps.push(`${name} ends`);
        },
      });
    }
    await Promise.all([history.undo(), history.undo()]);
    expect(steps).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });
});

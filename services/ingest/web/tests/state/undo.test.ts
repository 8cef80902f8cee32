import { describe, expect, it } from 'vitest';
import { UndoHistory, type Act } from '../../src/state/undo';

/** A history of acts with these names, and what has been undone of them. */
async function remembering(...names: string[]) {
  const history = new UndoHistory();
  const undone: string[] = [];
  const acts: Act[] = [];
  for (const name of names) {
    await history.during(async (act) => {
      act.undo = async () => void undone.push(name);
      acts.push(act);
    });
  }
  return { history, undone, acts };
}

/** Begins an act that comes to something, or fails, on request. */
function begun(history: UndoHistory, undo: () => Promise<void>) {
  let succeed = () => {};
  let fail = () => {};
  const gate = new Promise<void>((resolve, reject) => {
    succeed = resolve;
    fail = () => reject(new Error('refused'));
  });
  const ended = history.during(async (act) => {
    await gate;
    act.undo = undo;
  });
  return { ended, succeed, fail };
}

describe('undoing', () => {
  it('takes back the newest act first', async () => {
    const { history, undone } = await remembering('tag', 'trash');
    await history.undo();
    await history.undo();
    await history.undo();
    expect(undone).toEqual(['trash', 'tag']);
  });

  it('reverts the act of a notice, and each only once', async () => {
    const { history, undone, acts } = await remembering('tag', 'trash');
    await history.undo(acts[0]);
    await history.undo(acts[0]);
    await history.undo();
    expect(undone).toEqual(['tag', 'trash']);
  });

  it('does one after another', async () => {
    const history = new UndoHistory();
    const steps: string[] = [];
    for (const name of ['second', 'first']) {
      await history.during(async (act) => {
        act.undo = async () => {
          steps.push(`${name} begins`);
          await Promise.resolve();
          steps.push(`${name} ends`);
        };
      });
    }
    await Promise.all([history.undo(), history.undo()]);
    expect(steps).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });

  it('waits for what is under way and takes that back, not what was before', async () => {
    const { history, undone } = await remembering('tag');
    const { ended, succeed } = begun(history, async () => void undone.push('move'));
    const undoing = history.undo();
    await Promise.resolve();
    expect(undone).toEqual([]);
    succeed();
    await Promise.all([ended, undoing]);
    expect(undone).toEqual(['move']);
    await history.undo();
    expect(undone).toEqual(['move', 'tag']);
  });

  it('asked for twice while something is under way takes back what was before it as well', async () => {
    const { history, undone } = await remembering('tag');
    const { succeed } = begun(history, async () => void undone.push('move'));
    const both = Promise.all([history.undo(), history.undo()]);
    succeed();
    await both;
    expect(undone).toEqual(['move', 'tag']);
  });

  it('takes back nothing where what was under way has failed, and the act before it when asked again', async () => {
    const { history, undone } = await remembering('tag');
    const { ended, fail } = begun(history, async () => void undone.push('move'));
    const undoing = history.undo();
    fail();
    await expect(ended).rejects.toThrow('refused');
    await undoing;
    expect(undone).toEqual([]);
    await history.undo();
    expect(undone).toEqual(['tag']);
  });

  it('forgets what has failed or come to nothing', async () => {
    const history = new UndoHistory();
    const { ended, fail } = begun(history, async () => {});
    fail();
    await expect(ended).rejects.toThrow('refused');
    await history.during(async () => {});
    expect(history.size).toBe(0);
  });
});

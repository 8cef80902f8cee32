import { describe, expect, it } from 'vitest';
import { strengthOf } from '../../../src/components/account/password/strength';

describe('the strength of a password', () => {
  it.each(['password1', 'qwertyuiop', 'aaaaaaaaaa', '2008-10-22'])('is low for %j, with advice', (password) => {
    const { score, advice } = strengthOf(password, []);
    expect(score).toBeLessThan(2);
    expect(advice.length).toBeGreaterThan(0);
  });

  it('is high for a sentence, without advice', () => {
    expect(strengthOf('violet tractor hums 42 moons', [])).toEqual({ score: 4, advice: [] });
  });

  it('is low for what is known of its owner', () => {
    const alone = strengthOf('zaphodbeeble', []).score;
    expect(strengthOf('zaphodbeeble', ['zaphodbeeble']).score).toBeLessThan(alone);
  });
});

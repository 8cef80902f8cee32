import { describe, expect, it } from 'vitest';
import { accountPages, pageAt, pagesFor } from '../../../src/components/account/pages';

describe('the pages of the account', () => {
  it('stand each at an address and under a name of its own', () => {
    expect(new Set(accountPages.map(({ path }) => path)).size).toBe(accountPages.length);
    expect(new Set(accountPages.map(({ name }) => name)).size).toBe(accountPages.length);
  });

  it('are found by their addresses, with or without a slash at the end', () => {
    for (const page of accountPages) {
      expect([pageAt(page.path), pageAt(`${page.path}/`)]).toEqual([page, page]);
    }
    expect(pageAt('/account/nowhere')).toBeUndefined();
  });

  it('are for administrators where they show the accounts of others', () => {
    const user = { userId: 'u', email: 'ada@example.org', displayName: 'Ada' };
    const member = pagesFor({ ...user, role: 'member' });
    expect(member.some(({ path }) => path.startsWith('/admin'))).toBe(false);
    expect(pageAt('/admin', member)).toBeUndefined();
    expect(pagesFor({ ...user, role: 'administrator' })).toEqual(accountPages);
  });
});

export const GIGABYTE = 1e9;
const FIRST_GIGABYTES = 10;

export type QuotaKind = 'configured' | 'unlimited' | 'own';

/** What sort of a quota it is: bytes, 0 for no limit, null for as much as the server is configured with. */
export function quotaKind(quota: number | null): QuotaKind {
  if (quota === null) return 'configured';
  return quota === 0 ? 'unlimited' : 'own';
}

/** The quota of a sort; an own one has at least a byte, since 0 would be no limit. */
export function quotaBytes(kind: QuotaKind, gigabytes: number = FIRST_GIGABYTES): number | null {
  if (kind === 'configured') return null;
  if (kind === 'unlimited') return 0;
  return Math.max(1, Math.round((Number.isFinite(gigabytes) ? gigabytes : FIRST_GIGABYTES) * GIGABYTE));
}

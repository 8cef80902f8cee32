import type { Transport } from './transport';

/** What a key for scripts may be allowed to do. */
export const KEY_SCOPES = ['media:read', 'media:write', 'account:read'] as const;

export type KeyScope = (typeof KEY_SCOPES)[number];

/** A key for scripts, without the key itself. Moments are RFC 3339 in UTC. */
export interface ApiKey {
  keyId: string;
  name: string;
  scopes: string[];
  createdAt: string;
  expiresAt: string;
  /** To the minute; absent while it was never used. */
  lastUsedAt?: string;
}

export interface WishedKey {
  name: string;
  scopes: readonly KeyScope[];
  expiresAt: string;
  /** The user's own: a page that was left open must not be enough. */
  password: string;
}

export interface MadeKey {
  apiKey: ApiKey;
  /** What scripts send. It cannot be read again. */
  secret: string;
}

export class ApiKeysApi {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Keys that were not revoked, the newest first. */
  async list(signal?: AbortSignal): Promise<ApiKey[]> {
    const request = { path: '/account/api-keys', ...(signal && { signal }) };
    const { apiKeys } = await this.#transport.send<{ apiKeys: ApiKey[] }>(request);
    return apiKeys;
  }

  make(wished: WishedKey): Promise<MadeKey> {
    return this.#transport.send({ method: 'POST', path: '/account/api-keys', body: wished });
  }

  revoke(keyId: string): Promise<void> {
    return this.#transport.send({ method: 'DELETE', path: `/account/api-keys/${encodeURIComponent(keyId)}` });
  }
}

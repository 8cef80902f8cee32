import { queryString } from './http';
import type { Transport } from './transport';

export type Role = 'member' | 'administrator';

/** An account, as administrators see it; its pictures they never see. */
export interface Person {
  userId: string;
  email: string;
  displayName: string;
  role: Role;
  createdAt: string;
  disabledAt: string | null;
  lastSignInAt: string | null;
  usedBytes: number;
  mediaCount: number;
  /** 0 for no limit. */
  quotaBytes: number;
  /** Whether it has no own quota. */
  quotaAsConfigured: boolean;
}

export interface AccountsPage {
  accounts: Person[];
  nextCursor: string | null;
}

export interface PersonChange {
  role?: Role;
  disabled?: boolean;
  /** 0 for no limit, null for as much as the server is configured with. */
  quotaBytes?: number | null;
}

export interface Invitation {
  invitationId: string;
  /** Empty where anybody may use it. */
  email: string;
  role: Role;
  createdAt: string;
  expiresAt: string;
}

export interface MadeInvitation {
  invitation: Invitation;
  link: string;
  mailed: boolean;
}

/** What administrators may do. */
export class AdministrationApi {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  people(query: string, cursor: string | undefined, signal?: AbortSignal): Promise<AccountsPage> {
    const path = `/admin/accounts${queryString({ query, cursor })}`;
    return this.#transport.send({ path, ...(signal && { signal }) });
  }

  change(userId: string, change: PersonChange): Promise<Person> {
    return this.#transport.send({ method: 'PATCH', path: `/admin/accounts/${userId}`, body: change });
  }

  /** Signs somebody out everywhere; the link is absent where it was sent to them by mail. */
  reset(userId: string): Promise<{ expiresAt: string; link?: string }> {
    return this.#transport.send({ method: 'POST', path: `/admin/accounts/${userId}/reset` });
  }

  async invitations(signal?: AbortSignal): Promise<Invitation[]> {
    const answer = await this.#transport.send<{ invitations: Invitation[] }>({
      path: '/admin/invitations',
      ...(signal && { signal }),
    });
    return answer.invitations;
  }

  invite(email: string, role: Role, hours: number): Promise<MadeInvitation> {
    return this.#transport.send({ method: 'POST', path: '/admin/invitations', body: { email, role, hours } });
  }

  revoke(invitationId: string): Promise<void> {
    return this.#transport.send({ method: 'DELETE', path: `/admin/invitations/${invitationId}` });
  }
}

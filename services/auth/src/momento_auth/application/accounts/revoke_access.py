"""End what was issued to anyone who had an account until now: the password may have been known to somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_auth.application.sessions.revoke import EndedSessions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_auth.application.ports.api_keys import ApiKeys
    from momento_auth.application.ports.challenges import Challenges
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.invitations import Invitations
    from momento_auth.application.ports.password_resets import PasswordResets
    from momento_auth.application.ports.provider_flows import ProviderFlows
    from momento_auth.application.ports.sessions import Sessions
    from momento_auth.application.sign_in.throttle_guard import SignInGuard
    from momento_auth.domain.accounts.account import Account
    from momento_auth.domain.api_keys.api_key import ApiKey
    from momento_auth.domain.identifiers import SessionId, UserId
    from momento_auth.domain.sessions.session import EndReason


class RevokeAccess:
    """The one place that knows everything that outlives the moment in which somebody proved who they are.

    Access tokens, upload grants, export grants and links stand on a session or an API key, and end with it. What may
    become a session or a way in goes first, so that nothing new is made of it meanwhile: links for new passwords,
    challenges, and journeys to the provider. Places are forgotten, too: a guesser there is a stranger again.
    """

    def __init__(
        self,
        sessions: Sessions,
        api_keys: ApiKeys,
        resets: PasswordResets,
        challenges: Challenges,
        provider_flows: ProviderFlows,
        invitations: Invitations,
        guard: SignInGuard,
        clock: Clock,
    ) -> None:
        self._sessions = sessions
        self._api_keys = api_keys
        self._resets = resets
        self._challenges = challenges
        self._provider_flows = provider_flows
        self._invitations = invitations
        self._guard = guard
        self._clock = clock

    def all_but(
        self, account: Account, kept: SessionId, reason: EndReason, *, keep_api_keys: bool = False
    ) -> EndedSessions:
        """For the owner, in the session `kept`; its place stays known, and invitations that they have made good."""
        self._end_beginnings(account)
        session = self._sessions.find(kept)
        if session is not None:
            self._guard.remember_place(account.email.folded, session.client, self._clock.now())
        ended = self._sessions.end_others(account.user_id, kept, self._clock.now(), reason)
        return EndedSessions(account.user_id, ended, () if keep_api_keys else self._revoke_keys(account.user_id))

    def all(self, account: Account, reason: EndReason, *, keep_api_keys: bool = False) -> EndedSessions:
        """Every session, and the invitations that were made in one."""
        self._end_beginnings(account)
        self._invitations.revoke_of(account.user_id, self._clock.now())
        ended = self._sessions.end_all(account.user_id, self._clock.now(), reason)
        return EndedSessions(account.user_id, ended, () if keep_api_keys else self._revoke_keys(account.user_id))

    def _end_beginnings(self, account: Account) -> None:
        self._resets.drop(account.user_id)
        self._challenges.drop_of(account.user_id)
        self._provider_flows.drop_of(account.user_id)
        self._guard.forget_places(account.email.folded)

    def _revoke_keys(self, user_id: UserId) -> Sequence[ApiKey]:
        keys = {key.key_id: key for key in self._api_keys.of(user_id)}
        revoked = self._api_keys.revoke_all(user_id, self._clock.now())
        return [keys[key_id] for key_id in revoked if key_id in keys]

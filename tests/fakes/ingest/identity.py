"""Accounts and sessions in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from momento_chassis.identity import MEDIA_READ, SCOPES
from momento_ingest.application.ports.identity import (
    ApiKey,
    Caller,
    Client,
    ListedSession,
    MadeKey,
    Session,
    User,
    WishedAccount,
    WishedKey,
)
from momento_ingest.domain.errors import Conflict, Forbidden, NotFound, Unauthenticated
from momento_ingest.domain.identifiers import UserId

from tests.fakes.ingest.catalog import older
from tests.fakes.ingest.steps import Fallible

if TYPE_CHECKING:
    from momento_ingest.domain.audit.event import ActivityEvent
    from momento_ingest.domain.identifiers import UploadId

_ACCESS = timedelta(minutes=10)
_REFRESH = timedelta(days=30)


def _in_an_hour() -> datetime:
    return datetime.now(UTC) + timedelta(hours=1)


@dataclass
class InMemoryIdentity(Fallible):
    """Whoever registers may sign in with that password; tokens are words that a test can read."""

    people: dict[str, tuple[User, str]] = field(default_factory=dict)
    access_tokens: dict[str, User] = field(default_factory=dict)
    refresh_tokens: dict[str, User] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    purge_tokens: list[str] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    grants: set[str] = field(default_factory=set)
    invitations: list[str] = field(default_factory=list)
    reset_wishes: list[str] = field(default_factory=list)
    quotas: dict[str, int] = field(default_factory=dict)
    clients: list[Client] = field(default_factory=list)
    events: dict[str, list[ActivityEvent]] = field(default_factory=dict)
    scopes: dict[str, frozenset[str]] = field(default_factory=dict)
    keys: dict[str, tuple[User, ApiKey]] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    token_ends: datetime = field(default_factory=_in_an_hour)

    async def register(self, wished: WishedAccount, client: Client) -> User:
        self.step("identity.register")
        self.clients.append(client)
        self.invitations.append(wished.invitation)
        email, password, display_name = wished.email, wished.password, wished.display_name
        if email in self.people:
            raise Conflict("EMAIL_TAKEN", "This address has an account already; sign in.")
        user = User(UserId(f"01arz3ndektsv4rrffq69g5f{len(self.people):02}"), email, display_name)
        self.people[email] = (user, password)
        return user

    async def sign_in(self, email: str, password: str, client: Client, *, reopen: bool = False) -> Session:
        self.step("identity.sign_in")
        self.clients.append(client)
        user, known = self.people.get(email, (None, ""))
        if user is None or known != password:
            raise Unauthenticated("CREDENTIALS_WRONG", "Address or password is wrong; try again.")
        if email in self.closed and not reopen:
            raise Conflict("ACCOUNT_CLOSED", "You have closed this account; you can sign in to reopen it.")
        self.closed.discard(email)
        return self._session(user)

    async def renew(self, refresh_token: str, client: Client) -> Session:
        self.step("identity.renew")
        self.clients.append(client)
        user = self.refresh_tokens.pop(refresh_token, None)
        if user is None:
            raise _ended()
        return self._session(user)

    async def sign_out(self, refresh_token: str) -> None:
        self.step("identity.sign_out")
        user = self.refresh_tokens.pop(refresh_token, None)
        if user is not None:
            self.revoke(user)

    async def verify(self, access_token: str) -> Caller:
        self.step("identity.verify")
        user = self.access_tokens.get(access_token)
        if user is None:
            raise Unauthenticated("TOKEN_INVALID", "The token is not good; sign in again.")
        scopes = self.scopes.get(access_token, SCOPES)
        quota = self.quotas.get(user.email)
        return Caller(user, "01arz3ndektsv4rrffq69g5fzz", access_token, self.token_ends, scopes, quota)

    async def sessions(self, access_token: str) -> list[ListedSession]:
        self.step("identity.sessions")
        whose = (await self.verify(access_token)).user
        now = datetime.now(UTC)
        return [
            ListedSession(session_id(token), now, now, now + _REFRESH, "192.0.2.1", "Firefox", token == access_token)
            for token in self._tokens_of(whose)
        ]

    async def end_session(self, access_token: str, ended: str) -> None:
        self.step("identity.end_session")
        whose = (await self.verify(access_token)).user
        found = [token for token in self._tokens_of(whose) if session_id(token) == ended]
        if not found:
            raise NotFound("SESSION_UNKNOWN", "You have no such session; it may have ended already.")
        del self.access_tokens[found[0]]

    async def end_other_sessions(self, access_token: str) -> int:
        self.step("identity.end_other_sessions")
        whose = (await self.verify(access_token)).user
        others = [token for token in self._tokens_of(whose) if token != access_token]
        for token in others:
            del self.access_tokens[token]
        return len(others)

    async def change_password(
        self, access_token: str, password: str, new_password: str, client: Client, *, keep_api_keys: bool
    ) -> None:
        self.step("identity.change_password")
        self.clients.append(client)
        whose = (await self.verify(access_token)).user
        if self.people[whose.email][1] != password:
            raise Forbidden("PASSWORD_WRONG", "That is not your present password; try again.")
        self.people[whose.email] = (whose, new_password)
        await self.end_other_sessions(access_token)
        if not keep_api_keys:
            self._end_keys(whose)

    async def ask_for_reset(self, email: str, client: Client) -> None:
        self.step("identity.ask_for_reset")
        self.clients.append(client)
        self.reset_wishes.append(email)

    async def reset_password(self, reset: str, new_password: str, client: Client) -> None:
        self.step("identity.reset_password")
        self.clients.append(client)
        if reset not in self.people:
            raise Forbidden("PASSWORD_RESET_INVALID", "The link was used or has expired.")
        user, _ = self.people[reset]
        self.people[reset] = (user, new_password)
        self.revoke(user)
        self._end_keys(user)

    def _end_keys(self, whose: User) -> None:
        self.keys = {key_id: made for key_id, made in self.keys.items() if made[0] != whose}

    async def create_api_key(self, access_token: str, wished: WishedKey, client: Client) -> MadeKey:
        self.step("identity.create_api_key")
        self.clients.append(client)
        whose = (await self.verify(access_token)).user
        if self.people[whose.email][1] != wished.password:
            raise Forbidden("PASSWORD_WRONG", "That is not your present password; try again.")
        key_id = f"01arz3ndektsv4rrffq69g{len(self.keys):04}"
        key = ApiKey(key_id, wished.name, wished.scopes, datetime.now(UTC), wished.expires_at, None)
        secret = f"momento_{key_id}"
        self.keys[key_id] = (whose, key)
        self.access_tokens[secret] = whose
        self.scopes[secret] = frozenset(wished.scopes)
        return MadeKey(key, secret)

    async def api_keys(self, access_token: str) -> list[ApiKey]:
        self.step("identity.api_keys")
        whose = (await self.verify(access_token)).user
        return [key for user, key in reversed(self.keys.values()) if user == whose]

    async def revoke_api_key(self, access_token: str, key_id: str) -> None:
        self.step("identity.revoke_api_key")
        whose = (await self.verify(access_token)).user
        if self.keys.get(key_id, (None,))[0] != whose:
            raise NotFound("API_KEY_UNKNOWN", "You have no such API key; it may have been revoked already.")
        del self.keys[key_id], self.access_tokens[f"momento_{key_id}"]

    async def grant_upload(self, access_token: str, upload_id: UploadId) -> str:
        self.step("identity.grant_upload")
        user = self.access_tokens.get(access_token)
        if user is None:
            raise _ended()
        grant = f"grant of {user.user_id} for {upload_id}"
        self.grants.add(grant)
        return grant

    async def check_grant(self, grant: str) -> None:
        self.step("identity.check_grant")
        if grant not in self.grants:
            raise _ended()

    async def close_account(self, access_token: str, password: str, client: Client) -> datetime:
        self.step("identity.close_account")
        self.clients.append(client)
        whose = (await self.verify(access_token)).user
        if self.people[whose.email][1] != password:
            raise Forbidden("PASSWORD_WRONG", "That is not your present password; try again.")
        self.closed.add(whose.email)
        self.revoke(whose)
        return datetime.now(UTC) + _REFRESH

    async def closed_libraries(self) -> list[str]:
        self.step("identity.closed_libraries")
        return [it for it in self.purge_tokens if it not in self.erased]

    async def erase_account(self, purge_token: str) -> None:
        self.step("identity.erase_account")
        if purge_token not in self.purge_tokens:
            raise Unauthenticated("TOKEN_INVALID", "The token is not good.")
        self.erased.append(purge_token)

    async def grant_export(self, access_token: str, client: Client) -> str:
        self.step("identity.grant_export")
        self.clients.append(client)
        caller = await self.verify(access_token)
        caller.require(MEDIA_READ)
        grant = f"export by {caller.user.user_id} with {access_token}"
        self.grants.add(grant)
        return grant

    async def exchange_export_grant(self, grant: str) -> Caller:
        self.step("identity.exchange_export_grant")
        if grant not in self.grants:
            raise _ended()
        return await self.verify(grant.rpartition(" ")[2])

    async def ended_sessions(self, lifetime_seconds: int) -> frozenset[str]:
        self.step(f"identity.ended_sessions of {lifetime_seconds} s")
        return frozenset(self.ended)

    async def history(self, access_token: str, before: str, limit: int) -> list[ActivityEvent]:
        self.step("identity.history")
        caller = await self.verify(access_token)
        return older(self.events.get(caller.user.user_id.value, []), before)[:limit]

    def started(self, user: User) -> Session:
        """A session of `user`, without a password."""
        return self._session(user)

    def signed_in(self, user: User) -> str:
        """An access token of `user`, without a password."""
        return self._session(user).access_token

    def revoke(self, user: User) -> None:
        """Ends everything that `user` holds."""
        self.access_tokens = {token: whose for token, whose in self.access_tokens.items() if whose != user}
        self.grants = {grant for grant in self.grants if user.user_id.value not in grant}

    def _tokens_of(self, user: User) -> list[str]:
        return [token for token, whose in self.access_tokens.items() if whose == user and token not in self.scopes]

    def _session(self, user: User) -> Session:
        number = len(self.access_tokens) + 1
        access, refresh = f"access-{user.user_id}-{number}", f"refresh-{user.user_id}-{number}"
        self.access_tokens[access] = user
        self.refresh_tokens[refresh] = user
        now = datetime.now(UTC)
        return Session(user, access, now + _ACCESS, refresh, now + _REFRESH)


def session_id(access_token: str) -> str:
    """The session of a token that the fake gave out."""
    return f"01arz3ndektsv4rrffq69g{int(access_token.rsplit('-', 1)[1]):04}"


def _ended() -> Unauthenticated:
    return Unauthenticated("SESSION_ENDED", "The session has ended; sign in again.")

"""Who somebody is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from momento_ingest.domain.errors import Forbidden

if TYPE_CHECKING:
    from datetime import datetime

    from momento_ingest.domain.audit.event import ActivityEvent
    from momento_ingest.domain.identifiers import UploadId, UserId


@dataclass(frozen=True, slots=True)
class User:
    """A person with an account; `role` is `member` or `administrator`."""

    user_id: UserId
    email: str
    display_name: str
    role: str = "member"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request, with the access token that proves it and what that may be used for.

    `quota_bytes` is how much the account may store, 0 for no limit, None for what the edge is configured with.
    Of an API key `session_id` is the key's id, and `token` what it was traded for.
    """

    user: User
    session_id: str
    token: str
    expires_at: datetime
    scopes: frozenset[str]
    quota_bytes: int | None = None

    def require(self, *any_of: str) -> None:
        """Raises Forbidden unless the token has one of these scopes."""
        if self.scopes.isdisjoint(any_of):
            needed = " or ".join(any_of)
            raise Forbidden(
                "SCOPE_MISSING", f"This needs a token with the scope {needed}; use another key, or sign in."
            )


@dataclass(frozen=True, slots=True)
class Session:
    """A started or renewed session."""

    user: User
    access_token: str
    access_expires_at: datetime
    refresh_token: str
    refresh_expires_at: datetime


@dataclass(frozen=True, slots=True)
class WishedAccount:
    """What somebody wants of a new account; `invitation` is empty where none came."""

    email: str
    password: str = field(repr=False)
    display_name: str
    invitation: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ListedSession:
    """A session that stands, as its owner may see it; `user_agent` is what the program called itself."""

    session_id: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    address: str
    user_agent: str
    current: bool


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key for scripts, without the key itself; `last_used_at` is None while it never was."""

    key_id: str
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class WishedKey:
    """What somebody wants of a new API key, and the password that allows it."""

    name: str
    scopes: list[str]
    expires_at: datetime
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A new API key, and the key itself, which nobody can tell again."""

    key: ApiKey
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Client:
    """Where a request came from."""

    address: str
    user_agent: str


class Identity(Protocol):
    """Accounts, sessions and tokens. Every method raises Unavailable when nobody can say."""

    async def register(self, wished: WishedAccount, client: Client) -> User:
        """Makes an account; raises InvalidInput, Conflict, Forbidden or TooManyRequests."""

    async def sign_in(self, email: str, password: str, client: Client, *, reopen: bool = False) -> Session:
        """Starts a session.

        Raises Unauthenticated, TooManyRequests, or Conflict when the owner has closed the account: with `reopen` it is
        opened again, as long as it can be.
        """

    async def renew(self, refresh_token: str, client: Client) -> Session:
        """Trades a refresh token for the next pair; raises Unauthenticated.

        The same program may ask once more, within 30 seconds, and is given the same refresh token again.
        """

    async def sign_out(self, refresh_token: str) -> None:
        """Ends a session; ending an ended one is no error."""

    async def verify(self, bearer: str) -> Caller:
        """Whose an access token or an API key is; raises Unauthenticated."""

    async def sessions(self, access_token: str) -> list[ListedSession]:
        """Where the user is signed in, the last used first; raises Unauthenticated."""

    async def end_session(self, access_token: str, session_id: str) -> None:
        """Ends one of the user's sessions; raises Unauthenticated, or NotFound when there is no such one."""

    async def end_other_sessions(self, access_token: str) -> int:
        """Ends all of the user's sessions but the one that asks; how many ended. Raises Unauthenticated."""

    async def change_password(
        self, access_token: str, password: str, new_password: str, client: Client, *, keep_api_keys: bool
    ) -> None:
        """Changes the password, and ends the user's other sessions and, unless they are to be kept, API keys.

        Raises Unauthenticated, Forbidden when `password` is not the present one, InvalidInput or TooManyRequests.
        """

    async def ask_for_reset(self, email: str, client: Client) -> None:
        """Has a link for a new password sent to the owner of an account, if there is one; nobody learns whether.

        Raises Conflict when no mail can be sent at all, or TooManyRequests.
        """

    async def reset_password(self, reset: str, new_password: str, client: Client) -> None:
        """Changes a password by a link, and ends every session and API key; raises Forbidden or InvalidInput."""

    async def create_api_key(self, access_token: str, wished: WishedKey, client: Client) -> MadeKey:
        """Makes an API key.

        Raises Unauthenticated, Forbidden when the password is wrong, InvalidInput, Conflict or TooManyRequests.
        """

    async def api_keys(self, access_token: str) -> list[ApiKey]:
        """The user's API keys that were not revoked, the newest first; raises Unauthenticated."""

    async def revoke_api_key(self, access_token: str, key_id: str) -> None:
        """Revokes one of the user's API keys; raises Unauthenticated, or NotFound when there is no such one."""

    async def grant_upload(self, access_token: str, upload_id: UploadId) -> str:
        """Leave to record one upload later; raises Unauthenticated."""

    async def check_grant(self, grant: str) -> None:
        """Raises Unauthenticated when the leave was withdrawn or has run out."""

    async def close_account(self, access_token: str, password: str, client: Client) -> datetime:
        """Closes the account and ends every session and key; until when it can be reopened.

        Raises Unauthenticated, Forbidden when the password is wrong, or TooManyRequests.
        """

    async def closed_libraries(self) -> list[str]:
        """A token with the scope `media:purge` for each library whose owner has left for good; a few at a time."""

    async def erase_account(self, purge_token: str) -> None:
        """Forgets who the owner of a purged library was; raises Unauthenticated or Conflict."""

    async def grant_export(self, access_token: str, client: Client) -> str:
        """Leave to read the caller's things for up to a day; raises Unauthenticated or Forbidden."""

    async def exchange_export_grant(self, grant: str) -> Caller:
        """A fresh token for what a grant lets be read; raises Unauthenticated when it was withdrawn or has run out."""

    async def ended_sessions(self, lifetime_seconds: int) -> frozenset[str]:
        """Ids of sessions and API keys that were ended while what was made on their word may still be good.

        `lifetime_seconds`, at most a day, is how long that lasts at most.
        """

    async def history(self, access_token: str, before: str, limit: int) -> list[ActivityEvent]:
        """The newest events of the account older than the one called `before`, if not empty, newest first.

        Raises Unauthenticated.
        """

"""Who somebody is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from momento_ingest.domain.activity import ActivityEvent
    from momento_ingest.domain.identifiers import UploadId, UserId


@dataclass(frozen=True, slots=True)
class User:
    """A person with an account."""

    user_id: UserId
    email: str
    display_name: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request, with the token that proves it."""

    user: User
    session_id: str
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """A started or renewed session."""

    user: User
    access_token: str
    access_expires_at: datetime
    refresh_token: str
    refresh_expires_at: datetime


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
class Client:
    """Where a request came from."""

    address: str
    user_agent: str


class Identity(Protocol):
    """Accounts, sessions and tokens. Every method raises Unavailable when nobody can say."""

    async def register(self, email: str, password: str, display_name: str) -> User:
        """Makes an account; raises InvalidInput, Conflict or Forbidden."""

    async def sign_in(self, email: str, password: str, client: Client) -> Session:
        """Starts a session; raises Unauthenticated or TooManyRequests."""

    async def renew(self, refresh_token: str) -> Session:
        """Trades a refresh token for the next pair; raises Unauthenticated."""

    async def sign_out(self, refresh_token: str) -> None:
        """Ends a session; ending an ended one is no error."""

    async def verify(self, access_token: str) -> Caller:
        """Whose a token is; raises Unauthenticated."""

    async def sessions(self, access_token: str) -> list[ListedSession]:
        """Where the user is signed in, the last used first; raises Unauthenticated."""

    async def end_session(self, access_token: str, session_id: str) -> None:
        """Ends one of the user's sessions; raises Unauthenticated, or NotFound when there is no such one."""

    async def end_other_sessions(self, access_token: str) -> int:
        """Ends all of the user's sessions but the one that asks; how many ended. Raises Unauthenticated."""

    async def change_password(self, access_token: str, password: str, new_password: str, client: Client) -> None:
        """Changes the password and ends the user's other sessions.

        Raises Unauthenticated, Forbidden when `password` is not the present one, InvalidInput or TooManyRequests.
        """

    async def grant_upload(self, access_token: str, upload_id: UploadId) -> str:
        """Leave to record one upload later; raises Unauthenticated."""

    async def check_grant(self, grant: str) -> None:
        """Raises Unauthenticated when the leave was withdrawn or has run out."""

    async def history(self, access_token: str, before: str, limit: int) -> list[ActivityEvent]:
        """The newest events of the account older than the one called `before`, if not empty, newest first.

        Raises Unauthenticated.
        """

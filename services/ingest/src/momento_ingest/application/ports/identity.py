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

    async def grant_upload(self, access_token: str, upload_id: UploadId) -> str:
        """Leave to record one upload later; raises Unauthenticated."""

    async def check_grant(self, grant: str) -> None:
        """Raises Unauthenticated when the leave was withdrawn or has run out."""

    async def history(self, access_token: str, before: str, limit: int) -> list[ActivityEvent]:
        """The newest events of the account older than the one called `before`, if not empty, newest first.

        Raises Unauthenticated.
        """

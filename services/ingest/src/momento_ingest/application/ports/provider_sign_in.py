"""Signing in by the organisation's provider, as auth knows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from momento_ingest.application.ports.identity import Client, Session


@dataclass(frozen=True, slots=True)
class SignInMethods:
    """What a stranger may know; `registration` is `open`, `invited` or `closed`, and no name means no provider."""

    registration: str
    provider_name: str


@dataclass(frozen=True, slots=True)
class OwnSignInMethods:
    """How somebody can sign in; of the provider, the address there and since when, or None for both."""

    has_password: bool
    linked_email: str | None
    linked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Journey:
    """Where to send a browser, and what it has to keep until it comes back."""

    address: str = field(repr=False)
    browser_secret: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderAnswer:
    """What came back: in the address from the provider, and in the cookie from the browser; empty where nothing did."""

    state: str = field(repr=False)
    code: str = field(repr=False)
    issuer: str
    error: str
    browser_secret: str = field(repr=False)


class ProviderSignIn(Protocol):
    """Journeys to the provider. Every method raises Unavailable when nobody can say."""

    async def ways(self) -> SignInMethods:
        """How one can sign in here."""

    async def own_ways(self, access_token: str) -> OwnSignInMethods:
        """How the user can sign in; raises Unauthenticated."""

    async def start(self, client: Client) -> Journey:
        """Begins a sign-in; raises Conflict when there is no provider, or TooManyRequests."""

    async def start_link(self, access_token: str, password: str, client: Client) -> Journey:
        """Begins to link the user's account.

        Raises Unauthenticated, Forbidden when the password is wrong, Conflict or TooManyRequests.
        """

    async def finish(self, answer: ProviderAnswer, client: Client) -> Session | None:
        """Ends a journey: with a session, or with None when an account was linked.

        Raises Unauthenticated, Forbidden or Conflict; the reason says which page to show.
        """

    async def unlink(self, access_token: str, password: str, client: Client) -> None:
        """Takes the link off the user's account.

        Raises Unauthenticated, Forbidden when the password is wrong, Conflict when there is none, NotFound or
        TooManyRequests.
        """

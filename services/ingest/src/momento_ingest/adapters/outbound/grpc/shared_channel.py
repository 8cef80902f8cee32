"""A channel whose calls wait for their turn: one user's hundred must not be all that another service answers.

A server takes so many calls at once and refuses the others, of any user. It learns who asks when it has taken
the call, too late to be fair; here it is known before.
"""

from __future__ import annotations

import base64
import time
import zlib
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any, Final, cast

import msgspec

from momento_ingest.application.fair_turns import FairTurns
from momento_ingest.domain.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractAsyncContextManager

    import grpc.aio

    Metadata = Sequence[tuple[str, str]] | None
    Turn = AbstractAsyncContextManager[None]
    Place = Callable[[Any, Metadata, float], Turn]

CATALOG_CALLS: Final = 32
"""As many as one catalog answers at once by default (`MOMENTO_THREADS`)."""
AUTH_CALLS: Final = 8
"""For people, beside those that say whose a token is: half of what one auth answers at once, as each may hash."""
AUTH_CHECKS: Final = 24
"""With `AUTH_CALLS` less than one auth takes at once."""
TIMEOUT_SECONDS: Final = 10.0
_CHECKS: Final = frozenset(
    {"VerifyToken", "ExchangeApiKey", "ExchangeExportGrant", "GrantUpload", "CheckUploadGrant", "ListEndedSessions"}
)
"""What every request of everybody needs, and what costs auth little."""
_TOKENS: Final = ("access_token", "api_key", "upload_grant", "export_grant", "refresh_token")
_TOKEN_SHARES: Final = 64
"""Among which tokens are spread by chance (stochastic fairness queueing, McKenney, 1990): anybody can invent tokens."""
_IPV6_BITS: Final = 64
"""Of an address of version 6; who has one has all that begin so."""


class SharedChannel:
    """Another channel, with a place for each call; for calls of one message and one answer."""

    def __init__(self, channel: grpc.aio.Channel, place_of: Callable[[str], Place]) -> None:
        """`place_of` gives, for the name of a method, what makes the turn for a request and its metadata."""
        self._channel = channel
        self._place_of = place_of

    def unary_unary(self, method: str, *arguments: Any, **options: Any) -> Any:
        """See `grpc.aio.Channel`."""
        call = self._channel.unary_unary(method, *arguments, **options)
        place = self._place_of(method.rpartition("/")[2])

        async def in_turn(request: Any, *, metadata: Metadata = None, timeout: float) -> Any:  # noqa: ASYNC109  # gRPC's
            # One deadline for both: the caller knows nothing of turns.
            ends_at = time.monotonic() + timeout
            async with place(request, metadata, timeout):
                return await call(request, metadata=metadata, timeout=max(0.0, ends_at - time.monotonic()))

        return in_turn


def shared_by_user(catalog: grpc.aio.Channel) -> grpc.aio.Channel:
    """A channel to the catalog, whose calls come with a token: they are shared by its user."""
    turns: FairTurns[str] = FairTurns(CATALOG_CALLS, TIMEOUT_SECONDS, _busy)
    return _shared(catalog, lambda _: lambda _, metadata, seconds: turns.turn(_user_of(metadata), seconds))


def shared_by_client(auth: grpc.aio.Channel) -> grpc.aio.Channel:
    """A channel to auth: attempts to sign in keep nobody from being recognised."""
    calls: FairTurns[str] = FairTurns(AUTH_CALLS, TIMEOUT_SECONDS, _busy)
    checks: FairTurns[str] = FairTurns(AUTH_CHECKS, TIMEOUT_SECONDS, _busy)

    def place_of(method: str) -> Place:
        turns = checks if method in _CHECKS else calls
        return lambda request, _, seconds: turns.turn(_client_of(request), seconds)

    return _shared(auth, place_of)


def _shared(channel: grpc.aio.Channel, place_of: Callable[[str], Place]) -> grpc.aio.Channel:
    # All that generated stubs ask of a channel for the services that are called so.
    return cast("grpc.aio.Channel", SharedChannel(channel, place_of))


class _Claims(msgspec.Struct):
    sub: str


def _user_of(metadata: Metadata) -> str:
    bearer = dict(metadata or ()).get("authorization", "")
    # Not verified here, and nobody is let in by it: what calls the catalog got the token from auth.
    try:
        payload = bearer.split(".")[1]
        return msgspec.json.decode(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)), type=_Claims).sub
    except (IndexError, ValueError):
        return ""


def _client_of(request: Any) -> str:
    return _network_of(getattr(request, "client_address", "")) or _token_of(request)


def _network_of(address: str) -> str:
    if ":" not in address:
        return address
    try:
        return str(ip_network((address, _IPV6_BITS), strict=False))
    except ValueError:
        return address


def _token_of(request: Any) -> str:
    token = next((value for name in _TOKENS if (value := getattr(request, name, ""))), "")
    return str(zlib.crc32(token.encode()) % _TOKEN_SHARES)


def _busy() -> Unavailable:
    return Unavailable("SERVICE_BUSY", "Too much is asked just now; try again in a moment.", retry_after_seconds=1)

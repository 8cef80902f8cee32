"""Who sends a request, and from where."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final

from litestar import Request

from momento_ingest.adapters.inbound.http.dependencies import TheEdge, scopes
from momento_ingest.application.ports.identity import Caller, Client
from momento_ingest.domain.errors import Unauthenticated

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

AnyRequest = Request[Any, Any, Any]
_SCHEME: Final = "bearer "
_MAXIMUM_USER_AGENT: Final = 200


async def provide_caller(request: AnyRequest, edge: TheEdge) -> Caller:
    """Whose bearer token or API key came with the request.

    Raises:
        Unauthenticated: none came, or it is not good.
        Forbidden: it is good, but has none of the scopes that the route has declared.
    """
    header = request.headers.get("authorization", "")
    if not header.lower().startswith(_SCHEME):
        raise Unauthenticated("TOKEN_MISSING", "Sign in first: the request carries no token.")
    caller = await edge.callers(header[len(_SCHEME) :].strip())
    caller.require(*scopes(request.route_handler.security))
    return caller


def provide_client(request: AnyRequest, edge: TheEdge) -> Client:
    """Where the request came from; a forwarded address counts only when our own proxy says it."""
    peer = request.client.host if request.client else ""
    forwarded = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    address = forwarded if forwarded and _trusted(peer, edge.trusted_proxies) else peer
    return Client(address, request.headers.get("user-agent", "")[:_MAXIMUM_USER_AGENT])


def _trusted(peer: str, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    return bool(peer) and any(ip_address(peer) in network for network in networks)

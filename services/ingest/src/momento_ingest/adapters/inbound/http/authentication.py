"""Who sends a request, and from where."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final, cast

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from momento_ingest.adapters.inbound.http.app_context_middleware import provide_edge
from momento_ingest.adapters.inbound.http.connections.header_size import check_header_size
from momento_ingest.adapters.inbound.http.dependencies import InjectedContext, scopes, takes_cookie
from momento_ingest.adapters.inbound.http.preview_cookie import preview_token
from momento_ingest.application.ports.identity import Caller, Client
from momento_ingest.domain.errors import Unauthenticated

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

AnyRequest = Request[Any, Any, Any]
_SCHEME: Final = "bearer "
_API_KEY: Final = "momento_"
"""How every API key begins."""
_CALLER: Final = "caller"
_MAXIMUM_USER_AGENT: Final = 200


async def authenticate(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """A guard: the framework calls it before it looks at anything else of a request.

    Raises:
        Unauthenticated: the route needs a bearer token or an API key, and none came, or it is not good.
        Forbidden: it is good, but has none of the scopes that the route has declared, or another site sent it.
        TooManyRequests: its account, or the key, has sent too many requests.
    """
    check_header_size(connection.scope["headers"])
    security = getattr(handler, "security", None)
    if not security:
        return
    edge = provide_edge(connection)
    token = _bearer_token(connection) or (preview_token(connection) if takes_cookie(security) else "")
    if not token:
        raise Unauthenticated("TOKEN_MISSING", "Sign in first: the request carries no token.")
    caller = await edge.callers(token)
    edge.request_limits.count(caller, by_key=token.startswith(_API_KEY), cost=handler.opt.get("request_cost", 1))
    caller.require(*scopes(security))
    connection.scope["state"][_CALLER] = caller


def _bearer_token(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    header = connection.headers.get("authorization", "")
    return header[len(_SCHEME) :].strip() if header.lower().startswith(_SCHEME) else ""


def provide_caller(request: AnyRequest) -> Caller:
    """Whom `authenticate` has found."""
    return cast("Caller", request.scope["state"][_CALLER])


def provide_client(request: AnyRequest, edge: InjectedContext) -> Client:
    """Where the request came from; a forwarded address counts only when our own proxy says it."""
    peer = request.client.host if request.client else ""
    # Some proxies add a line of their own behind the client's (RFC 9110, section 5.3: they are one list).
    forwarded = ",".join(request.headers.getall("x-forwarded-for", [])).rpartition(",")[2].strip()
    address = forwarded if forwarded and _trusted(peer, edge.trusted_proxies) else peer
    return Client(address, request.headers.get("user-agent", "")[:_MAXIMUM_USER_AGENT])


def _trusted(peer: str, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    return bool(peer) and any(ip_address(peer) in network for network in networks)

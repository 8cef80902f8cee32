"""Hands the edge to the routes with each request, so that making the routes takes no edge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType

from momento_ingest.adapters.inbound.http.app_context import Edge

if TYPE_CHECKING:
    from litestar.types import ASGIApp, Receive, Scope, Send

_EDGE: Final = "edge"


class AppContextMiddleware:
    """Says with each request which edge answers it."""

    def __init__(self, app: ASGIApp, edge: Edge) -> None:
        """Wraps `app`, whose routes are told of `edge`."""
        self._app = app
        self._edge = edge

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] == ScopeType.HTTP:
            scope.setdefault("state", {})[_EDGE] = self._edge
        await self._app(scope, receive, send)


def provide_edge(request: ASGIConnection[Any, Any, Any, Any]) -> Edge:
    """The edge that the request was handed with."""
    return cast("Edge", request.scope["state"][_EDGE])

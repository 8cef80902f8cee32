"""All cookies of a request in one header.

Over HTTP/2 a browser sends each cookie in a field of its own, so that it is compressed by itself; RFC 9113, section
8.2.3, has them joined before an application sees them. The server leaves that out, and the framework reads one field.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from litestar.enums import ScopeType

if TYPE_CHECKING:
    from litestar.types import ASGIApp, Receive, Scope, Send

_COOKIE: Final = b"cookie"


class JoinedCookies:
    """Joins the fields `Cookie` of each request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] == ScopeType.HTTP:
            cookies = [value for name, value in scope["headers"] if name == _COOKIE]
            if len(cookies) > 1:
                others = [field for field in scope["headers"] if field[0] != _COOKIE]
                scope["headers"] = [*others, (_COOKIE, b"; ".join(cookies))]
        await self._app(scope, receive, send)

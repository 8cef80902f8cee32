"""JSON is taken as JSON only.

A page of another site can send a form or plain text in a visitor's name without asking; `application/json` it cannot
(Fetch standard, CORS-safelisted request headers; OWASP ASVS V3.5.1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar.exceptions import HTTPException
from litestar.status_codes import HTTP_415_UNSUPPORTED_MEDIA_TYPE

if TYPE_CHECKING:
    from litestar.connection import ASGIConnection
    from litestar.handlers import BaseRouteHandler


def require_json(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """A guard for routes that take JSON; refuses every other content type."""
    content_type = connection.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "application/json":
        raise HTTPException("Send this as application/json", status_code=HTTP_415_UNSUPPORTED_MEDIA_TYPE)

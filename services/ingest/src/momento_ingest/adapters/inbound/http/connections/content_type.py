"""JSON is taken as JSON only.

A page of another site can send a form or plain text in a visitor's name without asking; `application/json` it cannot
(Fetch standard, CORS-safelisted request headers; OWASP ASVS V3.5.1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from litestar.exceptions import HTTPException
from litestar.status_codes import HTTP_415_UNSUPPORTED_MEDIA_TYPE

if TYPE_CHECKING:
    from litestar.connection import ASGIConnection
    from litestar.handlers import BaseRouteHandler


_JSON: Final = "application/json"


def require_json(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """A guard for routes that take JSON; refuses every other content type."""
    if _content_type(connection) != _JSON:
        raise _refused()


def refuse_other_than_json(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """A guard for routes that take no body; refuses one of a content type that another site's form has."""
    if _content_type(connection) not in {"", _JSON}:
        raise _refused()


def _content_type(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    return connection.headers.get("content-type", "").partition(";")[0].strip().lower()


def _refused() -> HTTPException:
    return HTTPException("Send this as application/json", status_code=HTTP_415_UNSUPPORTED_MEDIA_TYPE)

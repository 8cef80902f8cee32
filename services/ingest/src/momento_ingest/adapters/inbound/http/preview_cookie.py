"""The cookie by which a browser shows previews: an image cannot send a bearer token.

It holds the access token of the session, lives as long as that, and is renewed with it. It opens previews and nothing
else, and only for our own page: no script sees it, no host beside ours can set it (the prefix `__Host-`, RFC 6265bis,
section 4.1.3.2), no other site makes a browser send it (`SameSite=Strict`), and a sister site, for which `SameSite`
makes an exception, is refused by Fetch Metadata (W3C, `Sec-Fetch-Site`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from litestar.datastructures import Cookie

from momento_ingest.domain.errors import Forbidden

if TYPE_CHECKING:
    from litestar.connection import ASGIConnection

PREVIEW_COOKIE: Final = "__Host-momento-previews"
CLEAR_CACHE: Final = {"Clear-Site-Data": '"cache"'}
"""Has a browser forget the previews that it keeps (W3C Clear Site Data): when a session ends, and before one begins."""
_OWN_SITES: Final = frozenset({"same-origin", "none"})
"""Our page, and somebody who opens a picture by its address."""


def preview_cookie(access_token: str, seconds: int) -> Cookie:
    """The cookie with a token that is good for so many seconds; 0 removes it."""
    return Cookie(
        PREVIEW_COOKIE,
        value=access_token,
        max_age=seconds,
        path="/",
        httponly=True,
        secure=True,
        samesite="strict",
    )


def preview_token(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The token in the cookie of a request, or an empty text.

    Raises:
        Forbidden: the browser says that another site has made the request.
    """
    token = connection.cookies.get(PREVIEW_COOKIE, "")
    if token and connection.headers.get("sec-fetch-site", "none") not in _OWN_SITES:
        raise Forbidden("OTHER_SITE", "Another site has asked for this picture; open it in Momento.")
    return token

"""How many headers a request may bring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from litestar.exceptions import HTTPException
from litestar.status_codes import HTTP_431_REQUEST_HEADER_FIELDS_TOO_LARGE

if TYPE_CHECKING:
    from collections.abc import Iterable

MAXIMUM_HEADER_BYTES: Final = 32 * 1024
"""More than any browser sends; the server below cuts off far larger ones without a word."""


def check_header_size(headers: Iterable[tuple[bytes, bytes]]) -> None:
    """Refuses a request with too many or too long headers, before anything looks at them."""
    if sum(len(name) + len(value) for name, value in headers) > MAXIMUM_HEADER_BYTES:
        raise HTTPException("The headers are too long", status_code=HTTP_431_REQUEST_HEADER_FIELDS_TOO_LARGE)

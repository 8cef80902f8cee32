"""Answers that are worth compressing, and may be (RFC 9110, section 8.4).

The length of a compressed answer shows whether two of its parts are alike. An attacker who has it sent again and again
with chosen words beside a secret finds out the secret (BREACH, Black Hat USA 2013). So nothing is compressed
unless its route says so, and a route may say so only where the caller shows a bearer token: no other site can make a
browser send one. What is asked for with a cookie, or holds a token, a key or a recovery code, stays as it is.
"""

from __future__ import annotations

from typing import Final

from litestar.config.compression import CompressionConfig
from litestar.middleware import DefineMiddleware
from litestar.middleware.compression import CompressionMiddleware

MINIMUM_BYTES: Final = 1000
"""A shorter answer fits into one packet anyway."""
_LEVEL: Final = 4
"""Beyond it lists of items take much longer to compress and hardly become shorter."""

COMPRESSED: Final = [
    DefineMiddleware(
        CompressionMiddleware,
        config=CompressionConfig("gzip", minimum_size=MINIMUM_BYTES, gzip_compress_level=_LEVEL),
    )
]
"""For `middleware=` of a route."""

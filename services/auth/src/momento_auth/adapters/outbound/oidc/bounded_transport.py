"""HTTP to the provider that ends: so many seconds, so many bytes, and to secure addresses alone."""

from __future__ import annotations

import ssl
import time
from typing import TYPE_CHECKING, Final

import httpx2

from momento_auth.adapters.outbound.oidc.secure_address import secure_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

TIMEOUT_SECONDS: Final = 4.0
"""For one exchange, first byte to last. A sign-in takes four at most, and the edge waits 20 seconds for it."""
MAX_ANSWER_BYTES: Final = 256 * 1024
"""Key sets of large providers have some 20 KB."""


class BoundedTransport(httpx2.BaseTransport):
    """Carries requests to the provider; may be used by several threads at once."""

    def __init__(self, authority: Path | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        """Trusts the authorities in the PEM file, or else those that the machine trusts; `clock` gives seconds."""
        trust: ssl.SSLContext | bool = ssl.create_default_context(cafile=authority) if authority else True
        self._inner = httpx2.HTTPTransport(verify=trust, trust_env=False)
        self._clock = clock

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer, of which no more than the bounds allow can be read.

        Raises:
            httpx2.HTTPError: the provider cannot be reached, is too slow, says too much, or is not to be asked.
        """
        try:
            secure_address(str(request.url))
        except ValueError as error:
            raise httpx2.UnsupportedProtocol("The address is not secure.", request=request) from error
        ends = self._clock() + TIMEOUT_SECONDS
        answer = self._inner.handle_request(request)
        if "content-encoding" in answer.headers:
            answer.close()
            raise httpx2.DecodingError("The answer is compressed, which was not asked for.", request=request)
        parts = _bounded(answer.iter_raw(), ends, self._clock, request)
        return httpx2.Response(
            answer.status_code, headers=answer.headers, stream=_Parts(parts, answer), request=request
        )

    def close(self) -> None:
        """Ends all connections."""
        self._inner.close()


class _Parts(httpx2.SyncByteStream):
    def __init__(self, parts: Iterator[bytes], answer: httpx2.Response) -> None:
        self._parts = parts
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return self._parts

    def close(self) -> None:
        self._answer.close()


def _bounded(
    parts: Iterator[bytes], ends: float, clock: Callable[[], float], request: httpx2.Request
) -> Iterator[bytes]:
    received = 0
    for part in parts:
        received += len(part)
        if received > MAX_ANSWER_BYTES:
            raise httpx2.ReadError("The answer is too long.", request=request)
        if clock() > ends:
            raise httpx2.ReadTimeout("The answer takes too long.", request=request)
        yield part

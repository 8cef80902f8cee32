"""Which reader of structure belongs to which container."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final

from momento_scanner.adapters.outbound.worker.endings import gif, iso_bmff, jpeg, matroska, png, riff
from momento_scanner.domain.media_type import Container

if TYPE_CHECKING:
    from collections.abc import Callable

_CHECKS: Final[dict[Container, Callable[[IO[bytes]], None]]] = {
    Container.JPEG: jpeg.check_end,
    Container.PNG: png.check_end,
    Container.GIF: gif.check_end,
    Container.RIFF: riff.check_end,
    Container.ISO_BMFF: iso_bmff.check_end,
    Container.MATROSKA: matroska.check_end,
}


def check_end(file: IO[bytes], container: Container) -> None:
    """Raises `FileRejected` (CONTENT_DAMAGED, TRAILING_CONTENT) unless the file ends where its structure does."""
    _CHECKS[container](file)

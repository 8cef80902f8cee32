"""Which reader of structure belongs to which container."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final

from momento_scanner.adapters.outbound.decoder.container_integrity import gif, iso_bmff, jpeg, matroska, png, riff
from momento_scanner.adapters.outbound.decoder.container_integrity.foreign_files import refuse_foreign_files
from momento_scanner.domain.formats.media_type import Container

if TYPE_CHECKING:
    from collections.abc import Callable

Films = list[tuple[int, int]]
_CHECKS: Final[dict[Container, Callable[[IO[bytes]], Films | None]]] = {
    Container.JPEG: jpeg.check_end,
    Container.PNG: png.check_end,
    Container.GIF: gif.check_end,
    Container.RIFF: riff.check_end,
    Container.ISO_BMFF: iso_bmff.check_end,
    Container.MATROSKA: matroska.check_end,
}


def check_end(file: IO[bytes], container: Container) -> Films:
    """Where films lie behind or inside a picture: the first byte of each and the one after its last.

    Raises:
        FileRejected: CONTENT_DAMAGED or TRAILING_CONTENT unless the file ends where its structure does;
            FOREIGN_CONTENT when another file is hidden in it.
    """
    films = _CHECKS[container](file) or []
    refuse_foreign_files(file)
    return films

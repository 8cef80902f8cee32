"""What a full disk means to the edge."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from momento_ingest.domain.uploads.capacity import spool_full

if TYPE_CHECKING:
    from collections.abc import Iterator

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextmanager
def no_room_is_spool_full() -> Iterator[None]:
    """Raises InsufficientStorage when the file system, or the quota on it, has no room for what the block writes."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise spool_full() from error
        raise

"""Whether the public certificate has been renewed since this process began."""

from __future__ import annotations

import logging
import ssl
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_logger = logging.getLogger(__name__)


class RenewedFiles:
    """A certificate and its key, as they were and as they are."""

    def __init__(self, certificate: Path, key: Path) -> None:
        """Remembers how they are now."""
        self._paths = (certificate, key)
        self._seen = self._stamp()

    def renewed(self) -> bool:
        """Whether there are others now that belong together; else they are looked at when they change again."""
        stamp = self._stamp()
        if stamp == self._seen:
            return False
        self._seen = stamp
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(*self._paths)
        except (OSError, ssl.SSLError) as problem:
            _logger.warning("the renewed public certificate cannot be used", extra={"detail": str(problem)})
            return False
        return True

    def _stamp(self) -> tuple[tuple[int, int, int], ...]:
        """What changes when a file does; nothing where one is missing."""
        try:
            states = [path.stat() for path in self._paths]
        except OSError:
            return ()
        return tuple((state.st_mtime_ns, state.st_ino, state.st_size) for state in states)

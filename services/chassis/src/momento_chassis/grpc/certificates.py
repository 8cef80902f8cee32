"""Certificates as their files have them now: anyone who renews them writes the files, and nobody restarts a service."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate

if TYPE_CHECKING:
    from momento_chassis.config import MeshTls

    Stamp = tuple[tuple[int, int, int], ...]

_logger = logging.getLogger(__name__)


class CertificatesUnusable(Exception):
    """The files cannot be read, or the key is not that of the certificate."""


@dataclass(frozen=True, slots=True)
class Certificates:
    """What one side of a connection proves itself with, and whom it believes; all PEM."""

    key: bytes
    certificate: bytes
    authority: bytes


class CertificateFiles:
    """Reads the files of one service again when they have changed. May be used by many threads."""

    def __init__(self, tls: MeshTls) -> None:
        """Reads them for the first time; raises CertificatesUnusable."""
        self._paths = (tls.key, tls.certificate, tls.authority)
        self._lock = threading.Lock()
        self._tried: Stamp | None = self._stamp()
        self._current = self._read()

    def current(self) -> Certificates:
        """The newest that could be used; the same object until there are others.

        Files that are just being written, or do not belong together, change nothing: they are looked at again when they
        have changed once more.
        """
        with self._lock:
            stamp = self._stamp()
            if stamp != self._tried:
                self._tried = stamp
                self._renew()
            return self._current

    def _renew(self) -> None:
        try:
            fresh = self._read()
        except CertificatesUnusable as problem:
            _logger.warning("renewed certificates cannot be used", extra={"detail": str(problem)})
            return
        if self._stamp() != self._tried:
            # What was read while somebody wrote may be half of each; the next call reads it again.
            self._tried = None
            return
        self._current = fresh
        _logger.info("certificates renewed")

    def _stamp(self) -> Stamp:
        """What changes when a file does; nothing where one is missing."""
        try:
            states = [path.stat() for path in self._paths]
        except OSError:
            return ()
        return tuple((state.st_mtime_ns, state.st_ino, state.st_size) for state in states)

    def _read(self) -> Certificates:
        try:
            key, certificate, authority = (path.read_bytes() for path in self._paths)
            fits = load_pem_x509_certificate(certificate).public_key() == load_pem_private_key(key, None).public_key()
            load_pem_x509_certificate(authority)
        except (OSError, TypeError, ValueError) as error:
            raise CertificatesUnusable(f"certificate, key or authority cannot be read: {error}") from error
        if not fits:
            raise CertificatesUnusable("the key is not that of the certificate")
        return Certificates(key, certificate, authority)

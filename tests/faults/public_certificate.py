"""The certificate that the edge shows to browsers, and the processes that show it."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import psutil
from cryptography import x509
from momento_local.certificates import Authority

if TYPE_CHECKING:
    from momento_local.process import Process
    from momento_local.stack import Stack


def renew_public(stack: Stack) -> int:
    """Puts another certificate under another key where the edge looks for it; its serial number."""
    folder = stack.home.certificates
    former = x509.load_pem_x509_certificate((folder / "edge.pem").read_bytes())
    (folder / "edge.pem").unlink()
    names = former.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    Authority(folder, "edge").issue("edge", list(names))
    return x509.load_pem_x509_certificate((folder / "edge.pem").read_bytes()).serial_number


def served(port: int) -> int:
    """The serial number of the certificate that the edge shows there."""
    shown = ssl.get_server_certificate(("127.0.0.1", port))
    return x509.load_pem_x509_certificate(shown.encode()).serial_number


def workers_of(edge: Process) -> set[int]:
    """The processes that answer for a replica of the edge."""
    found = {child.pid for child in psutil.Process(edge.pid).children()}
    assert found, "an edge without a worker answers nobody"
    return found

"""The machine's own Chromium, trusting one stack."""

from __future__ import annotations

import base64
import hashlib
import shutil
import ssl
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

if TYPE_CHECKING:
    from momento_local.stack import Stack
    from playwright.sync_api import Browser, Playwright

PLAIN = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
"""Tests run as root and in containers, where Chromium's own sandbox cannot stand."""


def launched(playwright: Playwright, stack: Stack) -> Browser:
    """Chromium; raises RuntimeError where there is none."""
    program = shutil.which("chromium")
    if program is None:
        raise RuntimeError("The browser tests need Chromium; install it with: apt-get install chromium")
    trusted = f"--ignore-certificate-errors-spki-list={_pin(stack)}"
    return playwright.chromium.launch(executable_path=program, headless=True, args=[*PLAIN, trusted])


def _pin(stack: Stack) -> str:
    """The edge's public key in Chromium's words: it alone is trusted; Chromium reads no file of authorities."""
    where = ("localhost", stack.settings.ports.edge)
    pem = ssl.get_server_certificate(where, ca_certs=str(stack.edge_authority))
    key = x509.load_pem_x509_certificate(pem.encode()).public_key()
    public = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(public).digest()).decode()

"""A real OpenID provider in Node, and the settings by which a stack knows it before it is started."""

from __future__ import annotations

import secrets
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from momento_local import web
from momento_local.ports import free_port

from tests.browser.tampering_relay import TamperingRelay

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_local.stack import Stack

NAME = "Example"
_FOLDER = Path(__file__).parent / "oidc_provider"
_TIMEOUT_SECONDS = 30


def provider_settings(edge_port: int) -> dict[str, str]:
    """What auth is told of a provider; it is asked for the first time when somebody wants to sign in by it."""
    return {
        "MOMENTO_AUTH_OIDC_ISSUER": f"http://127.0.0.1:{free_port()}",
        "MOMENTO_AUTH_OIDC_CLIENT_ID": "momento",
        "MOMENTO_AUTH_OIDC_CLIENT_SECRET": secrets.token_urlsafe(32),
        "MOMENTO_AUTH_OIDC_REDIRECT_URI": f"https://localhost:{edge_port}/api/v1/session/oidc/callback",
        "MOMENTO_AUTH_OIDC_NAME": NAME,
    }


@contextmanager
def running_provider(stack: Stack) -> Iterator[TamperingRelay]:
    """The provider that the stack knows, behind a relay that can falsify its tokens."""
    assert web.install(_FOLDER) == 0
    chosen, port = stack.settings.chosen, free_port()
    issuer = chosen["MOMENTO_AUTH_OIDC_ISSUER"]
    command = (str(web.NODE / "bin" / "node"), str(_FOLDER / "server.mjs"), issuer, str(port))
    client = (chosen["MOMENTO_AUTH_OIDC_REDIRECT_URI"], chosen["MOMENTO_AUTH_OIDC_CLIENT_SECRET"])
    process = subprocess.Popen((*command, *client), stdout=subprocess.PIPE, text=True)  # noqa: S603  # our own Node
    try:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "listening"
        with TamperingRelay(int(issuer.rpartition(":")[2]), port) as relay:
            yield relay
    finally:
        process.terminate()
        process.wait(_TIMEOUT_SECONDS)

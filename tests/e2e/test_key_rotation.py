"""A signing key is followed by another while people work."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

from joserfc.jws import extract_compact

from tests.e2e.tus_client import begun, ended, send
from tests.media.images import png

if TYPE_CHECKING:
    from momento_local.stack import Stack

    from tests.e2e.member import Member

_TIMEOUT_SECONDS = 60


def key_of(token: str) -> str:
    return str(extract_compact(token.encode()).headers()["kid"])


def rotate(stack: Stack) -> str:
    """Does what an operator would do; the name of the new key."""
    command = [sys.executable, "-m", "momento_auth.operate", "rotate-keys"]
    environment = stack["auth"].part.launch().environment
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)  # noqa: S603  # our own module
    return done.stdout.split()[1]


def test_tokens_of_the_old_key_and_of_the_new_one_are_good_everywhere(stack: Stack, member: Member) -> None:
    old, content = member.token, png(31)
    upload = begun(member, content, filename="between.png")
    made = rotate(stack)
    deadline = time.monotonic() + _TIMEOUT_SECONDS
    while key_of(member.token) != made:
        assert time.monotonic() < deadline
        time.sleep(0.2)  # the key is being published
        member.sign_in()
    for token in (old, member.token):
        member.token = token
        # The edge asks auth about the token, and catalog reads it with the public keys.
        assert member.call("GET", "/timeline").status_code == 200
        assert member.call("GET", "/activity").status_code == 200
    assert key_of(old) != made
    # Its grant was signed by the old key.
    assert send(member, upload, 0, content).status_code == 204
    assert ended(member, upload)["state"] == "done"

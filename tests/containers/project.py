"""Momento as Docker Compose itself runs it, by the words of deploy/compose/README.md."""

from __future__ import annotations

import json
import os
import secrets
import ssl
import subprocess
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import httpx
import pytest
from momento_local.clamd import TEST_SIGNATURES
from momento_local.ports import free_port

from tests.containers.compose_file import COMPOSE
from tests.containers.site import AUTHORITY, SECONDS

if TYPE_CHECKING:
    from types import TracebackType

COMPOSES: Final = Path(sysconfig.get_path("scripts")) / "docker-compose"
SIGNATURES: Final = Path(__file__).parent / "signatures.yaml"
WORD_SECONDS: Final = 240


class Project:
    """A project of Compose; it and its volumes go at the end of the block."""

    def __init__(self, version: str) -> None:
        """Starts nothing; the images are those of `version`."""
        port = free_port()
        self._url = f"https://localhost:{port}"
        self._words = ("--project-name", f"momento-{secrets.token_hex(4)}", f"--file={COMPOSE}", f"--file={SIGNATURES}")
        self._environment = {
            **os.environ,
            "MOMENTO_VERSION": version,
            "MOMENTO_POSTGRES_IMAGE": f"momento-postgres:{version}",
            "MOMENTO_PORT": str(port),
            "MOMENTO_PUBLIC_URL": self._url,
            "MOMENTO_AUTH_REGISTRATION": "open",
            "MOMENTO_SCANNER_SIGNATURE_MAX_AGE_HOURS": "0",
            "SIGNATURES": TEST_SIGNATURES,
        }

    def __enter__(self) -> Self:
        """Starts everything and returns when all are healthy."""
        try:
            self.up()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Removes everything."""
        self._end()

    def up(self, *words: str) -> None:
        """Starts what does not run, but for what fetches signatures, and returns when all are healthy."""
        self.do("up", "--detach", "--wait", "--scale=freshclam=0", *words)

    def do(self, *words: str) -> str:
        """What `docker compose` prints; it must succeed."""
        command = (str(COMPOSES), *self._words, *words)
        ended = subprocess.run(  # noqa: S603  # the words of the tests
            command, env=self._environment, capture_output=True, text=True, timeout=WORD_SECONDS, check=False
        )
        if ended.returncode != 0:
            pytest.fail(f"{' '.join(words)}: {ended.stderr}\n{self._logs()}")
        return ended.stdout

    def running(self) -> list[dict[str, Any]]:
        """Each container that runs, as Compose tells it."""
        return [json.loads(line) for line in self.do("ps", "--format=json").splitlines()]

    def client(self) -> httpx.Client:
        """Speaks with the edge."""
        trust = ssl.create_default_context(cadata=self.do("exec", "--no-TTY", "aws", "cat", AUTHORITY))
        return httpx.Client(base_url=self._url, verify=trust, timeout=SECONDS)

    def _end(self) -> None:
        self.do("down", "--volumes")

    def _logs(self) -> str:
        command = (str(COMPOSES), *self._words, "logs", "--tail=20")
        return subprocess.run(  # noqa: S603  # likewise
            command, env=self._environment, capture_output=True, text=True, timeout=WORD_SECONDS, check=False
        ).stdout

"""What the operator may choose by environment variables, and what of the environment the parts get to see."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit

from momento_local.ports import Ports
from momento_local.records import MARK

if TYPE_CHECKING:
    from collections.abc import Mapping

REPOSITORY: Final = Path(__file__).resolve().parents[4]
"""The working copy this module belongs to; it is installed editable, in place."""
PASSED_ON: Final = ("MOMENTO_", "OTEL_")
OWN: Final = ("MOMENTO_HOME", "MOMENTO_HOST", "MOMENTO_PORT", "MOMENTO_STACK")
"""Settings of the launcher itself; no service reads them."""


@dataclass(frozen=True)
class Settings:
    """Where a stack keeps its things, where it listens, and the settings its services are given beside their own.

    Attributes:
        registration: who may make an account unless `chosen` says. A stack that a test starts is open; `./momento up`
            is not.
    """

    home: Path
    ports: Ports = field(default_factory=Ports)
    host: str = "127.0.0.1"
    chosen: Mapping[str, str] = field(default_factory=dict)
    registration: str = "open"
    repository: Path = REPOSITORY
    aws_names: tuple[str, ...] = ()
    """Names under which other containers reach the embedded AWS; none: it is for this machine alone."""

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """The settings of `./momento up`; raises LaunchError for a wrong port."""
        home = Path(environ.get("MOMENTO_HOME") or REPOSITORY / ".momento").resolve()
        chosen = {
            name: value for name, value in environ.items() if name.startswith(PASSED_ON) and not name.startswith(OWN)
        }
        host = environ.get("MOMENTO_HOST", "127.0.0.1")
        return cls(home, Ports.from_environ(environ), host, chosen, registration="invited")

    @property
    def edge_url(self) -> str:
        """The address to open in a browser."""
        return self.chosen.get("MOMENTO_PUBLIC_URL", f"https://localhost:{self.ports.edge}")

    @property
    def edge_hosts(self) -> tuple[str, ...]:
        """Names and addresses that the edge's certificate is for."""
        public = urlsplit(self.edge_url).hostname
        names = ("localhost", "127.0.0.1", "::1", socket.gethostname(), self.host, public)
        return tuple(dict.fromkeys(name for name in names if name and name not in {"0.0.0.0", "::"}))  # noqa: S104  # left out, not listened on

    def base_environment(self) -> dict[str, str]:
        """The variables every program gets; HOME has no files of the operator's, so no AWS profile either."""
        return {
            "HOME": str(self.home / "run"),
            "LANG": "C.UTF-8",
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "PYTHONUNBUFFERED": "1",
            MARK: str(self.home),
        }

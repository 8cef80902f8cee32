"""The one folder that holds everything Momento keeps on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_local.errors import LaunchError

if TYPE_CHECKING:
    from pathlib import Path

FOLDERS: Final = (
    "auth",
    "aws/s3",
    "certificates",
    "clamav/database",
    "clamav/temporary",
    "logs",
    "run",
    "scanner",
    "secrets",
    "spool",
)
MAX_SOCKET_PATH_LENGTH: Final = 107
"""Bytes of a unix socket's path on Linux, without the closing NUL (unix(7))."""


@dataclass(frozen=True)
class Home:
    """Where each thing lies below the folder `path`, which only its owner may enter."""

    path: Path

    def prepare(self) -> None:
        """Makes the folders; raises LaunchError when the path is too long for the scanner's socket."""
        if len(bytes(self.clamd_socket)) > MAX_SOCKET_PATH_LENGTH:
            msg = f"The folder {self.path} has too long a name for a unix socket. Set MOMENTO_HOME to a shorter one."
            raise LaunchError(msg)
        for folder in FOLDERS:
            (self.path / folder).mkdir(parents=True, exist_ok=True)
        self.path.chmod(0o700)

    @property
    def certificates(self) -> Path:
        """Authorities, certificates and their keys."""
        return self.path / "certificates"

    @property
    def secrets(self) -> Path:
        """Random keys, one to a file."""
        return self.path / "secrets"

    @property
    def run(self) -> Path:
        """Who runs: the lock, one record for each process, sockets."""
        return self.path / "run"

    @property
    def notice(self) -> Path:
        """What operators have to know of this run, beside what is ready and what is not; mostly absent."""
        return self.run / "notice"

    @property
    def clamd_socket(self) -> Path:
        """Where clamd listens."""
        return self.run / "clamd.sock"

    @property
    def clamav(self) -> Path:
        """Configuration, signatures and temporary files of clamd."""
        return self.path / "clamav"

    @property
    def aws(self) -> Path:
        """State and objects of the embedded AWS."""
        return self.path / "aws"

    @property
    def auth_database(self) -> Path:
        """Accounts and sessions."""
        return self.path / "auth" / "auth.sqlite"

    @property
    def spool(self) -> Path:
        """Uploads on their way."""
        return self.path / "spool"

    @property
    def scanner_work(self) -> Path:
        """Files while they are being inspected."""
        return self.path / "scanner"

    def log(self, part: str) -> Path:
        """The log of one part."""
        return self.path / "logs" / f"{part}.log"

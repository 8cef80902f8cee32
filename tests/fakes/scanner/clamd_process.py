"""A real clamd of one's own, with a database that knows EICAR alone."""

from __future__ import annotations

import getpass
import shutil
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from momento_scanner.adapters.outbound.clamd.address import UnixAddress
from momento_scanner.adapters.outbound.clamd.malware_engine import ClamdEngine
from momento_scanner.domain.inspection.errors import EngineUnavailable
from momento_scanner.domain.inspection.time_limits import TimeLimits

from tests.media.eicar import EICAR

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNATURE: Final = "Eicar-Test-Signature"
_START_SECONDS: Final = 60
UNPACKING: Final = (
    "ScanArchive",
    "ScanHTML",
    "ScanMail",
    "ScanOLE2",
    "ScanPDF",
    "ScanSWF",
    "ScanXMLDOCS",
    "ScanHWP3",
    "ScanOneNote",
)
_SETTINGS: Final = {
    "Foreground": "yes",
    "StreamMaxLength": "2000M",
    "MaxFileSize": "2000M",
    "MaxScanSize": "2000M",
    "AlertExceedsMax": "yes",
    # It decodes every picture a second time, for signatures of pictures; ten times slower.
    "ScanImageFuzzyHash": "no",
    # As deployed: the scanner refuses what these would unpack.
    **dict.fromkeys(UNPACKING, "no"),
}


@dataclass(frozen=True)
class ClamdProcess:
    """A running clamd."""

    socket: Path
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> UnixAddress:
        return UnixAddress(str(self.socket))

    @property
    def setting(self) -> str:
        """The value of MOMENTO_SCANNER_CLAMD."""
        return f"unix:{self.socket}"

    def engine(self) -> ClamdEngine:
        return ClamdEngine(self.address, TimeLimits(longest_scan=60, command=60))


@contextmanager
def running_clamd(**settings: str) -> Iterator[ClamdProcess]:
    """Runs clamd until the context is left; `settings` are lines of clamd.conf and win over the defaults."""
    program = shutil.which("clamd", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if program is None:
        raise FileNotFoundError("clamd is needed: install Debian's clamav-daemon")
    # A short path: socket names have at most 108 bytes.
    with TemporaryDirectory(prefix="clamd-") as name:
        folder = Path(name)
        _write_database(folder / "database")
        configuration = _write_configuration(folder, {**_SETTINGS, **settings})
        process = subprocess.Popen(  # noqa: S603  # clamd, and a file we wrote
            [program, "-c", str(configuration)], stdout=subprocess.DEVNULL
        )
        try:
            yield _answering(ClamdProcess(folder / "socket", process))
        finally:
            process.kill()
            process.wait()


def _write_database(folder: Path) -> None:
    folder.mkdir()
    # Name, any file type, any offset, the bytes: found anywhere in a stream, also behind or inside a picture.
    (folder / "eicar.ndb").write_text(f"{SIGNATURE}:0:*:{EICAR.hex()}\n")


def _write_configuration(folder: Path, settings: dict[str, str]) -> Path:
    lines = {
        **settings,
        "LocalSocket": str(folder / "socket"),
        "DatabaseDirectory": str(folder / "database"),
        "TemporaryDirectory": str(folder),
        "User": getpass.getuser(),
    }
    configuration = folder / "clamd.conf"
    configuration.write_text("".join(f"{name} {value}\n" for name, value in lines.items()))
    return configuration


def _answering(clamd: ClamdProcess) -> ClamdProcess:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            clamd.engine().ping()
        except EngineUnavailable:
            if time.monotonic() > deadline or clamd.process.poll() is not None:
                raise
            # Nothing tells when clamd has begun to listen, so it is asked again.
            time.sleep(0.05)
        else:
            return clamd

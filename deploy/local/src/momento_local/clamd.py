"""ClamAV's scanning daemon as a part of the stack: its configuration and its signatures."""

from __future__ import annotations

import shutil
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from momento_local.errors import LaunchError, NotReady
from momento_local.part import Launch, Part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from momento_local.home import Home

SYSTEM_SIGNATURES: Final = Path("/var/lib/clamav")
"""Where Debian's freshclam puts what it downloads."""
SYSTEM_PROGRAMS: Final = "/usr/sbin:/usr/local/sbin"
EICAR: Final = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The harmless test file every engine reports (eicar.org); in two pieces, so that engines leave this file alone."""
TEST_SIGNATURES: Final = f"Eicar-Test-Signature:0:*:{EICAR.hex()}\n"
"""In ClamAV's extended format: name, any type of file, at any offset, the bytes."""
MAX_SCAN: Final = 2_040_109_465
"""Bytes, 1.9 GiB: more than the largest upload, less than the 2 GiB at which clamd gives up on a file."""
SCAN_MILLISECONDS: Final = 180_000
PROBE_SECONDS: Final = 3

CONFIGURATION: Final = """\
# Written by the launcher at each start; changes are lost.
LocalSocket {socket}
LocalSocketMode 600
FixStaleSocket yes
DatabaseDirectory {signatures}
TemporaryDirectory {temporary}
Foreground yes
LogTime yes
OfficialDatabaseOnly no
# Whatever is not scanned to its end is reported, and not passed as clean.
AlertExceedsMax yes
StreamMaxLength {largest}
MaxFileSize {largest}
MaxScanSize {largest}
MaxScanTime {milliseconds}
# It would decode every picture, outside the scanner's sandbox and ten times slower than all the rest of the scan.
ScanImageFuzzyHash no
# What is let in holds no archives or documents: the scanner refuses pictures and films that do. So clamd looks at bytes
# alone, and its work follows the length of a file and not what could be unpacked from it.
ScanArchive no
ScanHTML no
ScanMail no
ScanOLE2 no
ScanPDF no
ScanSWF no
ScanXMLDOCS no
ScanHWP3 no
ScanOneNote no
# Three times what the scanner asks for at once: clamd goes on with a scan that was given up, and must still answer.
MaxThreads 12
MaxQueue 32
ReadTimeout 120
CommandReadTimeout 30
IdleTimeout 60
ConcurrentDatabaseReload no
"""


@dataclass(frozen=True)
class Signatures:
    """What clamd looks for: those that freshclam downloaded, or the test signature alone."""

    folder: Path
    only_test: bool


class Clamd:
    """The clamd of one home."""

    def __init__(self, home: Home, system_signatures: Path = SYSTEM_SIGNATURES) -> None:
        """Chooses the signatures."""
        self._home = home
        self.signatures = _signatures(home, system_signatures)

    def part(self, base: Mapping[str, str]) -> Part:
        """The part, with the variables `base`; raises LaunchError when clamd is not installed."""
        program = shutil.which("clamd") or shutil.which("clamd", path=SYSTEM_PROGRAMS)
        if program is None:
            raise LaunchError("clamd is not installed. On Debian and Ubuntu: apt-get install clamav-daemon")
        configuration = self._home.clamav / "clamd.conf"
        command = (program, "--foreground", "--config-file", str(configuration))
        return Part(
            "clamd",
            lambda: Launch(command, base),
            self.probe,
            prepare=self._prepare,
            start_seconds=180,
            stop_seconds=10,
        )

    def probe(self) -> None:
        """Raises NotReady until clamd answers PING."""
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(PROBE_SECONDS)
                connection.connect(str(self._home.clamd_socket))
                connection.sendall(b"zPING\0")
                answer = connection.recv(16)
        except OSError as error:
            raise NotReady(f"no answer on its socket ({error})") from error
        if answer != b"PONG\0":
            raise NotReady(f"answers {answer!r} in place of PONG")

    def _prepare(self) -> None:
        self._home.clamd_socket.unlink(missing_ok=True)
        temporary = self._home.clamav / "temporary"
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir()
        settings = CONFIGURATION.format(
            socket=self._home.clamd_socket,
            signatures=self.signatures.folder,
            temporary=temporary,
            largest=MAX_SCAN,
            milliseconds=SCAN_MILLISECONDS,
        )
        (self._home.clamav / "clamd.conf").write_text(settings, encoding="utf-8")


def _signatures(home: Home, system: Path) -> Signatures:
    if any(system.glob("*.c[lv]d")):
        return Signatures(system, only_test=False)
    folder = home.clamav / "database"
    (folder / "test.ndb").write_text(TEST_SIGNATURES, encoding="ascii")
    return Signatures(folder, only_test=True)

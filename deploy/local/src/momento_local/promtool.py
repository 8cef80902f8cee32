"""promtool, which `lint` runs on the alerts: the one in PATH, or Debian's, unpacked where only `lint` finds it.

Installing Debian's package would start a Prometheus on the developer's machine.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from momento_local.errors import LaunchError

if TYPE_CHECKING:
    from collections.abc import Mapping

PACKAGE: Final = "prometheus"


def promtool(environment: Mapping[str, str]) -> str:
    """The program's path; raises LaunchError where there is none and Debian's cannot be had."""
    unpacked = Path(environment["MOMENTO_HOME"]) / "promtool"
    known = shutil.which("promtool", path=environment.get("PATH", os.defpath)) or shutil.which(str(unpacked))
    if known is None:
        _unpack(unpacked)
    return known or str(unpacked)


def _unpack(program: Path) -> None:
    with tempfile.TemporaryDirectory(dir=program.parent) as folder:
        try:
            _run(folder, "apt-get", "download", "--quiet", PACKAGE)
            (package,) = Path(folder).glob("*.deb")
            _run(folder, "dpkg-deb", "--extract", str(package), folder)
        except (OSError, subprocess.CalledProcessError) as error:
            raise LaunchError("There is no promtool; install Prometheus, whose package has it.") from error
        (Path(folder) / "usr/bin/promtool").rename(program)


def _run(folder: str, *command: str) -> None:
    # As root, apt hands the download to a user that may not write here, says so, and does it as root.
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603  # the commands above

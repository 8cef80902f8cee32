"""A Linux of its own, as a process of this one (user-mode Linux), with an NFS 4.1 server and two mounts of it."""

from __future__ import annotations

import json
import os
import platform
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

REPOSITORY: Final = Path(__file__).parents[3]
PACKAGES: Final = "user-mode-linux nfs-kernel-server nfs-common e2fsprogs kmod gcc libc6-dev"
RESULT: Final = "RESULT "
"""Begins the line of the console that the module's result follows on, as JSON."""
_SERVER: Final = ("rpc.nfsd", "rpc.mountd", "nfsdcld", "exportfs")
_PROGRAMS: Final = ("linux.uml", *_SERVER, "mount.nfs4", "mkfs.ext4", "modprobe", "cc")
_PATH: Final = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
_DISK_BYTES: Final = 256 * 1024**2
_SECONDS: Final = 600
"""For what takes half a minute on a quiet machine."""


def require() -> None:
    """Skips the test where such a machine cannot be had."""
    if platform.machine() != "x86_64":
        pytest.skip("NFS IS NOT SHOWN HERE: user-mode Linux exists for x86_64 alone")
    if missing := [program for program in _PROGRAMS if shutil.which(program, path=_PATH) is None]:
        pytest.skip(f"NFS IS NOT SHOWN HERE: {', '.join(missing)} missing; apt-get install {PACKAGES}")


def run(module: str, folder: Path) -> Mapping[str, Any]:
    """What a module of this repository prints when it is started with the two mounts as arguments.

    Everything of the machine lies in `folder` and is gone with it. Fails with the console when there is no result.
    """
    console = _console(module, folder)
    results = [line for line in console.splitlines() if line.startswith(RESULT)]
    assert results, console
    return dict(json.loads(results[-1].removeprefix(RESULT)))


def _console(module: str, folder: Path) -> str:
    disk, registers = folder / "disk", folder / "wide_registers.so"
    with disk.open("wb") as file:
        file.truncate(_DISK_BYTES)
    source = Path(__file__).with_name("wide_registers.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", registers, source], check=True)  # noqa: S603, S607
    command = [
        *("linux.uml", "mem=768M", "quiet", "ro", "rootfstype=hostfs", "rootflags=/"),
        *(f"ubdb={disk}", "con=null", "con0=null,fd:1", "ssl=null"),
        f"init={Path(__file__).with_name('boot.sh')}",
        *(f"REPOSITORY={REPOSITORY}", f"PYTHON={sys.executable}", f"MODULE={module}"),
    ]
    variables = {"PATH": _PATH, "HOME": str(folder), "TMPDIR": str(folder), "LD_PRELOAD": str(registers)}
    output = folder / "console"
    with output.open("wb") as file:
        process = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT, env=variables,
            start_new_session=True,
        )  # fmt: skip
        try:
            process.wait(_SECONDS)
        finally:
            # Its own processes are this machine's too, and they outlive it when it is stopped in its midst.
            _end(process)
    return output.read_text(encoding="utf-8", errors="replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()

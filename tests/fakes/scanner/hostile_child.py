"""A decoder that was taken over: it builds the real fence and then does whatever a crafted file might make it do.

Started by path with <root or nobody> <memory bytes> <cpu seconds>; `nobody` gives up root before the fence is built.
A job whose content type is the name of an attack is that attack; any other is decoded.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING

from momento_scanner.adapters.outbound.decoder.formats.decode import decode
from momento_scanner.adapters.outbound.decoder.sandbox import preload
from momento_scanner.adapters.outbound.decoder.sandbox.child import serve
from momento_scanner.adapters.outbound.decoder.sandbox.faults import reply_to
from momento_scanner.adapters.outbound.decoder.sandbox.wire import Job, Reply
from momento_scanner.domain.formats.media_type import BY_CONTENT_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable

GIBIBYTE = 1024**3
NOBODY = 65534
libc = ctypes.CDLL(None, use_errno=True)


def spin() -> None:
    while True:
        pass


def checked(result: int) -> None:
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")


def write_through(file: IO[bytes]) -> None:
    os.write(file.fileno(), b"changed")


def hang_up() -> None:
    os.closerange(3, 64)
    time.sleep(3600)


def make_code() -> None:
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()


ATTACKS: dict[str, Callable[[IO[bytes]], object]] = {
    "internet socket": lambda _: socket.socket(),
    "unix socket": lambda _: socket.socket(socket.AF_UNIX),
    "raw socket": lambda _: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
    "connect": lambda file: checked(libc.connect(file.fileno(), bytes(16), 16)),
    "read passwords": lambda _: Path("/etc/passwd").read_bytes(),
    "read own environment": lambda _: Path("/proc/self/environ").read_bytes(),
    "read the service": lambda _: Path(f"/proc/{os.getppid()}/environ").read_bytes(),
    "list a folder": lambda _: os.listdir("/"),  # noqa: PTH208  # one system call, not Path's several
    "ask about a file": lambda _: os.stat("/etc/shadow"),  # noqa: PTH116  # likewise
    "make a file": lambda _: Path("/tmp/hostile").write_bytes(b"x"),  # noqa: S108  # it never comes to be
    "make a file in memory": lambda _: os.memfd_create("hostile"),
    "change the file": write_through,
    "start a program": lambda _: subprocess.run(["/bin/true"], check=True),
    "become a program": lambda _: os.execv("/bin/true", ["/bin/true"]),  # noqa: S606  # that is the attack
    "fork": lambda _: os.fork(),
    "kill the service": lambda _: os.kill(os.getppid(), 0),
    "trace the service": lambda _: checked(libc.ptrace(16, os.getppid(), 0, 0)),
    "make code": lambda _: make_code(),
    "new namespace": lambda _: checked(libc.unshare(0x10000000)),
    "become root": lambda _: os.setresuid(0, 0, 0),
    "lift a limit": lambda _: checked(libc.prlimit(os.getppid(), 9, None, (ctypes.c_ulong * 2)())),
    "memory": lambda _: bytearray(4 * GIBIBYTE),
    "time": lambda _: spin(),
    "crash": lambda _: ctypes.string_at(0),
    "abort": lambda _: os.abort(),
    "exit": lambda _: os._exit(0),
    "hang up": lambda _: hang_up(),
}
"""By name: what it does with the file it was given."""


def main(arguments: list[str]) -> None:
    if arguments[0] == "nobody" and os.getuid() == 0:
        # Libraries may lie where only root can read them.
        preload.everything()
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    serve(arguments[1:], attacked)


def attacked(job: Job, file: IO[bytes]) -> Reply:
    """The reply to a job: `fault` names the error that stopped the attack, or says that nothing did."""
    try:
        if job.content_type in ATTACKS:
            ATTACKS[job.content_type](file)
            return Reply(fault="nothing stopped it")
        return Reply(decoded=decode(file, BY_CONTENT_TYPE[job.content_type], job.limits))
    except Exception as error:  # noqa: BLE001  # whatever stopped it
        return reply_to(error)


if __name__ == "__main__":
    main(sys.argv[1:])

"""Numbers of system calls, by name (Linux: arch/x86/entry/syscalls/syscall_64.tbl, asm-generic/unistd.h)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

# Allowed whatever their arguments are; name, number on x86_64, number on aarch64 (None: it has none).
_ALLOWED: Final = (
    ("read", 0, 63),
    ("write", 1, 64),
    ("lseek", 8, 62),
    ("pread64", 17, 67),
    ("readv", 19, 65),
    ("writev", 20, 66),
    ("close", 3, 57),
    ("dup", 32, 23),
    ("fstat", 5, 80),
    ("fadvise64", 221, 223),
    ("sendto", 44, 206),
    ("recvfrom", 45, 207),
    ("recvmsg", 47, 212),
    ("poll", 7, None),
    ("ppoll", 271, 73),
    ("munmap", 11, 215),
    ("mremap", 25, 216),
    ("brk", 12, 214),
    ("madvise", 28, 233),
    ("futex", 202, 98),
    ("sched_yield", 24, 124),
    ("sched_getaffinity", 204, 123),
    ("set_robust_list", 273, 99),
    ("rseq", 334, 293),
    ("membarrier", 324, 283),
    ("rt_sigaction", 13, 134),
    ("rt_sigprocmask", 14, 135),
    ("rt_sigreturn", 15, 139),
    ("sigaltstack", 131, 132),
    ("getpid", 39, 172),
    ("gettid", 186, 178),
    ("getrusage", 98, 165),
    ("sysinfo", 99, 179),
    ("getrandom", 318, 278),
    ("gettimeofday", 96, 169),
    ("clock_gettime", 228, 113),
    ("clock_getres", 229, 114),
    ("clock_nanosleep", 230, 115),
    ("nanosleep", 35, 101),
    ("exit", 60, 93),
    ("exit_group", 231, 94),
)
# Allowed with some arguments only.
_CONDITIONAL: Final = (
    ("clone", 56, 220),
    ("clone3", 435, 435),
    ("fcntl", 72, 25),
    ("mmap", 9, 222),
    ("mprotect", 10, 226),
    ("newfstatat", 262, 79),
    ("prlimit64", 302, 261),
    ("tgkill", 234, 131),
)


@dataclass(frozen=True, slots=True)
class Architecture:
    """How one kind of processor numbers system calls.

    Attributes:
        audit: its AUDIT_ARCH number (linux/audit.h).
        seccomp: the number of seccomp itself.
        allowed: allowed whatever the arguments are.
        conditional: by name, allowed with some arguments only.
    """

    audit: int
    seccomp: int
    allowed: tuple[int, ...]
    conditional: Mapping[str, int]


ARCHITECTURES: Final = {
    "x86_64": Architecture(
        audit=0xC000003E,
        seccomp=317,
        allowed=tuple(number for _, number, _ in _ALLOWED),
        conditional={name: number for name, number, _ in _CONDITIONAL},
    ),
    "aarch64": Architecture(
        audit=0xC00000B7,
        seccomp=277,
        allowed=tuple(number for _, _, number in _ALLOWED if number is not None),
        conditional={name: number for name, _, number in _CONDITIONAL},
    ),
}
"""By what `uname -m` says."""

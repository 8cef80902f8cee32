"""Calls of Linux that Python 3.11 has no function for."""

from __future__ import annotations

import ctypes
import os
import signal
from typing import Final

_CLONE_PARENT: Final = 0x00008000
_PR_SET_NO_NEW_PRIVS: Final = 38
_CAPABILITY_VERSION: Final = 0x20080522
_libc: Final = ctypes.CDLL(None, use_errno=True)


class _CapabilityHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


def unshare(namespaces: int) -> None:
    """Moves this process into new namespaces (unshare(2)); raises OSError."""
    _checked(_libc.unshare(namespaces))


def forbid_new_privileges() -> None:
    """Programs this process starts cannot gain privileges any more (PR_SET_NO_NEW_PRIVS); raises OSError."""
    _checked(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))


def drop_capabilities() -> None:
    """Empties the effective, permitted and inheritable sets of this thread (capset(2)); raises OSError."""
    # Two times three words: the sets have 64 bits each.
    _checked(_libc.capset(ctypes.byref(_CapabilityHeader(_CAPABILITY_VERSION, 0)), (ctypes.c_uint32 * 6)()))


def fork_sibling(number: int) -> int:
    """Forks this process for its parent, whose child the new one is as well (clone(2), whose number is `number`).

    It must have one thread. Returns 0 in the new process and its id in this one; raises OSError.
    """
    flags = ctypes.c_ulong(_CLONE_PARENT | signal.SIGCHLD)
    # No stack of its own: as with fork, both go on from here, each with its own memory.
    process = int(_libc.syscall(ctypes.c_long(number), flags, None, None, None, None))
    if process < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return process


def system_call(number: int, *arguments: object) -> None:
    """Makes a system call by its number; raises OSError."""
    _checked(_libc.syscall(number, *arguments))


def _checked(result: int) -> None:
    if result:
        error = ctypes.get_errno()
        # With TSYNC, seccomp(2) answers with the thread that could not follow.
        raise OSError(error, os.strerror(error) if error else f"refused with {result}")

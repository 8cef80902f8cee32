"""The system calls that a decoder may make once it is warm; everything else fails with EPERM (seccomp(2)).

The list names what computing, threads, and reading open descriptors need. No call on it takes a path, an address or
another process, so there is no file to open, nobody to talk to and nothing to start.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from typing import Final

from momento_scanner.adapters.outbound.decoder.sandbox.isolation import kernel
from momento_scanner.adapters.outbound.decoder.sandbox.isolation.architecture import ARCHITECTURES, Architecture

# linux/bpf_common.h: load a word of the call's description, jump when equal, jump when bits are set, answer.
_LOAD: Final = 0x20
_JUMP_EQUAL: Final = 0x15
_JUMP_BITS: Final = 0x45
_RETURN: Final = 0x06
# linux/seccomp.h: struct seccomp_data.
_NUMBER_AT: Final = 0
_ARCHITECTURE_AT: Final = 4
_ARGUMENTS_AT: Final = 16
_ARGUMENT_BYTES: Final = 8
_KILL_PROCESS: Final = 0x80000000
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | errno.EPERM
_NOT_THERE: Final = 0x00050000 | errno.ENOSYS
_SET_MODE_FILTER: Final = 1
_ALL_THREADS: Final = 1
# What an argument has to have, or must not have.
_CLONE_THREAD: Final = 0x00010000
_PROT_EXEC: Final = 0x4
_AT_EMPTY_PATH: Final = 0x1000
_F_DUPFD_CLOEXEC: Final = 1030

_INSTRUCTION: Final = struct.Struct("HBBI")


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def restrict_system_calls() -> None:
    """Puts the filter on every thread of this process, for good.

    Raises:
        OSError: the kernel does not let it.
        KeyError: the numbers of this machine's system calls are not known here.
    """
    architecture = ARCHITECTURES[platform.machine()]
    instructions = filter_for(architecture, os.getpid())
    program = _Program(len(instructions) // _INSTRUCTION.size, instructions)
    kernel.system_call(architecture.seccomp, _SET_MODE_FILTER, _ALL_THREADS, ctypes.byref(program))


def filter_for(architecture: Architecture, process: int) -> bytes:
    """The filter as a BPF program, for the process with the id `process`."""
    one = architecture.conditional
    return b"".join(
        [
            _load(_ARCHITECTURE_AT),
            _jump(_JUMP_EQUAL, architecture.audit, then=1),
            _answer(_KILL_PROCESS),
            _load(_NUMBER_AT),
            *(_allow(number) for number in architecture.allowed),
            # A new thread, but no new process.
            _allow_when(one["clone"], 0, _JUMP_BITS, _CLONE_THREAD),
            # Its flags lie in memory, where a filter cannot look; the C library then uses clone.
            _jump(_JUMP_EQUAL, one["clone3"], otherwise=1) + _answer(_NOT_THERE),
            # No code that was not loaded from a library before.
            _allow_when(one["mmap"], 2, _JUMP_BITS, _PROT_EXEC, opposite=True),
            _allow_when(one["mprotect"], 2, _JUMP_BITS, _PROT_EXEC, opposite=True),
            _allow_when(one["fcntl"], 1, _JUMP_EQUAL, _F_DUPFD_CLOEXEC),
            # Of an open descriptor, as fstat does it, and not of a path.
            _allow_when(one["newfstatat"], 3, _JUMP_BITS, _AT_EMPTY_PATH),
            # Its own limits and, for abort, its own threads.
            _allow_when(one["prlimit64"], 0, _JUMP_EQUAL, 0),
            _allow_when(one["tgkill"], 0, _JUMP_EQUAL, process),
            _answer(_REFUSE),
        ]
    )


def _load(offset: int) -> bytes:
    return _INSTRUCTION.pack(_LOAD, 0, 0, offset)


def _jump(kind: int, value: int, *, then: int = 0, otherwise: int = 0) -> bytes:
    return _INSTRUCTION.pack(kind, then, otherwise, value)


def _answer(value: int) -> bytes:
    return _INSTRUCTION.pack(_RETURN, 0, 0, value)


def _allow(number: int) -> bytes:
    return _jump(_JUMP_EQUAL, number, otherwise=1) + _answer(_ALLOW)


def _allow_when(number: int, argument: int, test: int, value: int, *, opposite: bool = False) -> bytes:
    # The low half of an argument comes first on both architectures; the flags tested here lie in it.
    lower = _ARGUMENTS_AT + argument * _ARGUMENT_BYTES
    return (
        _jump(_JUMP_EQUAL, number, otherwise=4)
        + _load(lower)
        + (_jump(test, value, then=1) if opposite else _jump(test, value, otherwise=1))
        + _answer(_ALLOW)
        + _answer(_REFUSE)
    )

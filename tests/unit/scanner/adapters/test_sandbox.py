"""The parts of the fence that need no process: its layers by name, and the filter of system calls as a program."""

from __future__ import annotations

import errno
import struct

import pytest
from momento_scanner.adapters.outbound.decoder.sandbox.isolation.architecture import ARCHITECTURES, Architecture
from momento_scanner.adapters.outbound.decoder.sandbox.isolation.layer import (
    ALWAYS_REQUIRED,
    SandboxLayer,
    parse_layers,
)
from momento_scanner.adapters.outbound.decoder.sandbox.isolation.system_calls import filter_for

PROCESS = 4711
ALLOWED = 0x7FFF0000
KILLED = 0x80000000
REFUSED = 0x00050000 | errno.EPERM
NOT_THERE = 0x00050000 | errno.ENOSYS
OFTEN_ABUSED = {
    "x86_64": {
        "open": 2,
        "socket": 41,
        "connect": 42,
        "fork": 57,
        "execve": 59,
        "kill": 62,
        "ptrace": 101,
        "openat": 257,
    },
    "aarch64": {"openat": 56, "ptrace": 117, "kill": 129, "socket": 198, "connect": 203, "execve": 221, "openat2": 437},
}

both = pytest.mark.parametrize("architecture", ARCHITECTURES.values(), ids=ARCHITECTURES)


def answer(architecture: Architecture, number: int, *arguments: int, audit: int | None = None) -> int:
    """What the filter says to a system call: the four instructions it uses, run as the kernel runs them."""
    words = [number, architecture.audit if audit is None else audit, 0, 0]
    for argument in (*arguments, *[0] * (6 - len(arguments))):
        words += [argument & 0xFFFFFFFF, argument >> 32]
    program = list(struct.iter_unpack("HBBI", filter_for(architecture, PROCESS)))
    accumulator, at = 0, 0
    while True:
        code, then, otherwise, value = program[at]
        at += 1
        match code:
            case 0x20:
                accumulator = words[value // 4]
            case 0x15:
                at += then if accumulator == value else otherwise
            case 0x45:
                at += then if accumulator & value else otherwise
            case 0x06:
                return int(value)


@both
def test_what_decoding_needs_is_allowed(architecture: Architecture) -> None:
    assert {answer(architecture, number) for number in architecture.allowed} == {ALLOWED}


@pytest.mark.parametrize(
    ("name", "call"), [(name, call) for name, calls in OFTEN_ABUSED.items() for call in calls], ids=str
)
def test_what_attacks_need_is_refused(name: str, call: str) -> None:
    assert answer(ARCHITECTURES[name], OFTEN_ABUSED[name][call]) == REFUSED


@both
def test_every_other_number_is_refused(architecture: Architecture) -> None:
    known = {*architecture.allowed, *architecture.conditional.values()}

    assert {answer(architecture, number) for number in range(1024) if number not in known} == {REFUSED}


@both
def test_the_calls_of_another_architecture_end_the_process(architecture: Architecture) -> None:
    assert answer(architecture, architecture.allowed[0], audit=0x40000003) == KILLED


@both
@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("clone", (0x00010000,), ALLOWED),
        ("clone", (17,), REFUSED),
        ("clone3", (), NOT_THERE),
        ("mmap", (0, 4096, 3), ALLOWED),
        ("mmap", (0, 4096, 7), REFUSED),
        ("mprotect", (0, 4096, 1), ALLOWED),
        ("mprotect", (0, 4096, 4), REFUSED),
        ("fcntl", (3, 1030), ALLOWED),
        ("fcntl", (3, 8), REFUSED),
        ("newfstatat", (3, 0, 0, 0x1000), ALLOWED),
        ("newfstatat", (3, 0, 0, 0), REFUSED),
        ("prlimit64", (0,), ALLOWED),
        ("prlimit64", (1,), REFUSED),
        ("tgkill", (PROCESS,), ALLOWED),
        ("tgkill", (1,), REFUSED),
    ],
)
def test_some_calls_depend_on_their_arguments(
    architecture: Architecture, name: str, arguments: tuple[int, ...], expected: int
) -> None:
    assert answer(architecture, architecture.conditional[name], *arguments) == expected


def test_walls_are_read_by_name() -> None:
    assert parse_layers("network, system-calls,") == {SandboxLayer.NETWORK, SandboxLayer.SYSTEM_CALLS}
    assert parse_layers("") == frozenset()
    assert parse_layers(",".join(ALWAYS_REQUIRED)) == ALWAYS_REQUIRED


def test_an_unknown_wall_is_named() -> None:
    with pytest.raises(ValueError, match="there is no layer called moat; known are limits, "):
        parse_layers("network,moat")

"""A whole Momento with a relay before its AWS, shared by the faults that need no settings of their own."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.e2e.member import Member
from tests.e2e.storage import Storage
from tests.faults.aws_faults import AwsFaults
from tests.faults.gated_stack import rerouted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PHOTO_LIMIT_BYTES = 3 * 1024 * 1024
SCAN_SECONDS = 15
DECODER_BYTES = 512 * 1024**2
ANSWER_SECONDS = 110
"""So long a slow machine may take for a film; less than members wait for an answer."""
IDLE_SECONDS = 2
TRANSFERS = 8
UPLOADS = 4
STREAMS = 16
"""`STREAMS_PER_USER` of ingest's `uploads/follow`."""


@pytest.fixture(scope="session")
def stack_and_aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stack, AwsFaults]]:
    chosen = {
        "MOMENTO_PHOTO_LIMIT_BYTES": str(PHOTO_LIMIT_BYTES),
        "MOMENTO_SCANNER_SCAN_SECONDS": str(SCAN_SECONDS),
        "MOMENTO_RESPONSE_SECONDS": str(ANSWER_SECONDS),
        # One worker, so that a test knows which process decodes.
        "MOMENTO_SCANNER_WORKERS": "1",
        "MOMENTO_SCANNER_WORKER_MEMORY_MIB": str(DECODER_BYTES // 1024**2),
        "MOMENTO_SCANNER_WORKER_WALL_SECONDS": "10",
    }
    stack = Stack(Settings(tmp_path_factory.mktemp("faults"), Ports.free(), chosen=chosen))
    with AwsFaults(stack) as relay:
        for name in ("ingest", "catalog"):
            rerouted(stack[name], relay.environment)
        with stack:
            yield stack, relay


@pytest.fixture(scope="session")
def tight(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack that has little patience and little room."""
    chosen = {
        "MOMENTO_UPLOAD_IDLE_SECONDS": str(IDLE_SECONDS),
        "MOMENTO_TRANSFERS": str(TRANSFERS),
        "MOMENTO_UPLOADS_PER_USER": str(UPLOADS),
        "MOMENTO_UPLOAD_SECONDS": "25",
        # A silent connection is closed half a minute after the longest answer.
        "MOMENTO_RESPONSE_SECONDS": "5",
    }
    with Stack(Settings(tmp_path_factory.mktemp("tight"), Ports.free(), chosen=chosen)) as running:
        yield running


@pytest.fixture
def stack(stack_and_aws: tuple[Stack, AwsFaults]) -> Stack:
    return stack_and_aws[0]


@pytest.fixture
def aws(stack_and_aws: tuple[Stack, AwsFaults]) -> AwsFaults:
    return stack_and_aws[1]


@pytest.fixture
def storage(stack: Stack) -> Storage:
    return Storage(stack)


@pytest.fixture
def new_member(stack: Stack) -> Iterator[Callable[[], Member]]:
    members: list[Member] = []

    def make() -> Member:
        members.append(Member.registered(stack, f"{secrets.token_hex(6)}@example.org"))
        return members[-1]

    yield make
    for member in members:
        member.close()


@pytest.fixture(scope="module")
def shared(stack_and_aws: tuple[Stack, AwsFaults]) -> Iterator[Member]:
    """One member for many tests that leave nothing behind."""
    member = Member.registered(stack_and_aws[0], f"{secrets.token_hex(6)}@example.org")
    yield member
    member.close()


@pytest.fixture
def member(new_member: Callable[[], Member]) -> Member:
    return new_member()

"""One whole Momento for all attacks: real services, real ClamAV, an AWS that enforces IAM."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.e2e.administrators import administrator
from tests.e2e.member import Member

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LINK_SECONDS = 10
"""Long enough for a slow machine to follow a link a few times while it is good."""


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    chosen = {"MOMENTO_LINK_SECONDS": str(LINK_SECONDS)}
    with Stack(Settings(tmp_path_factory.mktemp("abused"), Ports.free(), chosen=chosen)) as running:
        yield running


@pytest.fixture(scope="module")
def new_member(stack: Stack) -> Iterator[Callable[[], Member]]:
    members: list[Member] = []

    def make() -> Member:
        member = Member.registered(stack, f"{secrets.token_hex(6)}@example.org")
        members.append(member)
        return member

    yield make
    for member in members:
        member.close()


@pytest.fixture(scope="session")
def root(stack: Stack) -> Iterator[Member]:
    """The first administrator."""
    made = administrator(stack)
    yield made
    made.close()

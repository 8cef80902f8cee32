"""The images as real containers on networks of their own, with ClamAV, PostgreSQL and the embedded AWS."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from momento_local.engine.daemon import FOLDER, engine

from tests.containers.images import REPOSITORY, build_all, keep_only
from tests.containers.site import Site
from tests.e2e.member import Member

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="session")
def version() -> Iterator[str]:
    """Under which the images are found."""
    folder = Path(os.environ.get("MOMENTO_HOME") or REPOSITORY / ".momento").resolve() / FOLDER
    # Ryuk, which would clear up after a killed test, is an image of its own; the folder's next user clears up instead.
    os.environ["TESTCONTAINERS_RYUK_DISABLED"] = "true"
    with engine(folder) as is_ours:
        built = build_all(folder)
        if is_ours:
            keep_only(built)
        yield built


@pytest.fixture(scope="session")
def site(version: str) -> Iterator[Site]:
    with Site(version) as running:
        yield running


@pytest.fixture
def new_member(site: Site) -> Iterator[Callable[[], Member]]:
    members: list[Member] = []

    def make() -> Member:
        member = Member.registered_by(site.client(), f"{secrets.token_hex(6)}@example.org")
        members.append(member)
        return member

    yield make
    for member in members:
        member.close()


@pytest.fixture
def member(new_member: Callable[[], Member]) -> Member:
    return new_member()

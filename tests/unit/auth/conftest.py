from __future__ import annotations

import pytest

from tests.fakes.auth.world import World
from tests.fakes.chassis.certificates import TestAuthority


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TestAuthority:
    return TestAuthority(tmp_path_factory.mktemp("mesh"))


@pytest.fixture
def email(request: pytest.FixtureRequest) -> str:
    """An address of its own for each test."""
    return f"{abs(hash(request.node.nodeid))}@example.org"

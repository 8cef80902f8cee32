from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes.ingest.web import browser
from tests.fakes.ingest.world import ADA

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx

    from tests.fakes.ingest.world import World


@pytest.fixture
def token(world: World) -> str:
    return world.identity.signed_in(ADA)


@pytest.fixture
async def ada(world: World, token: str) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which Ada is signed in."""
    async with browser(world, token) as client:
        yield client


@pytest.fixture
async def stranger(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which nobody is signed in."""
    async with browser(world) as client:
        yield client

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from momento_ingest.adapters.outbound.filesystem.idempotency_keys import FilesystemIdempotencyKeys
from momento_ingest.domain.identifiers import UploadId, UserId

from tests.fakes.ingest.idempotency_keys import InMemoryIdempotencyKeys

if TYPE_CHECKING:
    from pathlib import Path

    from momento_ingest.application.ports.idempotency_keys import IdempotencyKeys

ADA, BOB = UserId("01arz3ndektsv4rrffq69g5fad"), UserId("01arz3ndektsv4rrffq69g5fae")
FIRST, SECOND = UploadId("01m80gb91p692ex4de2zsjs4vy"), UploadId("01m80gb91p692ex4de2zsjs4vz")
HOUR = timedelta(hours=1)


@pytest.fixture(params=["memory", "filesystem"])
def keys(request: pytest.FixtureRequest, tmp_path: Path) -> IdempotencyKeys:
    return InMemoryIdempotencyKeys() if request.param == "memory" else FilesystemIdempotencyKeys(tmp_path / "journal")


def folders_of_users(journal: Path) -> list[Path]:
    return list(journal.glob("*/*"))


@pytest.mark.parametrize("key", ["key", "../../etc/passwd", "k" * 255, "!#$%&'()*/:~"])
async def test_a_key_stands_for_its_upload(keys: IdempotencyKeys, key: str) -> None:
    assert await keys.find(ADA, key) is None
    await keys.remember(ADA, key, FIRST)
    assert await keys.find(ADA, key) == FIRST


async def test_a_key_is_one_users_own(keys: IdempotencyKeys) -> None:
    await keys.remember(ADA, "key", FIRST)
    await keys.remember(BOB, "key", SECOND)
    assert (await keys.find(ADA, "key"), await keys.find(BOB, "key")) == (FIRST, SECOND)


async def test_what_is_remembered_last_counts(keys: IdempotencyKeys) -> None:
    await keys.remember(ADA, "key", FIRST)
    await keys.remember(ADA, "key", SECOND)
    assert await keys.find(ADA, "key") == SECOND


async def test_old_keys_are_forgotten_and_others_are_not(keys: IdempotencyKeys) -> None:
    await keys.remember(ADA, "key", FIRST)
    await keys.forget(datetime.now(UTC) - HOUR)
    assert await keys.find(ADA, "key") == FIRST
    await keys.forget(datetime.now(UTC) + HOUR)
    assert await keys.find(ADA, "key") is None


async def test_whose_keys_are_forgotten_keeps_no_folder_for_them(tmp_path: Path) -> None:
    on_disk = FilesystemIdempotencyKeys(tmp_path / "journal")
    await on_disk.remember(ADA, "key", FIRST)
    await on_disk.forget(datetime.now(UTC) + HOUR)
    assert folders_of_users(tmp_path / "journal") == []

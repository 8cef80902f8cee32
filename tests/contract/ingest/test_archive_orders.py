from __future__ import annotations

import asyncio
import errno
import stat
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from momento_ingest.adapters.outbound.filesystem import archive_orders
from momento_ingest.adapters.outbound.filesystem.archive_orders import FilesystemArchiveOrders
from momento_ingest.application.ports.archive_orders import ArchiveOrder
from momento_ingest.domain.errors import InsufficientStorage
from momento_ingest.domain.identifiers import UploadId

from tests.fakes.ingest.archive_orders import InMemoryArchiveOrders
from tests.fakes.ingest.seals import new_seal

if TYPE_CHECKING:
    from pathlib import Path

    from momento_ingest.application.ports.archive_orders import ArchiveOrders

END = datetime(2026, 3, 1, 12, 5, 0, 123456, tzinfo=UTC)
UPLOADS = (UploadId("01m80gb91p692ex4de2zsjs4vz"), UploadId("01m80gb91p692ex4de2zsjs4vy"))
ORDER = ArchiveOrder("grant of ada", UPLOADS, END)
ALL = ArchiveOrder("grant of eve", (), END)
KEY = new_seal()


@pytest.fixture(params=["memory", "filesystem"])
def orders(request: pytest.FixtureRequest, tmp_path: Path) -> ArchiveOrders:
    return InMemoryArchiveOrders() if request.param == "memory" else FilesystemArchiveOrders(tmp_path, KEY)


async def test_an_order_comes_back_by_its_ticket(orders: ArchiveOrders) -> None:
    await orders.keep("one", ORDER)
    await orders.keep("two", ALL)
    assert (await orders.take("two"), await orders.take("one")) == (ALL, ORDER)


async def test_an_order_can_be_looked_at_until_it_is_taken(orders: ArchiveOrders) -> None:
    await orders.keep("one", ORDER)
    assert [await orders.find("one") for _ in range(2)] == [ORDER, ORDER]
    assert await orders.take("one") == ORDER
    assert await orders.find("one") is None
    assert await orders.find("../one") is None


async def test_a_ticket_that_was_used_or_never_was_brings_nothing(orders: ArchiveOrders) -> None:
    await orders.keep("one", ORDER)
    await orders.take("one")
    assert await orders.take("one") is None
    assert await orders.take("../one") is None


async def test_of_many_that_come_with_one_ticket_one_gets_it(orders: ArchiveOrders) -> None:
    await orders.keep("one", ORDER)
    found = await asyncio.gather(*(orders.take("one") for _ in range(20)))
    assert [order for order in found if order is not None] == [ORDER]


async def test_what_is_older_than_a_moment_is_forgotten(orders: ArchiveOrders) -> None:
    await orders.keep("one", ORDER)
    await orders.forget(datetime.now(UTC) - timedelta(minutes=1))
    assert await orders.take("one") == ORDER
    await orders.keep("two", ORDER)
    await orders.forget(datetime.now(UTC) + timedelta(minutes=1))
    assert await orders.take("two") is None


async def test_another_replica_finds_it_and_nothing_is_left(tmp_path: Path) -> None:
    await FilesystemArchiveOrders(tmp_path, KEY).keep("the-ticket", ORDER)
    assert_private(tmp_path)
    assert await FilesystemArchiveOrders(tmp_path, KEY).take("the-ticket") == ORDER
    assert_empty(tmp_path)


async def test_one_that_cannot_be_read_brings_nothing(tmp_path: Path) -> None:
    await FilesystemArchiveOrders(tmp_path, new_seal()).keep("one", ORDER)
    assert await FilesystemArchiveOrders(tmp_path, KEY).take("one") is None
    assert_empty(tmp_path)


def assert_private(folder: Path) -> None:
    """Who reads the disk has neither the ticket nor the grant."""
    (file,) = folder.iterdir()
    assert b"grant of ada" not in file.read_bytes()
    assert "the-ticket" not in file.name
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def assert_empty(folder: Path) -> None:
    assert list(folder.iterdir()) == []


async def test_on_a_full_disk_an_order_is_refused_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(archive_orders, "replace_file", full)
    with pytest.raises(InsufficientStorage):
        await FilesystemArchiveOrders(tmp_path, KEY).keep("one", ORDER)

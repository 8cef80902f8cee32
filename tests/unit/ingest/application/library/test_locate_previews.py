from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from momento_ingest.application.library.locate_previews import MAX_PREVIEWS, LocatePreviews
from momento_ingest.domain.errors import NotFound, Unavailable
from momento_ingest.domain.identifiers import UploadId
from momento_ingest.domain.library.preview_size import PreviewSize

from tests.fakes.ingest.catalog import InMemoryCatalog, media_item, preview_address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SMALL = PreviewSize.SMALL


def upload_ids(count: int) -> list[UploadId]:
    return [UploadId(f"01m80gb91p692ex4de2zsj{number:04}") for number in range(count)]


@dataclass
class SlowCatalog(InMemoryCatalog):
    """Answers when it is let; keeps what it was asked for."""

    let: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[tuple[str, int, PreviewSize]] = field(default_factory=list)

    async def locate_previews(
        self, token: str, upload_ids: Sequence[UploadId], size: PreviewSize
    ) -> Mapping[UploadId, str]:
        self.asked.append((token, len(upload_ids), size))
        await self.let.wait()
        return await super().locate_previews(token, upload_ids, size)

    def has(self, upload_ids: Sequence[UploadId]) -> None:
        self.items = {it.value: media_item(it.value) for it in upload_ids}


@pytest.fixture
def catalog() -> SlowCatalog:
    return SlowCatalog()


async def _until_all_wait() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


async def test_a_screen_of_previews_costs_two_questions_and_each_gets_its_own_answer(catalog: SlowCatalog) -> None:
    ids, locate = upload_ids(80), LocatePreviews(catalog)
    catalog.has(ids)
    first = asyncio.create_task(locate("token", ids[0], SMALL))
    await _until_all_wait()
    others = [asyncio.create_task(locate("token", upload_id, SMALL)) for upload_id in ids]
    await _until_all_wait()
    catalog.let.set()
    assert await first == preview_address(ids[0], SMALL)
    assert await asyncio.gather(*others) == [preview_address(it, SMALL) for it in ids]
    assert catalog.asked == [("token", 1, SMALL), ("token", 80, SMALL)]


async def test_no_question_is_longer_than_the_catalog_takes(catalog: SlowCatalog) -> None:
    ids, locate = upload_ids(2 * MAX_PREVIEWS + 1), LocatePreviews(catalog)
    catalog.has(ids)
    catalog.let.set()
    await asyncio.gather(*(locate("token", upload_id, SMALL) for upload_id in ids))
    assert [count for _, count, _ in catalog.asked] == [MAX_PREVIEWS, MAX_PREVIEWS, 1]


async def test_tokens_and_sizes_never_share_a_question(catalog: SlowCatalog) -> None:
    (upload_id,), locate = upload_ids(1), LocatePreviews(catalog)
    catalog.has([upload_id])
    catalog.let.set()
    wanted = [("one", SMALL), ("two", SMALL), ("one", PreviewSize.LARGE)]
    await asyncio.gather(*(locate(token, upload_id, size) for token, size in wanted))
    assert catalog.asked == [(token, 1, size) for token, size in wanted]


async def test_an_answer_is_never_older_than_the_request_so_that_a_purge_counts_at_once(catalog: SlowCatalog) -> None:
    (upload_id,), locate = upload_ids(1), LocatePreviews(catalog)
    catalog.has([upload_id])
    catalog.let.set()
    assert await locate("token", upload_id, SMALL)
    catalog.items.clear()
    with pytest.raises(NotFound) as raised:
        await locate("token", upload_id, SMALL)
    assert raised.value.reason == "MEDIA_NOT_FOUND"


async def test_what_is_not_there_takes_no_answer_from_the_others(catalog: SlowCatalog) -> None:
    there, missing = upload_ids(2)
    catalog.has([there])
    catalog.let.set()
    locate = LocatePreviews(catalog)
    found, refused = await asyncio.gather(
        locate("token", there, SMALL), locate("token", missing, SMALL), return_exceptions=True
    )
    assert found == preview_address(there, SMALL)
    assert isinstance(refused, NotFound)


async def test_a_refusal_reaches_everybody_who_waits_and_nobody_after(catalog: SlowCatalog) -> None:
    ids, locate = upload_ids(3), LocatePreviews(catalog)
    catalog.has(ids)
    catalog.let.set()
    catalog.failure = Unavailable("SERVICE_UNREACHABLE", "It does not answer.")
    answers = await asyncio.gather(*(locate("token", it, SMALL) for it in ids), return_exceptions=True)
    assert [type(answer) for answer in answers] == [Unavailable] * 3
    catalog.failure = None
    assert await locate("token", ids[0], SMALL)


async def test_one_who_gives_up_waiting_takes_no_answer_from_the_others(catalog: SlowCatalog) -> None:
    (upload_id,), locate = upload_ids(1), LocatePreviews(catalog)
    catalog.has([upload_id])
    one, other = (asyncio.create_task(locate("token", upload_id, SMALL)) for _ in range(2))
    await _until_all_wait()
    one.cancel()
    catalog.let.set()
    assert await other == preview_address(upload_id, SMALL)

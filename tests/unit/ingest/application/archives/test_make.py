from __future__ import annotations

import asyncio
import hashlib
import io
import json
import random
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from momento_chassis.identity import MEDIA_READ
from momento_ingest.application.archives.read_original import TRIES
from momento_ingest.application.archives.slots import OF_A_USER
from momento_ingest.application.ports.identity import Client
from momento_ingest.domain.audit.event import ActivityEvent
from momento_ingest.domain.errors import TooManyRequests, Unauthenticated, Unavailable
from momento_ingest.domain.identifiers import UploadId

from tests.fakes.ingest.albums import album_item
from tests.fakes.ingest.catalog import STORE, media_item
from tests.fakes.ingest.world import ADA

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from momento_ingest.application.ports.archive_orders import ArchiveOrder
    from momento_ingest.domain.library.media_item import MediaItem, MediaPage

    from tests.fakes.ingest.world import World

HERE = Client("192.0.2.1", "Firefox")
CONTENT = b"twelve bytes"


def upload(number: int) -> str:
    return f"01m80gb91p692ex4de2zsk{number:04}"


def keep(world: World, number: int = 1, content: bytes = CONTENT, **changes: Any) -> MediaItem:
    """Stores an original and records it."""
    checksum = hashlib.sha256(content).hexdigest()
    item = media_item(upload(number), bytes=len(content), sha256=checksum, **changes)
    world.catalog.items[item.upload_id] = item
    world.originals.objects[f"{STORE}{item.upload_id}?attachment"] = content
    return item


async def order(world: World, *selection: MediaItem) -> ArchiveOrder:
    ids = tuple(UploadId(item.upload_id) for item in selection)
    ticket, _ = await world.order_archive.ticket(await world.caller(), HERE, ids)
    return await world.order_archive.find(ticket)


async def read(pieces: AsyncGenerator[bytes, None]) -> bytes:
    return b"".join([piece async for piece in pieces])


async def drawn(pieces: AsyncGenerator[bytes, None]) -> bytes:
    """The next piece, or nothing when the store has failed."""
    try:
        return await anext(pieces)
    except Unavailable:
        return b""


async def made(world: World, *selection: MediaItem) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(await read(await world.make_archive(await order(world, *selection)))))


def document(archive: zipfile.ZipFile) -> dict[str, Any]:
    reported: dict[str, Any] = json.loads(archive.read("momento.json"))
    return reported


async def test_an_export_holds_every_original_by_month_and_the_trash_apart(world: World) -> None:
    keep(world, 1)
    keep(world, 2, b"another", taken_at=datetime(2009, 1, 2, tzinfo=UTC))
    keep(world, 3, b"a third", trashed_at=world.now)
    archive = await made(world)
    assert {name: archive.read(name) for name in archive.namelist()[:-1]} == {
        "2008/10/lake.jpg": CONTENT,
        "2009/01/lake.jpg": b"another",
        "trash/2008/10/lake.jpg": b"a third",
    }
    assert archive.comment == b"Complete: 3 files."


async def test_momento_json_tells_what_is_known_in_the_words_of_the_api_without_links(world: World) -> None:
    item = keep(world)
    album = album_item(title="Italy")
    world.albums.kept[album.album_id] = album
    world.albums.items = [item]
    world.catalog.events = [ActivityEvent("01m80gb91p692ex4de2zsjs4v0", world.now, "media.recorded", "success")]
    reported = document(await made(world))
    assert reported["format"] == "momento-archive-1"
    assert reported["account"] == {"userId": ADA.user_id.value, "email": ADA.email, "displayName": ADA.display_name}
    (entry,) = reported["items"]
    assert entry["file"] == "2008/10/lake.jpg"
    assert entry["uploadId"] == item.upload_id
    assert entry["takenAt"] == "2008-10-22T16:28:39Z"
    assert entry["tags"] == [{"name": "lake", "source": "model", "confidence": 0.75}]
    assert not {"previews", "etag"} & set(entry)
    assert [(album["title"], album["uploadIds"]) for album in reported["albums"]] == [("Italy", [item.upload_id])]
    assert [event["event"] for event in reported["activity"]] == ["media.recorded"]
    assert (reported["files"], reported["problems"]) == (1, 0)


async def test_a_grant_without_the_scope_for_it_tells_no_activity(world: World) -> None:
    keep(world)
    world.catalog.events = [ActivityEvent("01m80gb91p692ex4de2zsjs4v0", world.now, "media.recorded", "success")]
    ordered = await order(world)
    world.identity.scopes[ordered.grant.rpartition(" ")[2]] = frozenset({MEDIA_READ})
    archive = zipfile.ZipFile(io.BytesIO(await read(await world.make_archive(ordered))))
    assert document(archive)["activity"] == []


async def test_a_selection_lies_side_by_side_and_equal_names_are_numbered(world: World) -> None:
    first, second, _ = keep(world, 1), keep(world, 2, b"another"), keep(world, 3, b"not chosen")
    archive = await made(world, first, second)
    assert archive.namelist() == ["lake.jpg", "lake (2).jpg", "momento.json"]
    assert "albums" not in document(archive)


async def test_an_original_whose_connection_breaks_is_gone_on_with_where_it_broke(world: World) -> None:
    item = keep(world)
    world.originals.breaks = [1, 0, 1]
    assert (await made(world, item)).read("lake.jpg") == CONTENT
    assert world.steps.starting_with("originals") == [f"originals.read from {start}" for start in (0, 4, 4, 8)]
    assert world.steps.starting_with("waits") == ["waits after 1", "waits after 2", "waits after 1"]


async def test_a_store_that_does_not_come_back_ends_the_archive_without_its_directory(world: World) -> None:
    keep(world)
    world.originals.breaks = [2, *[0] * TRIES]
    pieces, received = await world.make_archive(await order(world)), b""
    while piece := await drawn(pieces):
        received += piece
    assert received
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(received))


async def test_what_cannot_be_had_is_listed_in_the_document_and_at_the_end(world: World) -> None:
    lost, kept = keep(world, 1), keep(world, 2, b"another")
    del world.originals.objects[f"{STORE}{lost.upload_id}?attachment"]
    archive = await made(world, lost, kept)
    assert archive.namelist() == ["lake.jpg", "momento.json"]
    reported = {item["uploadId"]: item for item in document(archive)["items"]}
    assert reported[lost.upload_id]["problem"] == "ORIGINAL_MISSING"
    assert "file" not in reported[lost.upload_id]
    assert archive.comment == b"Incomplete: 1 files, 1 problems listed in momento.json."


async def test_an_item_that_is_not_there_or_somebody_elses_is_told_by_its_id_alone(world: World) -> None:
    archive = await made(world, media_item(upload(9)))
    assert document(archive)["items"] == [{"uploadId": upload(9), "problem": "MEDIA_NOT_FOUND"}]


async def test_an_original_purged_in_the_middle_of_its_file_is_missing_and_does_not_break_the_archive(
    world: World,
) -> None:
    gone, kept = keep(world, 1), keep(world, 2, b"another")
    world.originals.breaks = [1]
    pieces = await world.make_archive(await order(world, gone, kept))
    begun = await anext(pieces)
    del world.originals.objects[f"{STORE}{gone.upload_id}?attachment"]
    archive = zipfile.ZipFile(io.BytesIO(begun + await read(pieces)))
    assert archive.testzip() is None
    assert archive.namelist() == ["lake (2).jpg", "momento.json"]
    assert archive.read("lake (2).jpg") == b"another"
    reported = {item["uploadId"]: item for item in document(archive)["items"]}
    assert reported[gone.upload_id]["problem"] == "ORIGINAL_MISSING"
    assert "file" not in reported[gone.upload_id]
    assert archive.comment.startswith(b"Incomplete: 1 files, 1 problems")


async def test_an_object_that_is_shorter_is_not_taken_for_the_original(world: World) -> None:
    item = keep(world)
    world.originals.objects[f"{STORE}{item.upload_id}?attachment"] = CONTENT[:-2]
    with pytest.raises(Unavailable):
        await made(world, item)


async def test_what_goes_beyond_the_record_is_left_out(world: World) -> None:
    item = keep(world)
    world.originals.objects[f"{STORE}{item.upload_id}?attachment"] = CONTENT + b"more"
    assert (await made(world, item)).read("lake.jpg") == CONTENT


async def test_bytes_that_are_not_those_of_the_record_are_told(world: World) -> None:
    item = keep(world)
    world.originals.objects[f"{STORE}{item.upload_id}?attachment"] = CONTENT[::-1]
    archive = await made(world, item)
    assert document(archive)["items"][0]["problem"] == "CHECKSUM_MISMATCH"
    assert archive.comment.startswith(b"Incomplete")


async def test_an_archive_ends_soon_after_its_session_in_the_middle_of_a_file(world: World) -> None:
    item = keep(world, content=bytes(1000))
    pieces = await world.make_archive(await order(world, item))
    await anext(pieces)
    world.identity.revoke(ADA)
    await anext(pieces)
    world.now += timedelta(seconds=3)
    with pytest.raises(Unauthenticated):
        await read(pieces)


async def test_an_archive_of_an_ended_session_is_refused_before_it_begins(world: World) -> None:
    ordered = await order(world)
    world.identity.revoke(ADA)
    with pytest.raises(Unauthenticated):
        await world.make_archive(ordered)


async def test_a_user_makes_two_archives_at_once_and_the_next_when_one_has_ended(world: World) -> None:
    running = [await world.make_archive(await order(world)) for _ in range(OF_A_USER)]
    with pytest.raises(TooManyRequests):
        await world.make_archive(await order(world))
    await running[0].aclose()
    await read(await world.make_archive(await order(world)))


async def test_what_was_purged_after_its_bytes_were_sent_is_described_and_what_came_later_is_not_there(
    world: World,
) -> None:
    gone = keep(world, 1, bytes(1000))
    pieces = await world.make_archive(await order(world))
    begun = await anext(pieces) + await anext(pieces)
    await listed()
    del world.catalog.items[gone.upload_id]
    keep(world, 7)
    archive = zipfile.ZipFile(io.BytesIO(begun + await read(pieces)))
    (item,) = document(archive)["items"]
    assert (item["uploadId"], item["file"]) == (gone.upload_id, "2008/10/lake.jpg")
    assert archive.comment == b"Complete: 1 files."


async def test_an_item_trashed_while_the_archive_is_made_is_in_it_once(world: World) -> None:
    items = [keep(world, number, b"%d" % number) for number in range(3)]
    library = world.catalog.library

    async def trash_after(token: str, *, cursor: str, limit: int) -> MediaPage:
        page = await library(token, cursor=cursor, limit=limit)
        world.catalog.items[upload(1)] = replace(items[1], trashed_at=world.now)
        return page

    world.catalog.library = trash_after  # type: ignore[method-assign]  # a library that changes between two pages
    archive = zipfile.ZipFile(io.BytesIO(await read(await world.make_archive(await order(world)))))
    assert sorted(archive.read(name) for name in archive.namelist()[:-1]) == [b"0", b"1", b"2"]
    assert [item["uploadId"] for item in document(archive)["items"]] == [upload(0), upload(1), upload(2)]


@pytest.mark.parametrize("seed", range(20))
async def test_an_export_of_500_items_is_complete_while_others_edit_trash_restore_upload_and_purge(
    world: World, seed: int
) -> None:
    contents = {upload(number): b"content of %d" % number for number in range(500)}
    for number in range(500):
        keep(world, number, contents[upload(number)], trashed_at=None if number % 5 else world.now)
    purged = Restless(world, random.Random(seed)).begin()  # noqa: S311  # a repeatable order, no secret
    archive = await made(world)
    assert archive.testzip() is None
    reported = document(archive)["items"]
    assert len({item["uploadId"] for item in reported}) == len(reported)
    files = {item["uploadId"]: item["file"] for item in reported if "file" in item}
    assert len(set(files.values())) == len(files) == len(archive.namelist()) - 1
    assert contents.keys() - files.keys() <= purged
    assert {item["uploadId"] for item in reported if "problem" in item} <= purged
    for item in reported:
        if "file" in item:
            assert hashlib.sha256(archive.read(item["file"])).hexdigest() == item["sha256"]


class Restless:
    """Somebody who changes the library beside an export: at each of its requests, in an order that a seed decides."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self._world = world
        self._chance = chance
        self._purged: set[str] = set()
        self._uploads = 1000

    def begin(self) -> set[str]:
        """Changes the library from now on; the ids of what was purged, which grow with time."""
        for method in ("library", "link"):
            setattr(self._world.catalog, method, self._with_changes(getattr(self._world.catalog, method)))
        return self._purged

    def _with_changes(self, method: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def changed(*arguments: Any, **named: Any) -> Any:
            self._change()
            await asyncio.sleep(0)
            return await method(*arguments, **named)

        return changed

    def _change(self) -> None:
        items = self._world.catalog.items
        upload_id = self._chance.choice(list(items))
        match self._chance.randrange(5):
            case 0:
                items[upload_id] = replace(items[upload_id], trashed_at=self._world.now)
            case 1:
                items[upload_id] = replace(items[upload_id], trashed_at=None)
            case 2:
                items[upload_id] = replace(items[upload_id], title="changed", etag="2")
            case 3:
                self._uploads += 1
                keep(self._world, self._uploads, b"new")
            case _:
                self._purged.add(upload_id)
                del items[upload_id]


async def listed() -> None:
    """Lets what runs beside the test go on as far as it can: nothing in it waits for anything but others in it."""
    for _ in range(100):
        await asyncio.sleep(0)

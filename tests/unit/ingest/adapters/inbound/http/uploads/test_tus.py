from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

import pytest
from momento_ingest.domain.errors import UnsupportedMedia
from momento_ingest.domain.uploads.capacity import Capacity

from tests.fakes.ingest.web import assert_problem, browser
from tests.fakes.ingest.world import ADA, PHOTO_LIMIT, VIDEO_LIMIT, World

if TYPE_CHECKING:
    import httpx

PATH = "/api/v1/uploads"
TUS = {"Tus-Resumable": "1.0.0"}
PIECE = {**TUS, "Content-Type": "application/offset+octet-stream"}


def in_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def metadata(**values: str) -> str:
    return ",".join(f"{key} {in_base64(value.encode())}" for key, value in values.items())


async def begin(client: httpx.AsyncClient, size: object = 5, **known: str) -> httpx.Response:
    known.setdefault("filename", "lake.jpg")
    return await client.post(PATH, headers={**TUS, "Upload-Length": str(size), "Upload-Metadata": metadata(**known)})


async def send(client: httpx.AsyncClient, where: str, offset: object, piece: bytes, **more: str) -> httpx.Response:
    headers = {**PIECE, "Upload-Offset": str(offset), **{key.replace("_", "-"): it for key, it in more.items()}}
    return await client.patch(where, content=piece, headers=headers)


async def begun(client: httpx.AsyncClient, size: int = 5, **known: str) -> str:
    answer = await begin(client, size, **known)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


async def test_options_tell_what_is_spoken_without_a_token(stranger: httpx.AsyncClient) -> None:
    answer = await stranger.options(PATH)
    assert (answer.status_code, answer.headers["tus-version"]) == (204, "1.0.0")
    assert answer.headers["tus-extension"] == "creation,creation-with-upload,checksum,expiration,termination"
    assert answer.headers["tus-max-size"] == str(max(PHOTO_LIMIT, VIDEO_LIMIT))
    assert answer.headers["tus-checksum-algorithm"] == "sha256,sha1"


async def test_an_upload_goes_on_piece_by_piece_until_its_last_byte(ada: httpx.AsyncClient, world: World) -> None:
    where = await begun(ada, tags="lake,boat")
    first = await send(ada, where, 0, b"by")
    assert (first.status_code, first.headers["upload-offset"], first.headers["tus-resumable"]) == (204, "2", "1.0.0")
    asked = await ada.head(where, headers=TUS)
    assert (asked.status_code, asked.headers["upload-offset"], asked.headers["upload-length"]) == (200, "2", "5")
    assert asked.headers["upload-expires"] == "Mon, 02 Mar 2026 12:00:00 GMT"
    assert asked.headers["cache-control"] == "no-store"
    last = await send(ada, where, 2, b"tes")
    assert (last.status_code, last.headers["upload-offset"]) == (204, "5")
    assert "upload-expires" not in last.headers
    await world.process_all()
    reported = (await ada.get(where)).json()
    assert (reported["state"], reported["receivedBytes"], reported["media"]["bytes"]) == ("done", 5, 5)
    assert world.inspector.seen == [("lake.jpg", 5, b"bytes")]


async def test_creation_takes_the_first_piece(ada: httpx.AsyncClient) -> None:
    headers = {**PIECE, "Upload-Length": "5", "Upload-Metadata": metadata(filename="a.jpg")}
    answer = await ada.post(PATH, content=b"byt", headers=headers)
    assert (answer.status_code, answer.headers["upload-offset"]) == (201, "3")


@pytest.mark.parametrize("method", ["POST", "HEAD", "PATCH", "DELETE"])
@pytest.mark.parametrize("version", [None, "0.2.2"])
async def test_another_version_is_refused_with_the_one_that_is_spoken(
    ada: httpx.AsyncClient, method: str, version: str | None
) -> None:
    where = PATH if method == "POST" else await begun(ada)
    answer = await ada.request(method, where, headers={"Tus-Resumable": version} if version else {})
    assert (answer.status_code, answer.headers["tus-version"]) == (412, "1.0.0")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"Upload-Length": "five"}, "TUS_HEADER_INVALID"),
        ({"Upload-Length": "-1"}, "TUS_HEADER_INVALID"),
        ({"Upload-Length": "9" * 5000}, "TUS_HEADER_INVALID"),
        ({"Upload-Length": ""}, "TUS_HEADER_INVALID"),
        ({"Upload-Length": "0"}, "FILE_EMPTY"),
        ({"Upload-Metadata": ""}, "TUS_METADATA_INVALID"),
        ({"Upload-Metadata": "filename YQ="}, "TUS_METADATA_INVALID"),
        ({"Upload-Metadata": "filename !!!!"}, "TUS_METADATA_INVALID"),
        ({"Upload-Metadata": "filename " + in_base64(b"\xff.jpg")}, "TUS_METADATA_INVALID"),
        ({"Upload-Metadata": metadata(filename="a.jpg") + "," + metadata(filename="b.jpg")}, "TUS_METADATA_INVALID"),
        ({"Upload-Metadata": metadata(filename="../a.jpg")}, "FILE_NAME_INVALID"),
        ({"Upload-Metadata": metadata(filename="a.jpg", tags="a#b")}, "TAG_INVALID"),
        ({"Upload-Metadata": metadata(filename="a.jpg", sha256="abc")}, "CHECKSUM_INVALID"),
    ],
)
async def test_what_is_declared_wrongly_is_named(
    ada: httpx.AsyncClient, world: World, changed: dict[str, str], code: str
) -> None:
    headers = {**TUS, "Upload-Length": "5", "Upload-Metadata": metadata(filename="a.jpg"), **changed}
    assert_problem(await ada.post(PATH, headers=headers), 400, code)
    assert world.journal.kept == {}


async def test_what_will_not_be_kept_is_refused_before_a_byte_of_it(ada: httpx.AsyncClient) -> None:
    assert_problem(await begin(ada, filename="run.exe"), 415, "EXTENSION_NOT_ALLOWED")
    assert_problem(await begin(ada, PHOTO_LIMIT + 1), 413, "FILE_TOO_LARGE")


async def test_known_bytes_are_refused_with_the_item_that_has_them(ada: httpx.AsyncClient, world: World) -> None:
    item = (await world.process(await world.received(b"bytes"))).upload.outcome
    answer = await begin(ada, sha256=hashlib.sha256(b"bytes").hexdigest())
    assert (answer.status_code, answer.json()["code"], answer.json()["uploadId"]) == (409, "ALREADY_STORED", str(item))
    assert answer.headers["location"] == f"/api/v1/media/{item}"


async def test_a_piece_that_belongs_elsewhere_is_a_conflict(ada: httpx.AsyncClient) -> None:
    where = await begun(ada)
    assert_problem(await send(ada, where, 1, b"bytes"), 409, "OFFSET_MISMATCH")


async def test_a_piece_of_another_type_is_refused(ada: httpx.AsyncClient) -> None:
    where = await begun(ada)
    answer = await ada.patch(where, content=b"bytes", headers={**TUS, "Upload-Offset": "0"})
    assert_problem(answer, 415, "CONTENT_TYPE_NOT_ALLOWED")


async def test_more_bytes_than_declared_are_refused(ada: httpx.AsyncClient) -> None:
    assert_problem(await send(ada, await begun(ada), 0, b"bytes and more"), 413, "UPLOAD_OVERRUN")


async def test_a_locked_upload_says_when_to_come_back(ada: httpx.AsyncClient, world: World) -> None:
    where = await begun(ada)
    world.locks.held.add(where.rpartition("/")[2])
    answer = await send(ada, where, 0, b"bytes")
    assert_problem(answer, 423, "UPLOAD_LOCKED")
    assert answer.headers["retry-after"] == "5"
    assert_problem(await ada.delete(where, headers=TUS), 423, "UPLOAD_LOCKED")


@pytest.mark.parametrize("checksum", ["md5 " + in_base64(b"x" * 16), "sha1", "sha1 !!!", "sha256 " + in_base64(b"x")])
async def test_a_checksum_that_is_none_is_named(ada: httpx.AsyncClient, checksum: str) -> None:
    answer = await send(ada, await begun(ada), 0, b"bytes", Upload_Checksum=checksum)
    assert_problem(answer, 400, "TUS_CHECKSUM_INVALID")


async def test_a_damaged_piece_does_not_count(ada: httpx.AsyncClient) -> None:
    where = await begun(ada)
    damaged = "sha1 " + in_base64(hashlib.sha1(b"other").digest())  # noqa: S324  # tus asks for it
    assert_problem(await send(ada, where, 0, b"bytes", Upload_Checksum=damaged), 460, "CHECKSUM_MISMATCH")
    assert (await ada.head(where, headers=TUS)).headers["upload-offset"] == "0"


async def test_a_file_that_begins_wrongly_is_rejected_with_its_first_bytes(
    ada: httpx.AsyncClient, world: World
) -> None:
    world.inspector.unrecognised = UnsupportedMedia("CONTENT_NOT_RECOGNISED", "It is no photo.")
    where = await begun(ada, 90)
    assert_problem(await send(ada, where, 0, b"x" * 70), 415, "CONTENT_NOT_RECOGNISED")
    assert world.spool.files == {}
    assert (await ada.get(where)).json()["reason"] == "CONTENT_NOT_RECOGNISED"
    assert_problem(await send(ada, where, 70, b"x" * 20), 415, "CONTENT_NOT_RECOGNISED")


async def test_an_upload_is_ended_by_its_sender(ada: httpx.AsyncClient, world: World) -> None:
    where = await begun(ada)
    await send(ada, where, 0, b"by")
    assert (await ada.delete(where, headers=TUS)).status_code == 204
    assert (await ada.head(where, headers=TUS)).status_code == 404
    assert (world.spool.files, world.journal.kept) == ({}, {})


async def test_an_upload_that_is_half_stored_is_not_ended(ada: httpx.AsyncClient, world: World) -> None:
    upload = await world.received()
    await world.journal.write(upload.inspect().store(("key",), "{}"))
    assert_problem(await ada.delete(f"{PATH}/{upload.upload_id}", headers=TUS), 409, "UPLOAD_STORING")


async def test_methods_may_be_overridden_where_a_network_knows_only_post(ada: httpx.AsyncClient) -> None:
    where = await begun(ada)
    headers = {**PIECE, "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    assert (await ada.post(where, content=b"by", headers=headers)).status_code == 204
    gone = await ada.post(where, headers={**TUS, "X-HTTP-Method-Override": "DELETE"})
    assert gone.status_code == 204


async def test_too_many_uploads_under_way_are_refused_until_one_ends() -> None:
    world = World(capacity=Capacity(user_uploads=2))
    async with browser(world, world.identity.signed_in(ADA)) as ada:
        where = await begun(ada)
        await begun(ada)
        answer = await begin(ada)
        assert_problem(answer, 429, "TOO_MANY_UPLOADS")
        assert "retry-after" in answer.headers
        await ada.delete(where, headers=TUS)
        await begun(ada)
        assert len((await ada.get(PATH)).json()["uploads"]) == 2


async def test_a_quota_counts_what_is_stored_and_what_is_under_way() -> None:
    world = World(capacity=Capacity(quota_bytes=12))
    async with browser(world, world.identity.signed_in(ADA)) as ada:
        await world.process(await world.received(b"bytes"))
        await begun(ada, 5)
        assert_problem(await begin(ada, 3), 413, "QUOTA_EXCEEDED")
        await begun(ada, 2)


async def test_too_many_transfers_at_once_are_refused() -> None:
    world = World(capacity=Capacity(transfers=1), turn_seconds=0)
    async with browser(world, world.identity.signed_in(ADA)) as ada:
        where = await begun(ada)
        async with world.transfers.slot(ADA.user_id):
            assert_problem(await send(ada, where, 0, b"bytes"), 503, "TRANSFERS_BUSY")
        assert (await send(ada, where, 0, b"bytes")).status_code == 204


async def test_events_tell_each_change_until_the_end(ada: httpx.AsyncClient, world: World) -> None:
    where = await begun(ada)
    await send(ada, where, 0, b"bytes")
    await world.process_all()
    answer = await ada.get(f"{where}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text.startswith("event: state\ndata: {")
    assert answer.text.count("event: state") == 1


async def test_what_is_there_is_told_by_its_checksum(ada: httpx.AsyncClient, world: World) -> None:
    item = (await world.process(await world.received(b"bytes"))).upload.outcome
    known = hashlib.sha256(b"bytes").hexdigest()
    answer = await ada.post("/api/v1/media/check", json={"sha256": ["ab" * 32, known.upper(), known]})
    assert answer.json() == {"existing": [{"sha256": known, "uploadId": str(item), "trashed": False}]}
    assert_problem(await ada.post("/api/v1/media/check", json={"sha256": ["abc"]}), 400, "CHECKSUM_INVALID")
    too_many = await ada.post("/api/v1/media/check", json={"sha256": ["ab" * 32] * 501})
    assert_problem(too_many, 400, "INPUT_INVALID")

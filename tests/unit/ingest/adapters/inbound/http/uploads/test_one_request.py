from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_ingest.application.uploads.fair_queue import MAX_PAUSE
from momento_ingest.domain.errors import Rejected, Unavailable, UnsupportedMedia

from tests.fakes.ingest.web import (
    FORM,
    assert_problem,
    conversation,
    field_part,
    file_part,
    form,
    in_pieces,
    post_form,
)
from tests.fakes.ingest.world import ADA, PHOTO_LIMIT, VIDEO_LIMIT

if TYPE_CHECKING:
    import httpx

    from tests.fakes.ingest.world import World

PATH = "/api/v1/media"
FORM_ALLOWANCE = 64 * 1024


def nothing_kept(world: World) -> bool:
    return not (world.spool.files or world.journal.open or world.object_store.objects or world.catalog.items)


async def test_a_file_becomes_an_item_at_an_address_of_its_own(ada: httpx.AsyncClient, world: World) -> None:
    answer = await post_form(ada, file_part(b"lake.jpg", b"bytes"))
    assert answer.status_code == 201
    (upload_id,) = world.catalog.items
    assert answer.headers["location"] == f"{PATH}/{upload_id}"
    assert answer.headers["etag"] == '"1"'
    assert (answer.json()["uploadId"], answer.json()["fileName"], answer.json()["bytes"]) == (upload_id, "lake.jpg", 5)
    assert world.inspector.seen == [("lake.jpg", 5, b"bytes")]
    assert world.object_store.objects[f"user-{ADA.user_id}/photos/{upload_id}.jpg"][1] == b"bytes"


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
async def test_the_pieces_in_which_a_form_arrives_do_not_matter(
    ada: httpx.AsyncClient, world: World, size: int
) -> None:
    content = b"\r\n--front\r\n--frontie\r\n-"
    body = form(field_part(b"tags", b"lake"), file_part(content=content))
    answer = await ada.post(PATH, content=in_pieces(body, size), headers={"Content-Type": FORM})
    assert answer.status_code == 201
    assert world.inspector.seen == [("lake.jpg", len(content), content)]


async def test_tags_come_before_the_file_separated_by_commas(ada: httpx.AsyncClient) -> None:
    answer = await post_form(ada, field_part(b"tags", "Lake, Été ,lake,,".encode()), file_part())
    assert answer.json()["tags"] == [{"name": "lake", "source": "user"}, {"name": "été", "source": "user"}]


async def test_fields_of_another_name_are_passed_over(ada: httpx.AsyncClient) -> None:
    answer = await post_form(ada, field_part(b"comment", b"hello"), file_part())
    assert (answer.status_code, answer.json()["tags"]) == (201, [])


@pytest.mark.parametrize("after", [field_part(b"tags", b"lake"), file_part(b"second.jpg"), file_part(field=b"other")])
async def test_the_file_must_be_the_last_field_and_the_only_file(
    ada: httpx.AsyncClient, world: World, after: bytes
) -> None:
    assert_problem(await post_form(ada, file_part(), after), 400, "FIELD_MISPLACED")
    assert nothing_kept(world)


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [field_part(b"tags", b"lake")],
        [field_part(b"file", b"no file name")],
        [file_part(field=b"photo")],
        [b'--frontier\r\nContent-Disposition: form-data; filename="a.jpg"\r\n\r\nbytes\r\n'],
    ],
)
async def test_a_form_without_a_file_in_its_field_is_refused(ada: httpx.AsyncClient, parts: list[bytes]) -> None:
    answer = await post_form(ada, *parts)
    assert_problem(answer, 400, answer.json()["code"])
    assert answer.json()["code"] in {"FILE_MISSING", "FORM_MALFORMED"}


@pytest.mark.parametrize(
    "content_type", ["", "image/jpeg", "application/json", "multipart/form-data", "multipart/mixed; boundary=frontier"]
)
async def test_anything_but_a_form_is_refused(ada: httpx.AsyncClient, content_type: str) -> None:
    answer = await ada.post(PATH, content=form(file_part()), headers={"Content-Type": content_type})
    assert_problem(answer, 400, "FORM_EXPECTED")


WHOLE = form(file_part(content=b"some bytes"))


@pytest.mark.parametrize("kept", [0, 1, 20, 70, len(WHOLE) - 20, len(WHOLE) - 4])
async def test_a_form_that_is_cut_off_is_refused_and_nothing_of_it_is_kept(
    ada: httpx.AsyncClient, world: World, kept: int
) -> None:
    answer = await ada.post(PATH, content=WHOLE[:kept], headers={"Content-Type": FORM})
    assert_problem(answer, 400, "FORM_MALFORMED")
    assert nothing_kept(world)


async def test_a_client_that_goes_away_leaves_nothing_behind(world: World, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": FORM}
    await conversation(world, PATH, headers, WHOLE[:-30])
    assert nothing_kept(world)


@pytest.mark.parametrize(
    "part",
    [
        b"--frontier\r\nX: " + b"x" * 20_000 + b"\r\n",
        b"--frontier\r\n" + b"x" * 20_000,
        b"--frontier\r\n" + b"X: y\r\n" * 20,
        b"--frontier\r\nContent-Disposition: form-data; name=file; filename=a.jpg\n\nbytes\r\n",
        b"--frontier\r\nno header at all\r\n\r\nbytes\r\n",
    ],
)
async def test_headers_that_are_huge_many_or_none_are_refused(
    ada: httpx.AsyncClient, world: World, part: bytes
) -> None:
    assert_problem(await post_form(ada, part, file_part()), 400, "FORM_MALFORMED")
    assert nothing_kept(world)


async def test_a_form_of_too_many_fields_is_refused(ada: httpx.AsyncClient) -> None:
    assert_problem(await post_form(ada, *[field_part(b"tags", b"a")] * 9, file_part()), 400, "FORM_MALFORMED")


async def test_a_field_that_is_too_long_is_refused(ada: httpx.AsyncClient) -> None:
    assert_problem(await post_form(ada, field_part(b"tags", b"x" * 9000), file_part()), 400, "FIELD_TOO_LONG")


@pytest.mark.parametrize("tags", [b"a#b", b"x" * 51, b",".join(b"%d" % number for number in range(51)), b"a\x00b"])
async def test_tags_that_cannot_be_are_refused_before_the_file_is_read(
    ada: httpx.AsyncClient, world: World, tags: bytes
) -> None:
    assert_problem(await post_form(ada, field_part(b"tags", tags), file_part()), 400, "TAG_INVALID")
    assert world.steps.starting_with("spool") == []


@pytest.mark.parametrize(
    "name",
    [
        b"../../etc/passwd.jpg",
        b"..\\\\..\\\\boot.jpg",
        b"lake\x00.jpg",
        b"x" * 4096 + b".jpg",
        "gpj.\u202eexe.jpg".encode(),
        "lake\u2028.jpg".encode(),
        b"lake\x1b[2J.jpg",
        b"",
        b"..",
    ],
)
async def test_a_file_name_that_could_harm_or_mislead_is_refused(
    ada: httpx.AsyncClient, world: World, name: bytes
) -> None:
    assert_problem(await post_form(ada, file_part(name)), 400, "FILE_NAME_INVALID")
    assert nothing_kept(world)


async def test_a_file_name_that_is_no_utf_8_is_refused(ada: httpx.AsyncClient) -> None:
    assert_problem(await post_form(ada, file_part(b"\xff\xfe.jpg")), 400, "FORM_MALFORMED")


@pytest.mark.parametrize("name", ["cafe\u0301.jpg", "caf\u00e9.jpg", "写真.jpg", "%2e%2e%2flake.jpg", 'a\\"b.jpg'])
async def test_the_key_does_not_depend_on_the_file_name(ada: httpx.AsyncClient, world: World, name: str) -> None:
    upload_id = (await post_form(ada, file_part(name.encode()))).json()["uploadId"]
    assert f"user-{ADA.user_id}/photos/{upload_id}.jpg" in world.object_store.objects


async def test_composed_and_decomposed_names_are_told_as_one(ada: httpx.AsyncClient) -> None:
    names = [(await post_form(ada, file_part(name.encode()))).json()["fileName"] for name in ("e\u0301.jpg", "é.jpg")]
    assert names == ["\u00e9.jpg", "\u00e9.jpg"]


async def test_an_empty_file_is_refused(ada: httpx.AsyncClient, world: World) -> None:
    assert_problem(await post_form(ada, file_part(content=b"")), 400, "FILE_EMPTY")
    assert nothing_kept(world)


async def test_an_extension_that_is_not_kept_is_refused(ada: httpx.AsyncClient, world: World) -> None:
    assert_problem(await post_form(ada, file_part(b"run.exe")), 415, "EXTENSION_NOT_ALLOWED")
    assert world.steps.starting_with("spool") == []


async def test_a_file_of_exactly_the_limit_is_taken(ada: httpx.AsyncClient) -> None:
    assert (await post_form(ada, file_part(content=b"x" * PHOTO_LIMIT))).status_code == 201
    assert (await post_form(ada, file_part(b"a.mp4", b"x" * VIDEO_LIMIT))).status_code == 201


@pytest.mark.parametrize(("name", "limit"), [(b"a.jpg", PHOTO_LIMIT), (b"a.mp4", VIDEO_LIMIT)])
async def test_a_file_of_one_byte_more_is_refused_with_and_without_a_declared_length(
    ada: httpx.AsyncClient, world: World, name: bytes, limit: int
) -> None:
    body = form(file_part(name, b"x" * (limit + 1)))
    for content in (body, in_pieces(body, 50)):
        answer = await ada.post(PATH, content=content, headers={"Content-Type": FORM})
        assert_problem(answer, 413, "FILE_TOO_LARGE")
    assert nothing_kept(world)


async def test_a_declared_length_over_the_limit_is_refused_before_a_byte_is_read(world: World, token: str) -> None:
    length = VIDEO_LIMIT + FORM_ALLOWANCE + 1
    headers = {"Authorization": f"Bearer {token}", "Content-Type": FORM, "Content-Length": str(length)}
    story = await conversation(world, PATH, headers, WHOLE)
    assert story[0] == "answered 413"
    assert world.steps.names == ["identity.verify", "identity.grant_upload"]
    assert world.reports.ends() == [("rejected", "FILE_TOO_LARGE")]


async def test_a_declared_length_over_the_limit_of_photos_is_refused_once_the_name_is_known(
    world: World, token: str
) -> None:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": FORM, "Content-Length": "5000"}
    story = await conversation(world, PATH, headers, file_part(content=b"x"), b"x" * 4000)
    assert story[:2] == ["read", "answered 413"]
    assert world.steps.starting_with("spool") == []


@pytest.mark.parametrize("length", ["9" * 5000, "-1", "1e3", "\u0663"])
async def test_a_length_that_is_none_is_not_believed(world: World, token: str, length: str) -> None:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": FORM, "Content-Length": length}
    story = await conversation(world, PATH, headers, form(file_part(content=b"x" * 90)), breaks=False)
    assert {"answered 201", "answered 400"} & set(story)


async def test_a_full_spool_is_told_with_when_to_come_back(ada: httpx.AsyncClient, world: World) -> None:
    world.spool.room = world.capacity.reserve_bytes - 1
    answer = await post_form(ada, file_part())
    assert_problem(answer, 507, "SPOOL_FULL")
    assert answer.headers["retry-after"] == "30"
    assert nothing_kept(world)


@pytest.mark.parametrize(
    ("verdict", "status"),
    [
        (Rejected("MALWARE_FOUND", "The file holds malware and was deleted."), 422),
        (UnsupportedMedia("CONTENT_MISMATCH", "The file is not what its name says."), 415),
    ],
)
async def test_what_inspection_says_is_told_and_nothing_is_kept(
    ada: httpx.AsyncClient, world: World, verdict: Rejected | UnsupportedMedia | Unavailable, status: int
) -> None:
    world.inspector.failure = verdict
    answer = await post_form(ada, file_part())
    assert_problem(answer, status, verdict.reason)
    assert answer.json()["detail"] == str(verdict)
    assert nothing_kept(world)
    assert world.store_calls() == []


@pytest.mark.parametrize("where", ["object_store", "catalog"])
async def test_a_clean_file_that_will_be_stored_later_is_accepted(
    ada: httpx.AsyncClient, world: World, where: str
) -> None:
    gone = Unavailable("GONE", "does not answer")
    world.catalog.unrecordable = gone if where == "catalog" else None
    world.object_store.failure = gone if where == "object_store" else None
    answer = await post_form(ada, file_part())
    (upload_id,) = world.spool.files
    assert (answer.status_code, answer.json()["uploadId"], answer.json()["state"]) == (202, upload_id, "waiting")
    assert answer.headers["location"] == f"/api/v1/uploads/{upload_id}"
    world.catalog.unrecordable = world.object_store.failure = None
    world.now += MAX_PAUSE
    await world.process_all()
    followed = (await ada.get(answer.headers["location"])).json()
    assert (followed["state"], followed["media"]["uploadId"]) == ("done", upload_id)


@pytest.mark.parametrize(
    "failure",
    [
        Unavailable("SERVICE_UNREACHABLE", "gone"),
        Unavailable("ENGINE_UNAVAILABLE", "gone"),
        ZeroDivisionError("secret"),
    ],
)
async def test_without_a_scanner_a_file_is_accepted_and_inspected_later(
    ada: httpx.AsyncClient, world: World, failure: Exception
) -> None:
    world.inspector.failure = failure
    answer = await post_form(ada, file_part())
    assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
    assert "secret" not in answer.text
    world.inspector.failure = None
    world.now += MAX_PAUSE
    await world.process_all()
    assert (await ada.get(answer.headers["location"])).json()["state"] == "done"


async def test_a_fault_of_ours_is_told_without_its_inside(ada: httpx.AsyncClient, world: World) -> None:
    world.spool.failure = ZeroDivisionError("secret of ours")
    answer = await post_form(ada, file_part())
    assert_problem(answer, 500, "INTERNAL")
    assert "secret" not in answer.text


async def test_a_client_that_goes_away_behind_its_file_takes_nothing_from_it(world: World, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": FORM, "Idempotency-Key": "key"}
    end = WHOLE.rindex(b"--frontier") + len(b"--frontier") + 2
    for _ in range(2):
        await conversation(world, PATH, headers, WHOLE[:end])
    await world.queue.idle()
    assert [item.bytes for item in world.catalog.items.values()] == [len(b"some bytes")]


@pytest.mark.parametrize("left", range(1, 13))
async def test_a_cut_behind_the_file_takes_nothing_from_it(ada: httpx.AsyncClient, world: World, left: int) -> None:
    # "--frontier" has begun the end of the form: what is left are its two dashes, and a line break.
    end = WHOLE.rindex(b"--frontier") + len(b"--frontier") + 2
    answer = await ada.post(PATH, content=in_pieces(WHOLE[:end], left), headers={"Content-Type": FORM})
    assert answer.status_code == 201
    assert len(world.catalog.items) == 1


async def test_without_a_token_not_one_byte_is_read(world: World) -> None:
    story = await conversation(world, PATH, {"Content-Type": FORM}, WHOLE)
    assert story[0] == "answered 401"


@pytest.mark.parametrize(
    ("part", "reason", "name"),
    [
        (file_part(b"notes.txt"), "EXTENSION_NOT_ALLOWED", "notes.txt"),
        (file_part(content=b""), "FILE_EMPTY", "lake.jpg"),
        (file_part(content=b"x" * (PHOTO_LIMIT + 1)), "FILE_TOO_LARGE", "lake.jpg"),
        (file_part(b"../lake.jpg"), "FILE_NAME_INVALID", ""),
    ],
)
async def test_what_is_refused_before_it_is_kept_is_reported_once(
    ada: httpx.AsyncClient, world: World, part: bytes, reason: str, name: str
) -> None:
    for _ in range(2):
        assert (await post_form(ada, part)).json()["code"] == reason
    ((report, grant),) = await world.reports.pending()
    assert (report.reason, report.file_name, report.declared_only) == (reason, name, True)
    assert grant in world.identity.grants
    world.now += timedelta(minutes=1)
    await post_form(ada, part)
    assert world.reports.ends() == [("rejected", reason)] * 2


async def test_a_request_that_is_no_upload_is_not_reported(ada: httpx.AsyncClient, world: World) -> None:
    await ada.post(PATH, content=b"x", headers={"Content-Type": "text/plain"})
    await ada.post(PATH, content=b"--frontier", headers={"Content-Type": FORM})
    assert world.reports.ends() == []


async def test_a_file_that_inspection_refuses_is_reported_once(ada: httpx.AsyncClient, world: World) -> None:
    world.inspector.failure = Rejected("MALWARE_FOUND", "The file holds malware.")
    await post_form(ada, file_part())
    assert world.reports.ends() == [("rejected", "MALWARE_FOUND")]

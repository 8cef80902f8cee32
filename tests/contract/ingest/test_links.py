from __future__ import annotations

import asyncio
import base64
import gc
import string
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_ingest.adapters.outbound.links.linked_objects import SealedLinkedObjects
from momento_ingest.adapters.outbound.links.presigned_objects import HttpPresignedObjects
from momento_ingest.adapters.outbound.links.sealed_links import PATH, DirectLinks, LinkTarget, SealedLinks
from momento_ingest.application.accounts.revoked_sessions import EndedSessions
from momento_ingest.application.ports.links import Wanted
from momento_ingest.domain.errors import Forbidden, NotFound, RangeNotSatisfiable, Unavailable

from tests.fakes.ingest.identity import InMemoryIdentity
from tests.fakes.ingest.links import InMemoryLinkedObjects, InMemoryPresignedObjects, ReadableLinks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from momento_ingest.application.ports.links import LinkedObject, LinkedObjects, Links, PresignedObjects

KEY = bytes(range(64))
URL = "https://media.s3.example/user-01/photos/01.jpg?X-Amz-Date=20260301T120000Z&X-Amz-Expires=300&X-Amz-Signature=abc"
NOW = datetime(2026, 3, 1, 12, 1, tzinfo=UTC)
CONTENT = b"0123456789"
LINKS = SealedLinks(KEY)
SESSION = "01arz3ndektsv4rrffq69g5fzz"
TARGET = LinkTarget(SESSION, URL)
CHARACTERS = string.ascii_letters + string.digits + "-_"
ADDRESSES = st.text(st.characters(codec="utf-8"), max_size=300)


def sealed(url: str = URL, links: SealedLinks = LINKS, session_id: str = SESSION) -> str:
    return links.for_session(session_id).publish(url).removeprefix(PATH)


@pytest.mark.parametrize("links", [ReadableLinks(), LINKS, DirectLinks()])
def test_equal_addresses_give_equal_links_and_others_give_others(links: Links) -> None:
    publisher = links.for_session(SESSION)
    assert publisher.publish(URL) == publisher.publish(URL)
    assert publisher.publish(URL) != publisher.publish(URL + "0")


@given(ADDRESSES)
def test_what_was_sealed_comes_back(url: str) -> None:
    assert LINKS.unseal(sealed(url)) == LinkTarget(SESSION, url)


def test_links_of_two_sessions_differ_and_each_names_its_own() -> None:
    other = "01arz3ndektsv4rrffq69g5fyy"
    assert sealed() != sealed(session_id=other)
    assert LINKS.unseal(sealed(session_id=other)) == LinkTarget(other, URL)


@given(ADDRESSES)
def test_a_link_fits_into_a_path(url: str) -> None:
    assert set(sealed(url)) <= set(CHARACTERS)


def test_a_link_shows_nothing_of_where_it_leads() -> None:
    raw = base64.urlsafe_b64decode(sealed() + "==")
    assert b"X-Amz" not in raw
    assert b"user-01" not in raw


@given(st.data())
def test_a_link_that_was_altered_leads_nowhere(data: st.DataObject) -> None:
    raw = bytearray(base64.urlsafe_b64decode(sealed() + "=="))
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    assert LINKS.unseal(base64.urlsafe_b64encode(raw).rstrip(b"=").decode()) is None


@given(ADDRESSES, st.data())
def test_a_link_of_which_one_character_was_altered_leads_nowhere(url: str, data: st.DataObject) -> None:
    whole = sealed(url)
    place = data.draw(st.one_of(st.just(len(whole) - 1), st.integers(0, len(whole) - 1)))
    other = data.draw(st.sampled_from([each for each in CHARACTERS if each != whole[place]]))
    assert LINKS.unseal(whole[:place] + other + whole[place + 1 :]) is None


@given(st.integers(0, 200))
def test_a_link_that_was_cut_short_leads_nowhere(length: int) -> None:
    whole = sealed()
    assert LINKS.unseal(whole[: min(length, len(whole) - 1)]) is None


@given(st.text(max_size=200))
def test_anything_else_leads_nowhere(text: str) -> None:
    assert LINKS.unseal(text) is None


def test_a_link_of_another_key_leads_nowhere() -> None:
    assert SealedLinks(bytes(64)).unseal(sealed()) is None


def test_a_link_of_a_former_key_opens_while_that_key_is_kept_and_new_ones_are_the_first_keys() -> None:
    newest = bytes(64)
    both = SealedLinks(newest, KEY)
    assert both.unseal(sealed()) == TARGET
    assert SealedLinks(newest).unseal(sealed(links=both)) == TARGET


def test_where_links_are_direct_a_browser_gets_the_catalogs_own() -> None:
    assert DirectLinks().for_session(SESSION).publish(URL) == URL


class Streamed(httpx.AsyncByteStream):
    """A body that arrives bit by bit, and notes when its connection is given back."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.piece = 3
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self._content), self.piece):
            yield self._content[start : start + self.piece]

    async def aclose(self) -> None:
        self.closed = True


def answer(status: int, headers: dict[str, str], content: bytes) -> httpx.Response:
    length = {"Content-Length": str(len(content))}
    return httpx.Response(status, headers=headers | length, stream=Streamed(content))


def store(request: httpx.Request) -> httpx.Response:
    """Answers as S3 does."""
    assert str(request.url) == URL
    assert request.headers["accept-encoding"] == "identity"
    headers = {
        "Content-Type": "image/jpeg",
        "ETag": '"1"',
        "Content-Disposition": "attachment",
        "x-amz-server-side-encryption": "AES256",
        "Set-Cookie": "a=b",
        "Server": "AmazonS3",
    }
    if "range" not in request.headers:
        return answer(200, headers, CONTENT)
    first, last = (int(end) for end in request.headers["range"].removeprefix("bytes=").split("-"))
    part = CONTENT[first : last + 1]
    return answer(206, headers | {"Content-Range": f"bytes {first}-{last}/10"}, part)


@pytest.mark.parametrize("kind", ["memory", "http"])
async def test_a_presigned_address_leads_to_its_object_or_a_part_of_it_and_another_to_nothing(kind: str) -> None:
    objects: PresignedObjects = InMemoryPresignedObjects(objects={URL: ("image/jpeg", CONTENT)})
    if kind == "http":
        client = httpx.AsyncClient(
            transport=httpx.MockTransport(lambda asked: store(asked) if str(asked.url) == URL else answer(404, {}, b""))
        )
        objects = HttpPresignedObjects(client, lambda: NOW)
    whole, part = await objects.open(URL, Wanted()), await objects.open(URL, Wanted("bytes=2-5"))
    assert (whole.status, whole.headers["content-type"], await body(whole)) == (200, "image/jpeg", CONTENT)
    assert (part.status, part.headers["content-range"], await body(part)) == (206, "bytes 2-5/10", b"2345")
    with pytest.raises(NotFound):
        await objects.open(f"{URL}0", Wanted())


class Seconds:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.value = 0.0

    def __call__(self) -> float:
        return self.value


def over_http(handler: Callable[[httpx.Request], httpx.Response]) -> SealedLinkedObjects:
    client = httpx.AsyncClient(transport=httpx.MockTransport(handler))
    return SealedLinkedObjects(
        LINKS, HttpPresignedObjects(client, lambda: NOW), EndedSessions(InMemoryIdentity(), Seconds())
    )


@pytest.fixture(params=["memory", "http"])
def objects(request: pytest.FixtureRequest) -> tuple[LinkedObjects, str]:
    """What opens links, and a link to ten bytes."""
    if request.param == "http":
        return over_http(store), sealed()
    fake = InMemoryLinkedObjects(objects={URL: ("image/jpeg", CONTENT)})
    return fake, ReadableLinks().publish(URL).removeprefix(PATH)


async def body(opened: LinkedObject) -> bytes:
    return b"".join([chunk async for chunk in opened.chunks])


async def test_a_link_leads_to_the_whole_object(objects: tuple[LinkedObjects, str]) -> None:
    opened = await objects[0].open(objects[1], Wanted())
    assert (opened.status, await body(opened)) == (200, CONTENT)
    assert (opened.headers["content-type"], opened.headers["content-length"]) == ("image/jpeg", "10")


async def test_a_link_leads_to_the_range_that_is_asked_for(objects: tuple[LinkedObjects, str]) -> None:
    opened = await objects[0].open(objects[1], Wanted("bytes=2-5"))
    assert (opened.status, await body(opened)) == (206, b"2345")
    assert opened.headers["content-range"] == "bytes 2-5/10"
    assert opened.headers["content-length"] == "4"


async def test_an_altered_link_is_not_found(objects: tuple[LinkedObjects, str]) -> None:
    with pytest.raises(NotFound) as raised:
        await objects[0].open(objects[1] + "x", Wanted())
    assert raised.value.reason == "LINK_UNKNOWN"


async def test_a_connection_is_given_back_when_the_reader_stops_in_the_middle() -> None:
    words = Streamed(CONTENT)
    opened = await over_http(lambda _: httpx.Response(200, stream=words)).open(sealed(), Wanted())
    await anext(aiter(opened.chunks))
    await opened.chunks.aclose()
    assert words.closed


async def test_only_headers_of_the_object_are_passed_on() -> None:
    opened = await over_http(store).open(sealed(), Wanted())
    assert set(opened.headers) == {"content-type", "content-length", "content-disposition", "etag"}


@pytest.mark.parametrize("known", ["bytes */10", ""])
async def test_a_range_outside_the_object_is_refused_with_what_the_store_says_of_it(known: str) -> None:
    objects = over_http(lambda _: answer(416, {"Content-Range": known} if known else {}, b"<Error>inside</Error>"))
    with pytest.raises(RangeNotSatisfiable) as raised:
        await objects.open(sealed(), Wanted("bytes=99-"))
    assert (raised.value.reason, raised.value.content_range) == ("RANGE_NOT_SATISFIABLE", known)


@pytest.mark.parametrize(
    ("status", "kind", "reason"),
    [
        (403, Forbidden, "LINK_EXPIRED"),
        (404, NotFound, "LINK_UNKNOWN"),
        (301, Unavailable, "STORE_UNAVAILABLE"),
        (500, Unavailable, "STORE_UNAVAILABLE"),
        (503, Unavailable, "STORE_UNAVAILABLE"),
    ],
)
async def test_what_the_store_refuses_is_told_without_its_words_and_the_connection_given_back(
    status: int, kind: type[Exception], reason: str
) -> None:
    words = Streamed(b"<Error>internal words</Error>")
    with pytest.raises(kind) as raised:
        await over_http(lambda _: httpx.Response(status, stream=words)).open(sealed(), Wanted())
    assert raised.value.reason == reason  # type: ignore[attr-defined]  # each of them has one
    assert "internal" not in str(raised.value)
    assert words.closed


@pytest.mark.parametrize("error", [httpx.ConnectError("no"), httpx.ReadTimeout("late"), httpx.ConnectTimeout("late")])
async def test_a_store_that_does_not_answer_is_unavailable(error: Exception) -> None:
    def silent(_: httpx.Request) -> httpx.Response:
        raise error

    with pytest.raises(Unavailable):
        await over_http(silent).open(sealed(), Wanted())


def guarded(identity: InMemoryIdentity, seconds: Seconds, words: Streamed) -> SealedLinkedObjects:
    client = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(200, stream=words)))
    return SealedLinkedObjects(LINKS, HttpPresignedObjects(client, lambda: NOW), EndedSessions(identity, seconds))


async def test_a_link_ends_with_its_session_within_two_seconds_and_one_of_another_session_does_not() -> None:
    identity, seconds = InMemoryIdentity(), Seconds()
    objects = guarded(identity, seconds, Streamed(CONTENT))
    assert await body(await objects.open(sealed(), Wanted())) == CONTENT
    identity.ended = {SESSION}
    seconds.value += 2.1
    with pytest.raises(Forbidden) as raised:
        await objects.open(sealed(), Wanted())
    assert raised.value.reason == "LINK_EXPIRED"
    assert await body(await objects.open(sealed(session_id="another"), Wanted())) == CONTENT


async def test_what_is_being_sent_breaks_off_soon_after_its_session_has_ended() -> None:
    identity, seconds, words = InMemoryIdentity(), Seconds(), Streamed(bytes(1_000_000))
    words.piece = 300_000
    opened = await guarded(identity, seconds, words).open(sealed(), Wanted())
    await anext(aiter(opened.chunks))
    identity.ended = {SESSION}
    seconds.value += 2.1
    with pytest.raises(Forbidden):
        await body(opened)
    assert words.closed


async def test_while_auth_is_away_nothing_is_opened_and_what_has_begun_goes_on() -> None:
    identity, seconds, words = InMemoryIdentity(), Seconds(), Streamed(bytes(1_000_000))
    words.piece = 300_000
    objects = guarded(identity, seconds, words)
    opened = await objects.open(sealed(), Wanted())
    identity.failure = Unavailable("SERVICE_UNREACHABLE", "It does not answer.")
    seconds.value += 5.1
    with pytest.raises(Unavailable):
        await objects.open(sealed(), Wanted())
    assert len(await body(opened)) == 1_000_000


async def test_a_link_says_how_long_it_is_still_good() -> None:
    opened = await over_http(store).open(sealed(), Wanted())
    assert opened.seconds == 240


@pytest.mark.parametrize("url", ["https://s3/x", "https://s3/x?X-Amz-Date=never&X-Amz-Expires=1"])
async def test_an_address_that_does_not_say_when_it_ends_is_good_for_no_time(url: str) -> None:
    opened = await over_http(lambda _: answer(200, {}, CONTENT)).open(sealed(url), Wanted())
    assert opened.seconds == 0


@pytest.mark.parametrize("known", ['"1"', 'W/"1"', '"0", "1"', "*"])
async def test_an_object_that_is_known_is_not_sent_again(known: str) -> None:
    opened = await over_http(store).open(sealed(), Wanted(if_none_match=known))
    assert (opened.status, await body(opened)) == (304, b"")
    assert "content-length" not in opened.headers
    assert opened.headers["etag"] == '"1"'


async def test_an_object_that_has_changed_is_sent() -> None:
    opened = await over_http(store).open(sealed(), Wanted(if_none_match='"2"'))
    assert (opened.status, await body(opened)) == (200, CONTENT)


@pytest.mark.parametrize(("if_range", "status"), [('"1"', 206), ('"2"', 200), ('W/"1"', 200), ("yesterday", 200)])
async def test_a_part_is_sent_only_of_the_object_that_is_meant(if_range: str, status: int) -> None:
    opened = await over_http(store).open(sealed(), Wanted("bytes=2-5", if_range=if_range))
    assert (opened.status, await body(opened)) == (status, b"2345" if status == 206 else CONTENT)


@asynccontextmanager
async def endless_store() -> AsyncIterator[str]:
    """A store whose objects never come to their end; gives its address."""

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n" + bytes(300_000))

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


async def test_who_opens_a_hundred_films_and_reads_none_keeps_the_pictures_from_nobody_else() -> None:
    client = httpx.AsyncClient(timeout=5)
    objects = SealedLinkedObjects(
        LINKS, HttpPresignedObjects(client, lambda: NOW), EndedSessions(InMemoryIdentity(), Seconds())
    )
    async with endless_store() as store:
        films = [sealed(f"{store}/bucket/user-a/videos/{number}.mp4") for number in range(100)]
        opening = [asyncio.create_task(objects.open(film, Wanted())) for film in films]
        await asyncio.wait(opening, return_when=asyncio.FIRST_COMPLETED)
        picture = await objects.open(sealed(f"{store}/bucket/user-b/previews/1/256.webp"), Wanted())
        assert await anext(aiter(picture.chunks))
        for task in opening:
            task.cancel()
        opened = await asyncio.gather(*opening, return_exceptions=True)
        for each in (picture, *(it for it in opened if not isinstance(it, BaseException))):
            await each.chunks.aclose()
        await client.aclose()


async def test_an_object_that_nobody_reads_gives_its_place_back() -> None:
    words = Streamed(CONTENT)
    opened = await over_http(lambda _: httpx.Response(200, stream=words)).open(sealed(), Wanted())
    del opened
    gc.collect()
    for _ in range(20):  # turns of the event loop, in which what is dropped is closed
        await asyncio.sleep(0)
    assert words.closed

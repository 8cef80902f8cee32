"""Archives of any length: flat memory, readers who stop, and sessions that end in the middle."""

from __future__ import annotations

import hashlib
import socket
import ssl
import time
import zipfile
from typing import IO, TYPE_CHECKING

import httpx
import pytest
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.bench._memory import MemoryWatch
from tests.e2e.member import Member, https_client
from tests.media.large import write_large_mp4

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SMALL_BYTES = 20_000_000
LARGE_BYTES = 600_000_000
GROWTH_BYTES = 40_000_000
STALL_SECONDS = 5
MAX_SECONDS = 5.0
"""So long after its end a session may still be honoured."""
CHUNK_BYTES = 65_536
READER_PAUSE = 0.005


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    chosen = {"MOMENTO_RESPONSE_SECONDS": "600"}
    with Stack(Settings(tmp_path_factory.mktemp("archives"), Ports.free(), chosen=chosen)) as running:
        yield running


def with_film(stack: Stack, folder: Path, size: int) -> tuple[Member, str]:
    """A member who has one film, and the SHA-256 of that."""
    member = Member.registered(stack, f"film-{size}@example.org")
    member.client.timeout = 600
    path = write_large_mp4(folder / "film.mp4", size)
    with path.open("rb") as file:
        checksum: str = member.keep(path.name, file)["sha256"]
    path.unlink()
    return member, checksum


def saved(member: Member, path: Path, pause_after: int = 0) -> Path:
    """The export as a file; with `pause_after` the reader stops for a while after so many chunks."""
    url = member.call("POST", "/export").json()["url"]
    with member.client.stream("GET", url) as answer, path.open("wb") as file:
        for number, chunk in enumerate(answer.iter_raw(CHUNK_BYTES), 1):
            file.write(chunk)
            if number == pause_after:
                time.sleep(STALL_SECONDS)
    return path


def checksum_in(archive: Path) -> str:
    """The SHA-256 of the one film in an archive."""
    with zipfile.ZipFile(archive) as opened, opened.open(opened.namelist()[0]) as film:
        digest = hashlib.sha256()
        while piece := film.read(CHUNK_BYTES):
            digest.update(piece)
        return digest.hexdigest()


@pytest.mark.timeout(1200)
@pytest.mark.thorough
def test_memory_does_not_grow_with_an_export_nor_with_a_reader_who_stops(stack: Stack, tmp_path: Path) -> None:
    raised = {}
    for size in (SMALL_BYTES, LARGE_BYTES):
        member, checksum = with_film(stack, tmp_path, size)
        with MemoryWatch(stack) as watch:
            archive = saved(member, tmp_path / "export.zip", pause_after=10)
        assert checksum_in(archive) == checksum
        raised[size] = watch.raised
    print({size: {name: f"{it / 1e6:.0f} MB" for name, it in reported.items()} for size, reported in raised.items()})  # noqa: T201  # the figures are worth a line
    assert all(it < GROWTH_BYTES for it in raised[LARGE_BYTES].values()), raised


@pytest.mark.timeout(1200)
def test_an_archive_breaks_off_within_seconds_of_the_end_of_its_session_and_cannot_be_opened(
    stack: Stack, tmp_path: Path
) -> None:
    reader, _ = with_film(stack, tmp_path, LARGE_BYTES // 2)
    other = Member(https_client(stack), reader.email, reader.password, reader.user_id, "")
    other.sign_in()
    url, path = reader.call("POST", "/export").json()["url"], tmp_path / "export.zip"
    with hand_to_mouth(stack) as client, client.stream("GET", url) as answer, path.open("wb") as file:
        chunks = answer.iter_raw(CHUNK_BYTES)
        file.write(next(chunks))
        assert other.call("DELETE", "/account/sessions").json() == {"ended": 1}
        took = read_slowly(chunks, file)
    other.close()
    assert took <= MAX_SECONDS
    assert path.stat().st_size < LARGE_BYTES // 2
    assert not zipfile.is_zipfile(path)


def hand_to_mouth(stack: Stack) -> httpx.Client:
    """A client for whom little is kept until it reads: what was sent before the end must not seem to come after it."""
    trust = ssl.create_default_context(cafile=str(stack.edge_authority))
    little = (socket.SOL_SOCKET, socket.SO_RCVBUF, CHUNK_BYTES)
    transport = httpx.HTTPTransport(verify=trust, socket_options=[little])
    return httpx.Client(base_url=stack.settings.edge_url, transport=transport, timeout=600)


def read_slowly(chunks: Iterator[bytes], file: IO[bytes]) -> float:
    """Reads until the connection breaks, slower than the archive could come; seconds until the last byte."""
    began = last = time.monotonic()
    try:
        for chunk in chunks:
            file.write(chunk)
            last = time.monotonic()
            time.sleep(READER_PAUSE)
    except httpx.RemoteProtocolError:
        return last - began
    pytest.fail("the archive came to its end")

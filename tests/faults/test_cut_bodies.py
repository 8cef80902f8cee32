"""Bodies that are cut after every byte of their last kilobyte, and in what follows their last byte."""

from __future__ import annotations

import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING, Final, NamedTuple

import h2.config
import h2.connection
import httpx
import pytest
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.e2e.member import API, Member, https_client
from tests.e2e.tus_client import PIECE, TUS, begun, ended, send
from tests.faults.wire import secured
from tests.media.images import jpeg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(3600)]

LAST_BYTES: Final = 1024
CLIENTS: Final = 4
ATTEMPTS: Final = 100
PAUSE_SECONDS: Final = 0.1
END_OF_CHUNKS: Final = b"\r\n0\r\n\r\n"
"""What follows the last byte of a body in chunks (RFC 9112, section 7.1)."""
END_OF_STREAM: Final = bytes.fromhex("000000000100000001")
"""An empty DATA frame with END_STREAM on stream 1 (RFC 9113, section 6.1)."""


class Wire(NamedTuple):
    """A request as it is sent: its begin, and the parts of its end between which it may be cut."""

    begin: bytes
    end: list[bytes]


class Request(NamedTuple):
    """A `PATCH` with a whole file."""

    path: str
    token: str
    content: bytes

    @property
    def headers(self) -> dict[str, str]:
        """Those of tus, and who asks."""
        return {"authorization": f"Bearer {self.token}", **PIECE, "upload-offset": "0"}

    def in_chunks(self) -> Wire:
        """HTTP/1.1: one chunk, the last kilobyte and the end of the body byte by byte."""
        lines = [f"PATCH {API}{self.path} HTTP/1.1", "host: localhost", "transfer-encoding: chunked"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        head = "\r\n".join([*lines, "", f"{len(self.content):x}", ""]).encode()
        return Wire(head + self.content[:-LAST_BYTES], in_bytes(self.content[-LAST_BYTES:] + END_OF_CHUNKS))

    def in_frames(self) -> Wire:
        """HTTP/2: the last kilobyte in frames of one byte each, the frame that ends the stream byte by byte."""
        client = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
        client.initiate_connection()
        target = {":method": "PATCH", ":scheme": "https", ":authority": "localhost", ":path": f"{API}{self.path}"}
        client.send_headers(1, [*target.items(), *((name.lower(), value) for name, value in self.headers.items())])
        client.send_data(1, self.content[:-LAST_BYTES])
        begin, end = client.data_to_send(), []
        for byte in in_bytes(self.content[-LAST_BYTES:]):
            client.send_data(1, byte)
            end.append(client.data_to_send())
        return Wire(begin, end + in_bytes(END_OF_STREAM))


def in_bytes(content: bytes) -> list[bytes]:
    """Each byte by itself."""
    return [content[index : index + 1] for index in range(len(content))]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(Settings(tmp_path_factory.mktemp("cuts"), Ports.free())) as running:
        yield running


@pytest.mark.parametrize(
    ("wire", "protocol", "cuts"),
    [
        (Request.in_chunks, "http/1.1", LAST_BYTES + len(END_OF_CHUNKS)),
        (Request.in_frames, "h2", LAST_BYTES + len(END_OF_STREAM)),
    ],
)
def test_wherever_its_end_is_cut_an_upload_becomes_one_item_of_exactly_its_bytes(
    site: Stack, wire: Callable[[Request], Wire], protocol: str, cuts: int
) -> None:
    with closing(Member.registered(site, f"{protocol.replace('/', '-')}@example.org")) as member:

        def cut_and_resume(after: int) -> tuple[str, str]:
            content = jpeg(96 + after, 64)
            member.stay_signed_in()
            with https_client(site) as client:
                own = Member(client, member.email, member.password, member.user_id, member.token)
                path = begun(own, content, filename=f"{after}.jpg")
                begin, end = wire(Request(path, own.token, content))
                with secured(site, protocol) as connection:
                    connection.sendall(begin + b"".join(end[:after]))
                return resumed(own, path, content), hashlib.sha256(content).hexdigest()

        with ThreadPoolExecutor(CLIENTS) as threads:
            kept = list(threads.map(cut_and_resume, range(cuts + 1)))
        member.sign_in()
        assert sorted(kept) == sorted((item["uploadId"], item["sha256"]) for item in member.items())


def resumed(member: Member, path: str, content: bytes) -> str:
    """Sends what is missing as a client does that was cut off; the item that comes of it."""
    for _ in range(ATTEMPTS):
        answer = member.call("HEAD", path, headers=TUS)
        if answer.headers.get("upload-offset") == str(len(content)):
            break
        if answer.status_code == httpx.codes.OK:
            start = int(answer.headers["upload-offset"])
            send(member, path, start, content[start:])
        time.sleep(PAUSE_SECONDS)  # the edge may still be busy with the cut request
    found = ended(member, path)
    assert found["state"] == "done", found
    return str(found["media"]["uploadId"])

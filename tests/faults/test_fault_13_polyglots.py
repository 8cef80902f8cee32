"""Fault 13: polyglots, an extension that is not the content's, a playlist as a film. Pass mark: rejected, no packet."""

from __future__ import annotations

import io
import socket
import threading
import zipfile
from typing import TYPE_CHECKING, Self

import pytest

from tests.faults.waiting import eventually
from tests.media.images import avif, gif, heic, jpeg, png, webp
from tests.media.videos import box, mov, mp4, webm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from tests.e2e.member import Member
    from tests.e2e.storage import Storage
    from tests.faults.aws_faults import AwsFaults

PAGE = b"<html><script>alert(document.domain)</script></html>"


def archive() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("run.jar", PAGE)
    return target.getvalue()


class Trap:
    """Ports of this machine that count who comes: what a decoder would fetch from."""

    def __init__(self) -> None:
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._tcp.getsockname()[1]
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", self.port))
        self.came = 0
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        for wait in (self._tcp.accept, lambda: self._udp.recv(1)):
            threading.Thread(target=self._count, args=(wait,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for each in (self._tcp, self._udp):
            each.close()

    def _count(self, wait: Callable[[], object]) -> None:
        try:
            while True:
                wait()
                with self._lock:
                    self.came += 1
        except OSError:
            return


@pytest.fixture(scope="module")
def trap() -> Iterator[Trap]:
    with Trap() as running:
        yield running


def playlists(port: int) -> dict[str, bytes]:
    """What makes FFmpeg, libvips and others fetch: HLS, DASH, SDP, concat, SVG, MVG, a reference inside a MOV."""
    url = b"http://127.0.0.1:%d/a.ts" % port
    hls = b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\n" + url + b"\n#EXT-X-ENDLIST\n"
    reference = box(b"rmra", box(b"rmda", box(b"rdrf", bytes(4) + b"url " + len(url).to_bytes(4, "big") + url)))
    return {
        "hls.mp4": hls,
        "hls behind ftyp.mp4": mp4()[:32] + hls,
        "local hls.mov": hls.replace(url, b"file:///etc/passwd"),
        "dash.mp4": b'<?xml version="1.0"?><MPD><BaseURL>' + url + b"</BaseURL></MPD>",
        "sdp.mp4": b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video %d RTP/AVP 96\n" % port,
        "concat.webm": b"ffconcat version 1.0\nfile '" + url + b"'\n",
        "svg.png": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="' + url + b'"/></svg>',
        "mvg.jpg": b"push graphic-context\nimage over 0,0 0,0 '" + url + b"'\npop graphic-context\n",
        "reference.mov": box(b"ftyp", b"qt  \0\0\0\0qt  ") + box(b"moov", reference),
    }


FALSE: dict[str, Callable[[], bytes]] = {
    "png.jpg": png,
    "jpeg.png": jpeg,
    "gif.webp": gif,
    "webp.gif": webp,
    "heic.avif": heic,
    "avif.heic": avif,
    "jpeg.mp4": jpeg,
    "mp4.jpg": mp4,
    "webm.mp4": webm,
    "mp4.webm": mp4,
    "mov.webm": mov,
    "page.gif": lambda: b"GIF89a/*" + PAGE + b"*/=1;",
    "page.jpg": lambda: b"\xff\xd8\xff" + PAGE,
    "page.bmp.png": lambda: b"BM" + PAGE,
    "page behind a jpeg.jpg": lambda: jpeg() + PAGE,
    "page behind a png.png": lambda: png() + PAGE,
    "page behind a gif.gif": lambda: gif() + PAGE,
    "page behind a webp.webp": lambda: webp() + PAGE,
    "archive behind a jpeg.jpg": lambda: jpeg() + archive(),
    "archive behind a film.mp4": lambda: mp4() + archive(),
    "archive behind a webm.webm": lambda: webm() + archive(),
    "program.jpg": lambda: b"MZ" + bytes(500),
    "elf.png": lambda: b"\x7fELF" + bytes(500),
    "pdf.jpg": lambda: b"%PDF-1.7\n" + jpeg(),
    "eps.jpg": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (w) file\n",
    "png in front of a film.mp4": lambda: png() + mp4(),
}


@pytest.fixture
def member(shared: Member) -> Member:
    shared.stay_signed_in()
    return shared


@pytest.fixture(autouse=True)
def nothing_stored(aws: AwsFaults, storage: Storage) -> Iterator[None]:
    before = storage.contents()
    with aws.watched() as calls:
        yield
    assert [call for call in calls if call.service == "s3"] == []
    assert storage.contents() == before


@pytest.mark.parametrize("name", FALSE)
def test_what_is_not_what_its_name_says_or_more_than_that_is_rejected(member: Member, name: str) -> None:
    answer = member.send(name, FALSE[name]())
    assert answer.status_code in {415, 422}, answer.text


@pytest.mark.parametrize("name", playlists(1))
def test_what_would_fetch_something_is_rejected_and_fetches_nothing(member: Member, trap: Trap, name: str) -> None:
    answer = member.send(name, playlists(trap.port)[name])
    assert answer.status_code in {415, 422}, answer.text
    assert trap.came == 0


def test_the_trap_counts_what_comes(trap: Trap) -> None:
    with Trap() as other:
        socket.create_connection(("127.0.0.1", other.port)).close()
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"a", ("127.0.0.1", other.port))
        eventually(lambda: other.came == 2)
    assert trap.came == 0

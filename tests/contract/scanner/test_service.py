"""The whole scanner over mutual TLS: real clamd, real decoders, real files."""

from __future__ import annotations

import asyncio
import signal
from contextlib import contextmanager
from dataclasses import replace
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from momento.media.v1 import media_pb2
from momento.scanner.v1 import scanner_pb2, scanner_pb2_grpc
from momento_chassis.config import load
from momento_chassis.grpc.client import async_channel, channel
from momento_chassis.grpc.errors import RemoteError, remote_error
from momento_scanner.bootstrap import bootstrap
from momento_scanner.config import ScannerConfig
from momento_scanner.domain.inspection.effort import LONG_FILE_BYTES

from tests.fakes.chassis.certificates import TestAuthority
from tests.fakes.scanner.clamd_process import running_clamd
from tests.media import images, labelled, videos
from tests.media.eicar import EICAR
from tests.media.large import write_large_mp4
from tests.media.videos import box

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator, Iterator
    from pathlib import Path

    from momento_scanner.bootstrap import ScannerService

    from tests.fakes.scanner.clamd_process import ClamdProcess

CHUNK = 256 * 1024
LONG_STREAM_CHUNKS = 32
"""More than a connection holds, so that the sender is still at it when the answer is known."""
LONG_STREAMS = 40
"""Without care one of ten answers was lost."""


class World:
    """A running scanner and those who call it."""

    def __init__(self, service: ScannerService, authority: TestAuthority, work_folder: Path) -> None:
        self.service = service
        self.authority = authority
        self.work_folder = work_folder
        self.port = service.server.start()

    def call(
        self, *requests: scanner_pb2.InspectMediaRequest, caller: str = "ingest", timeout: float | None = 60
    ) -> scanner_pb2.InspectMediaResponse:
        """The verdict on what is sent without waiting for `begin`."""
        tls = self.authority.issue(caller)
        with channel(f"127.0.0.1:{self.port}", tls, "scanner") as opened:
            stub = scanner_pb2_grpc.ScannerServiceStub(opened)
            *_, answer = stub.InspectMedia(iter(requests), timeout=timeout)
            return answer

    @contextmanager
    def stub(self) -> Iterator[scanner_pb2_grpc.ScannerServiceStub]:
        with channel(f"127.0.0.1:{self.port}", self.authority.issue("ingest"), "scanner") as opened:
            yield scanner_pb2_grpc.ScannerServiceStub(opened)

    def inspect(self, name: str, content: bytes, caller: str = "ingest") -> scanner_pb2.InspectMediaResponse:
        chunks = [content[start : start + CHUNK] for start in range(0, len(content), CHUNK)]
        return self.call(header(name, len(content)), *map(chunk, chunks), caller=caller)


def header(name: str, size: int, share: str = "ann", *, slow: bool | None = None) -> scanner_pb2.InspectMediaRequest:
    declared = scanner_pb2.InspectMediaHeader(file_name=name, size_bytes=size, share=share, slow=slow)
    return scanner_pb2.InspectMediaRequest(header=declared)


def chunk(content: bytes) -> scanner_pb2.InspectMediaRequest:
    return scanner_pb2.InspectMediaRequest(chunk=content)


@contextmanager
def running_scanner(
    folder: Path, clamd: str, chosen: dict[str, str] | None = None, times: dict[str, float] | None = None
) -> Iterator[World]:
    authority = TestAuthority(folder / "certificates")
    tls = authority.issue("scanner")
    environment = {
        "MOMENTO_LISTEN": "127.0.0.1:0",
        "MOMENTO_TLS_CERTIFICATE": str(tls.certificate),
        "MOMENTO_TLS_KEY": str(tls.key),
        "MOMENTO_TLS_AUTHORITY": str(tls.authority),
        "MOMENTO_SCANNER_CLAMD": clamd,
        "MOMENTO_SCANNER_WORK_FOLDER": str(folder / "work"),
        "MOMENTO_SCANNER_WORKERS": "1",
        "MOMENTO_SCANNER_CONCURRENCY": "1",
        "MOMENTO_SCANNER_SIGNATURE_MAX_AGE_HOURS": "0",
        **(chosen or {}),
    }
    config = load(ScannerConfig, environment)
    service = bootstrap(config, times=replace(config.times, **times or {}))
    try:
        yield World(service, authority, folder / "work")
    finally:
        service.server.drain(0)
        service.decoder.close()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, clamd: ClamdProcess) -> Iterator[World]:
    with running_scanner(tmp_path_factory.mktemp("scanner"), clamd.setting) as running:
        yield running


def error_of(call: pytest.ExceptionInfo[grpc.RpcError]) -> RemoteError:
    return remote_error(call.value)


ACCEPTED = [
    ("photo.jpg", images.jpeg_with_gps(), "image/jpeg"),
    ("PHOTO.JPEG", images.jpeg(), "image/jpeg"),
    ("photo.png", images.png(), "image/png"),
    ("photo.webp", images.webp(), "image/webp"),
    ("photo.gif", images.gif(frames=3), "image/gif"),
    ("photo.heic", images.heic(), "image/heic"),
    ("photo.avif", images.avif(), "image/avif"),
    ("film.mp4", videos.mp4(), "video/mp4"),
    ("film.mov", videos.mov(), "video/quicktime"),
    ("film.webm", videos.webm(), "video/webm"),
    ("film.mkv", videos.mkv(), "video/matroska"),
]
REJECTED = [
    ("a.jpg", b"", "FILE_EMPTY"),
    ("../a.jpg", images.jpeg(), "FILE_NAME_INVALID"),
    ("a.exe", b"MZ", "EXTENSION_NOT_ALLOWED"),
    ("a.jpg", b"only some text", "CONTENT_NOT_RECOGNISED"),
    ("a.mp4", videos.playlist(), "CONTENT_NOT_RECOGNISED"),
    ("a.mp4", images.png(), "EXTENSION_MISMATCH"),
    ("a.jpg", images.jpeg(800, 600)[:6000], "CONTENT_DAMAGED"),
    ("a.png", images.png_claiming(30_000, 30_000), "TOO_MANY_PIXELS"),
    ("a.png", images.png_claiming(1, 50_000), "IMAGE_TOO_LARGE"),
    ("a.jpg", images.jpeg() + b"<html><script>", "TRAILING_CONTENT"),
    ("a.mp4", videos.sound_only_mp4(), "CONTENT_MISMATCH"),
    ("a.jpg", images.jpeg() + EICAR, "MALWARE_FOUND"),
    ("a.mp4", videos.mp4() + box(b"free", EICAR), "MALWARE_FOUND"),
    ("a.mp4", videos.mp4(metadata={"comment": EICAR.decode()}), "MALWARE_FOUND"),
]


@pytest.mark.parametrize(
    ("name", "content", "answers"),
    [("film.mp4", videos.mp4(), ["slow"]), ("photo.gif", images.gif(frames=3), ["begin", "slow"])],
)
def test_a_slow_file_with_a_place_for_quick_ones_is_to_be_sent_again_as_one(
    world: World, name: str, content: bytes, answers: list[str]
) -> None:
    def sent(*, slow: bool) -> list[str]:
        with world.stub() as stub:
            requests = iter([header(name, len(content), slow=slow), chunk(content)])
            return [str(answer.WhichOneof("answer")) for answer in stub.InspectMedia(requests, timeout=60)]

    assert sent(slow=False) == answers
    assert sent(slow=True) == ["begin", "acceptance"]


@pytest.mark.parametrize(("name", "content", "content_type"), ACCEPTED, ids=[case[2] for case in ACCEPTED])
def test_every_allowed_type_is_accepted(world: World, name: str, content: bytes, content_type: str) -> None:
    answer = world.inspect(name, content)

    assert answer.WhichOneof("answer") == "acceptance", answer.rejection
    facts = answer.acceptance.facts
    assert facts.content_type == content_type
    assert (facts.width, facts.height) == (96, 64)
    assert [preview.name for preview in answer.acceptance.previews] == ["256", "1440"]
    assert answer.scan.engine.startswith("ClamAV ")
    assert answer.scan.signature_version
    assert answer.scan.scanned_at.seconds > 0


@pytest.mark.parametrize(("name", "content", "reason"), REJECTED)
def test_everything_else_is_rejected_with_its_reason(world: World, name: str, content: bytes, reason: str) -> None:
    answer = world.inspect(name, content)

    assert answer.rejection.reason == reason
    assert answer.rejection.message.endswith(".")
    assert bool(answer.rejection.signature) == (reason == "MALWARE_FOUND")


def test_facts_cross_the_wire(world: World) -> None:
    facts = world.inspect("a.jpg", images.jpeg_with_gps()).acceptance.facts

    assert facts.kind == media_pb2.MEDIA_KIND_PHOTO
    assert facts.extension == "jpg"
    assert facts.taken_at_source == media_pb2.TAKEN_AT_SOURCE_EXIF_WITH_ZONE
    assert facts.taken_at_offset_minutes == 120
    assert facts.camera.model == "Testcam 1"
    assert facts.position.latitude == pytest.approx(52.52)
    assert not facts.HasField("duration_seconds")
    assert "momento testcam 1" in [tag.name for tag in facts.tags]


def test_tags_cross_the_wire_with_their_sources_and_confidences(world: World) -> None:
    facts = world.inspect("a.jpg", images.jpeg_with_gps(taken="2021:07:04 12:30:00")).acceptance.facts
    tags = {tag.name: tag for tag in facts.tags}

    assert tags["berlin"].source == media_pb2.TAG_SOURCE_PLACE
    assert 0.5 < tags["germany"].confidence <= 1
    assert tags["summer"].source == media_pb2.TAG_SOURCE_TIME
    assert not tags["summer"].HasField("confidence")
    assert media_pb2.TAG_SOURCE_COLOUR in {tag.source for tag in facts.tags}


def test_what_is_to_be_seen_crosses_the_wire(world: World) -> None:
    cat = labelled.path("chelsea.png").read_bytes()

    tags = {tag.name: tag for tag in world.inspect("a.png", cat).acceptance.facts.tags}

    assert tags["cat"].source == media_pb2.TAG_SOURCE_MODEL
    assert tags["cat"].confidence > 0.5


def test_without_labels_and_places_files_are_inspected_all_the_same(tmp_path: Path, clamd: ClamdProcess) -> None:
    off = {"MOMENTO_SCANNER_LABEL_MODEL": "none", "MOMENTO_SCANNER_GAZETTEER": "false"}
    with running_scanner(tmp_path, clamd.setting, off) as scanner:
        facts = scanner.inspect("a.jpg", images.jpeg_with_gps()).acceptance.facts

    sources = {tag.source for tag in facts.tags}
    assert not sources & {media_pb2.TAG_SOURCE_MODEL, media_pb2.TAG_SOURCE_PLACE}
    assert media_pb2.TAG_SOURCE_CAMERA in sources


def test_what_the_file_does_not_say_stays_unsaid(world: World) -> None:
    facts = world.inspect("a.png", images.png()).acceptance.facts

    assert facts.taken_at_source == media_pb2.TAKEN_AT_SOURCE_UPLOAD
    assert not facts.HasField("taken_at")
    assert not facts.HasField("camera")
    assert not facts.HasField("position")


def test_no_file_is_left_behind(world: World) -> None:
    world.inspect("a.jpg", images.jpeg())
    world.inspect("a.jpg", images.jpeg() + EICAR)

    assert list(world.work_folder.iterdir()) == []


def test_nobody_but_ingest_may_ask(world: World) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        world.inspect("a.jpg", images.jpeg(), caller="catalog")

    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


PICTURE = images.jpeg()


@pytest.mark.parametrize(
    "requests",
    [
        [],
        [chunk(PICTURE)],
        [header("a.jpg", 10), header("a.jpg", 10)],
        [header("a.jpg", len(PICTURE)), chunk(PICTURE[:-1])],
        [header("a.jpg", len(PICTURE)), chunk(PICTURE), chunk(b"x")],
        [header("a.jpg", len(PICTURE)), chunk(b""), chunk(PICTURE)],
        [header("a.jpg", 2_000_000), chunk(bytes(1024 * 1024 + 1))],
        [header("a.jpg", -1)],
        [header("a.jpg", 10, share="")],
        [header("a.jpg", 10, share="x" * 65)],
        [scanner_pb2.InspectMediaRequest()],
    ],
)
def test_a_stream_that_breaks_the_protocol_is_malformed(
    world: World, requests: list[scanner_pb2.InspectMediaRequest]
) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        world.call(*requests)

    assert (error_of(refused).code, error_of(refused).reason) == (
        grpc.StatusCode.INVALID_ARGUMENT,
        "STREAM_MALFORMED",
    )


@pytest.mark.parametrize("timeout", [None, 100_000])
def test_a_call_has_to_have_a_deadline(world: World, timeout: float | None) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        world.call(header("a.jpg", 0), timeout=timeout)

    assert error_of(refused).reason == "STREAM_MALFORMED"


class Sender:
    """Sends what a test puts to it, and notes what comes back."""

    def __init__(
        self, stub: scanner_pb2_grpc.ScannerServiceStub, *requests: scanner_pb2.InspectMediaRequest | None
    ) -> None:
        self._requests: SimpleQueue[scanner_pb2.InspectMediaRequest | None] = SimpleQueue()
        self.send(*requests)
        self.answers: Any = stub.InspectMedia(iter(self._requests.get, None), timeout=60)

    def send(self, *requests: scanner_pb2.InspectMediaRequest | None) -> None:
        for request in requests:
            self._requests.put(request)

    def answer(self) -> str:
        try:
            answer = next(self.answers)
        except grpc.RpcError as error:
            return remote_error(error).reason
        return str(answer.WhichOneof("answer"))

    def cancel(self) -> None:
        self.answers.cancel()
        self.send(None)


def test_the_scanner_says_that_it_has_a_place_before_it_is_sent_a_byte(world: World) -> None:
    with world.stub() as stub:
        sender = Sender(stub, header("a.jpg", len(PICTURE)))
        assert sender.answer() == "begin"
        sender.send(chunk(PICTURE), None)
        assert sender.answer() == "acceptance"


def test_a_name_that_is_never_kept_is_refused_without_a_byte(world: World) -> None:
    with world.stub() as stub:
        assert Sender(stub, header("a.exe", 1_900_000_000), None).answer() == "rejection"


def test_without_a_place_a_file_is_told_to_come_back_before_it_is_sent(tmp_path: Path, clamd: ClamdProcess) -> None:
    with running_scanner(tmp_path, clamd.setting, {"MOMENTO_SCANNER_QUEUE": "0"}) as scanner, scanner.stub() as stub:
        first = Sender(stub, header("a.jpg", len(PICTURE)))
        assert first.answer() == "begin"
        assert Sender(stub, header("a.jpg", 1_900_000_000), None).answer() == "SCANNER_BUSY"
        first.send(chunk(PICTURE), None)
        assert first.answer() == "acceptance"


def test_a_file_that_waits_is_inspected_when_a_place_is_free(world: World) -> None:
    with world.stub() as stub:
        first = Sender(stub, header("a.jpg", len(PICTURE)))
        assert first.answer() == "begin"
        second = Sender(stub, header("b.jpg", len(PICTURE)), chunk(PICTURE), None)
        first.send(chunk(PICTURE), None)
        assert first.answer() == "acceptance"
        assert (second.answer(), second.answer()) == ("begin", "acceptance")


def test_a_sender_who_goes_away_frees_its_place(world: World) -> None:
    with world.stub() as stub:
        gone = Sender(stub, header("a.jpg", len(PICTURE)))
        assert gone.answer() == "begin"
        gone.cancel()
        assert world.inspect("b.jpg", PICTURE).WhichOneof("answer") == "acceptance"


def test_a_sender_who_has_a_place_and_sends_nothing_loses_it(tmp_path: Path, clamd: ClamdProcess) -> None:
    with (
        running_scanner(tmp_path, clamd.setting, times={"idle": 0.2}) as scanner,
        scanner.stub() as stub,
    ):
        silent = Sender(stub, header("a.jpg", len(PICTURE)))
        assert silent.answer() == "begin"
        assert silent.answer() == "SERVICE_UNREACHABLE"
        silent.send(None)
        assert scanner.inspect("b.jpg", PICTURE).WhichOneof("answer") == "acceptance"


def test_one_users_files_never_take_the_last_place(tmp_path: Path, clamd: ClamdProcess) -> None:
    with (
        running_scanner(tmp_path, clamd.setting, {"MOMENTO_SCANNER_CONCURRENCY": "3"}) as scanner,
        scanner.stub() as stub,
    ):
        hers = [Sender(stub, header("a.jpg", len(PICTURE), share="mallory")) for _ in range(2)]
        assert [sender.answer() for sender in hers] == ["begin", "begin"]
        hers += [Sender(stub, header("a.jpg", len(PICTURE), share="mallory")) for _ in range(10)]
        bob = Sender(stub, header("b.jpg", len(PICTURE), share="bob"), chunk(PICTURE), None)
        assert (bob.answer(), bob.answer()) == ("begin", "acceptance")
        for sender in hers:
            sender.cancel()


def test_health_is_told_while_many_files_wait(tmp_path: Path, clamd: ClamdProcess) -> None:
    with running_scanner(tmp_path, clamd.setting, {"MOMENTO_SCANNER_QUEUE": "40"}) as scanner, scanner.stub() as stub:
        first = Sender(stub, header("a.jpg", len(PICTURE)))
        assert first.answer() == "begin"
        waiting = [Sender(stub, header("a.jpg", len(PICTURE), share=f"user {number}")) for number in range(40)]
        request = scanner_pb2.RecogniseMediaRequest(file_name="a.jpg", head=PICTURE[:100])
        for _ in range(20):
            assert not stub.RecogniseMedia(request, timeout=30).HasField("rejection")
        for sender in (first, *waiting):
            sender.cancel()


def test_a_stopped_engine_holds_no_place_and_work_goes_on_when_it_does(tmp_path: Path) -> None:
    with running_clamd() as own, running_scanner(tmp_path, own.setting, times={"command": 0.3}) as scanner:
        own.process.send_signal(signal.SIGSTOP)
        try:
            with scanner.stub() as stub:
                told = {Sender(stub, header("a.jpg", len(PICTURE)), None).answer() for _ in range(3)}
            scanner.service.readiness.check()
            assert told == {"ENGINE_UNAVAILABLE"}
            assert set(scanner.service.readiness.failing) == {"clamd"}
        finally:
            own.process.send_signal(signal.SIGCONT)
        assert scanner.inspect("a.jpg", PICTURE).WhichOneof("answer") == "acceptance"
        scanner.service.readiness.check()
        assert scanner.service.readiness.failing == {}


def test_without_clamd_nothing_is_accepted_and_the_service_is_not_ready(tmp_path: Path) -> None:
    with running_scanner(tmp_path, "unix:/nowhere/clamd.socket") as scanner:
        with pytest.raises(grpc.RpcError) as refused:
            scanner.inspect("a.jpg", PICTURE)
        scanner.service.readiness.check()

        assert (error_of(refused).code, error_of(refused).reason) == (
            grpc.StatusCode.UNAVAILABLE,
            "ENGINE_UNAVAILABLE",
        )
        assert "nowhere" not in error_of(refused).message
        assert set(scanner.service.readiness.failing) == {"clamd"}


@pytest.mark.parametrize(("name", "told"), [("a.png", "EXTENSION_MISMATCH"), ("a.exe", "EXTENSION_NOT_ALLOWED")])
def test_an_answer_before_the_last_chunk_reaches_a_sender_that_is_still_writing(
    world: World, name: str, told: str
) -> None:
    assert asyncio.run(_answers_to_long_streams(world, name)) == [told] * LONG_STREAMS


def test_an_engine_that_dies_in_the_middle_of_a_file_is_told_to_a_sender_that_is_still_writing(
    tmp_path: Path,
) -> None:
    with running_clamd() as own, running_scanner(tmp_path, own.setting) as scanner:
        assert asyncio.run(_verdict_when_the_engine_dies(scanner, own)) in {"ENGINE_UNAVAILABLE", "NO_VERDICT"}
        assert list(scanner.work_folder.iterdir()) == []


async def _verdict_when_the_engine_dies(world: World, engine: ClamdProcess) -> str:
    async def requests() -> AsyncIterator[scanner_pb2.InspectMediaRequest]:
        yield header("a.jpg", len(PICTURE) + 4 * LONG_STREAM_CHUNKS * CHUNK)
        yield chunk(PICTURE)
        for number in range(4 * LONG_STREAM_CHUNKS):
            if number == LONG_STREAM_CHUNKS:
                engine.process.kill()
                engine.process.wait()
            yield chunk(bytes(CHUNK))

    async with async_channel(f"127.0.0.1:{world.port}", world.authority.issue("ingest"), "scanner") as opened:
        stub: scanner_pb2_grpc.ScannerServiceAsyncStub = scanner_pb2_grpc.ScannerServiceStub(opened)
        return await _reported(stub.InspectMedia(requests(), timeout=60))


def test_malware_at_the_end_of_a_long_film_is_found_and_the_next_film_is_taken(world: World, tmp_path: Path) -> None:
    film = write_large_mp4(tmp_path / "film.mp4", LONG_FILE_BYTES).read_bytes()

    infected = world.inspect("a.mp4", film + box(b"free", EICAR))
    clean = world.inspect("b.mp4", film)

    assert infected.rejection.reason == "MALWARE_FOUND"
    assert infected.scan.engine.startswith("ClamAV ")
    assert clean.WhichOneof("answer") == "acceptance"
    assert list(world.work_folder.iterdir()) == []


def test_a_sender_who_is_cut_off_in_the_middle_of_a_long_film_leaves_nothing(world: World, tmp_path: Path) -> None:
    film = write_large_mp4(tmp_path / "film.mp4", LONG_FILE_BYTES).read_bytes()
    half = [chunk(film[start : start + CHUNK]) for start in range(0, len(film) // 2, CHUNK)]
    with world.stub() as stub:
        sender = Sender(stub, header("a.mp4", len(film)), *half)
        assert sender.answer() == "begin"
        sender.cancel()
        # There is one place, so the next has it only when nothing of the first is at work any more.
        assert world.inspect("b.jpg", PICTURE).WhichOneof("answer") == "acceptance"

    assert list(world.work_folder.iterdir()) == []


async def _answers_to_long_streams(world: World, name: str) -> list[str]:
    chunks = [chunk(PICTURE), *[chunk(bytes(CHUNK))] * LONG_STREAM_CHUNKS]
    parts = [header(name, len(PICTURE) + LONG_STREAM_CHUNKS * CHUNK), *chunks]
    async with async_channel(f"127.0.0.1:{world.port}", world.authority.issue("ingest"), "scanner") as opened:
        stub: scanner_pb2_grpc.ScannerServiceAsyncStub = scanner_pb2_grpc.ScannerServiceStub(opened)
        return [await _reported(stub.InspectMedia(iter(parts), timeout=60)) for _ in range(LONG_STREAMS)]


async def _reported(call: AsyncIterable[scanner_pb2.InspectMediaResponse]) -> str:
    try:
        *_, answer = [answer async for answer in call]
    except grpc.RpcError as error:
        return remote_error(error).reason
    return answer.rejection.reason


def test_the_service_is_ready_when_clamd_and_the_decoder_answer(world: World) -> None:
    world.service.readiness.check()

    assert world.service.readiness.failing == {}

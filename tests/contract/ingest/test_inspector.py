from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from momento.media.v1 import media_pb2
from momento.scanner.v1 import scanner_pb2, scanner_pb2_grpc
from momento_ingest.adapters.outbound.grpc.inspector import GrpcInspector
from momento_ingest.application.ports.inspector import Acceptance, Preview, SlowFile
from momento_ingest.domain.errors import IngestError, NoVerdict, Rejected, Unavailable, UnsupportedMedia
from momento_ingest.domain.library.media_facts import MediaFacts, ScanReport
from momento_ingest.domain.uploads.file_name import FileName
from momento_ingest.domain.uploads.policy import MediaKind

from tests.contract.ingest.timestamps import timestamp
from tests.fakes.ingest.inspector import ScriptedInspector
from tests.fakes.ingest.mesh import Script, connected, serving
from tests.fakes.ingest.world import chunks_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from momento_ingest.application.ports.inspector import Inspector

    from tests.fakes.chassis.certificates import TestAuthority
    from tests.fakes.ingest.mesh import Failures, Served

SCANNED = datetime(2026, 3, 1, 12, tzinfo=UTC)
SCAN = media_pb2.ScanReport(engine="ClamAV 1.4.3", signature_version="27000", scanned_at=timestamp(SCANNED))
FACTS = media_pb2.MediaFacts(
    kind=media_pb2.MEDIA_KIND_PHOTO, content_type="image/jpeg", extension="jpg", width=640, height=480
)
PREVIEW = scanner_pb2.Preview(name="256", content_type="image/webp", extension="webp", content=b"small", width=256)
ACCEPTED = scanner_pb2.InspectMediaResponse(
    acceptance=scanner_pb2.Acceptance(facts=FACTS, previews=[PREVIEW]), scan=SCAN
)
FOUND = Acceptance(
    MediaFacts(MediaKind.PHOTO, "image/jpeg", "jpg", 640, 480, b""),
    ScanReport("ClamAV 1.4.3", "27000", SCANNED),
    (Preview("256", "image/webp", "webp", b"small"),),
)
LAKE = FileName("lake.jpg")
SHARE = "01jdg7s0000000000000000000"
BEGIN = scanner_pb2.InspectMediaResponse(begin=scanner_pb2.Begin())


class ScriptedScanner(scanner_pb2_grpc.ScannerServiceServicer):
    """Answers as `script` says: `first` in place of `begin`, if there is one, and `InspectMedia` after the chunks."""

    def __init__(self, script: Script) -> None:
        self._script = script

    def InspectMedia(self, requests: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802  # the generated name
        self._script.deadlines.append(context.time_remaining() or 0.0)
        header = next(requests)
        if "first" in self._script.answers:
            self._script.requests.append([header])
            yield from self._said("first")
            # As the real one, it goes on reading until the sender has no more.
            for _ in requests:
                pass
            return
        yield BEGIN
        self._script.requests.append([header, *requests])
        yield from self._said("InspectMedia")

    def _said(self, key: str) -> Iterator[scanner_pb2.InspectMediaResponse]:
        answer = self._script.answers[key]
        if isinstance(answer, Exception):
            raise answer
        yield answer

    def RecogniseMedia(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802  # the generated name
        return self._script.answer("RecogniseMedia", request, context)


@pytest.fixture(scope="module")
def scanner(authority: TestAuthority, failures: Failures, script: Script) -> Iterator[Any]:
    scripted = ScriptedScanner(script)

    def register(server: grpc.Server) -> None:
        scanner_pb2_grpc.add_ScannerServiceServicer_to_server(scripted, server)

    with serving(authority, "scanner", ["InspectMedia", "RecogniseMedia"], failures, register) as served:
        yield served


@pytest.fixture
async def over_grpc(scanner: Served, script: Script) -> AsyncIterator[GrpcInspector]:
    async with connected(scanner, "scanner", script) as channel:
        yield GrpcInspector(channel)


@pytest.fixture(params=["scripted", "grpc"])
def inspector(request: pytest.FixtureRequest) -> Inspector:
    if request.param == "grpc":
        found: Inspector = request.getfixturevalue("over_grpc")
        return found
    return ScriptedInspector(verdict=FOUND)


def rejecting(reason: str) -> scanner_pb2.InspectMediaResponse:
    rejection = scanner_pb2.Rejection(reason=reason, message="What was wrong.", signature="Eicar")
    return scanner_pb2.InspectMediaResponse(rejection=rejection)


async def refusal(inspector: Inspector, *chunks: bytes) -> IngestError:
    with pytest.raises(IngestError) as raised:
        await inspector.inspect(LAKE, 5, chunks_of(*chunks or (b"bytes",)), SHARE, slow=False)
    return raised.value


async def test_an_accepted_file_comes_with_what_was_found(inspector: Inspector, script: Script) -> None:
    script.answers["InspectMedia"] = ACCEPTED
    assert await inspector.inspect(LAKE, 5, chunks_of(b"by", b"tes"), SHARE, slow=False) == FOUND


@pytest.mark.parametrize("kind", [Rejected, UnsupportedMedia, NoVerdict])
async def test_a_refusal_after_the_bytes_is_of_its_kind(
    inspector: Inspector, script: Script, failures: Failures, kind: type[IngestError]
) -> None:
    broken_off = failures[grpc.StatusCode.UNAVAILABLE]("NO_VERDICT", "…")
    reasons = {
        Rejected: rejecting("THE_REASON"),
        UnsupportedMedia: rejecting("CONTENT_MISMATCH"),
        NoVerdict: broken_off,
    }
    script.answers["InspectMedia"] = reasons[kind]
    if isinstance(inspector, ScriptedInspector):
        inspector.failure = kind("THE_REASON", "What was wrong.")
    assert type(await refusal(inspector)) is kind


async def test_without_a_place_no_chunk_is_read(inspector: Inspector, script: Script, failures: Failures) -> None:
    script.answers["first"] = failures[grpc.StatusCode.RESOURCE_EXHAUSTED]("SCANNER_BUSY", "…")
    if isinstance(inspector, ScriptedInspector):
        inspector.busy = Unavailable("SCANNER_BUSY", "Try again.")

    read = 0

    async def counted() -> AsyncIterator[bytes]:
        nonlocal read
        read += 1
        yield b"bytes"

    with pytest.raises(Unavailable) as raised:
        await inspector.inspect(LAKE, 5, counted(), SHARE, slow=False)
    assert (type(raised.value), raised.value.reason, read) == (Unavailable, "SCANNER_BUSY", 0)


async def test_an_inspection_without_a_place_leaves_nothing_that_waits_for_one(
    over_grpc: GrpcInspector, script: Script, failures: Failures
) -> None:
    script.answers["first"] = failures[grpc.StatusCode.RESOURCE_EXHAUSTED]("SCANNER_BUSY", "…")
    others = asyncio.all_tasks()
    await refusal(over_grpc)
    left = asyncio.all_tasks() - others
    async with asyncio.timeout(60):
        await asyncio.gather(*left, return_exceptions=True)


@pytest.mark.parametrize("answered", ["first", "InspectMedia"])
async def test_a_file_that_takes_long_is_to_be_shown_again_as_one(
    inspector: Inspector, script: Script, answered: str
) -> None:
    script.answers["InspectMedia"] = ACCEPTED
    script.answers[answered] = scanner_pb2.InspectMediaResponse(slow=scanner_pb2.Slow())
    if isinstance(inspector, ScriptedInspector):
        inspector.slow = True
    with pytest.raises(SlowFile):
        await inspector.inspect(LAKE, 5, chunks_of(b"bytes"), SHARE, slow=False)
    script.answers = {"InspectMedia": ACCEPTED}
    assert await inspector.inspect(LAKE, 5, chunks_of(b"bytes"), SHARE, slow=True) == FOUND


@pytest.mark.parametrize("slow", [True, False])
async def test_the_scanner_is_told_whether_a_file_takes_long(
    over_grpc: GrpcInspector,
    script: Script,
    slow: bool,  # noqa: FBT001  # a parameter of the test
) -> None:
    script.answers["InspectMedia"] = ACCEPTED
    await over_grpc.inspect(LAKE, 5, chunks_of(b"bytes"), SHARE, slow=slow)
    ((header, *_),) = script.requests
    assert header.header.HasField("slow")
    assert header.header.slow is slow


async def test_a_verdict_in_place_of_a_beginning_is_one(over_grpc: GrpcInspector, script: Script) -> None:
    script.answers["first"] = rejecting("FILE_TOO_LARGE")
    assert type(await refusal(over_grpc)) is Rejected


async def test_the_header_comes_first_and_every_chunk_after_it(over_grpc: GrpcInspector, script: Script) -> None:
    script.answers["InspectMedia"] = ACCEPTED
    await over_grpc.inspect(LAKE, 5, chunks_of(b"by", b"tes"), SHARE, slow=False)
    (parts,) = script.requests
    declared = parts[0].header
    assert (declared.file_name, declared.size_bytes) == ("lake.jpg", 5)
    assert [part.chunk for part in parts[1:]] == [b"by", b"tes"]


async def test_the_scanner_learns_whose_files_belong_together_and_not_whose_they_are(
    over_grpc: GrpcInspector, script: Script
) -> None:
    script.answers["InspectMedia"] = ACCEPTED
    for user in (SHARE, SHARE, "01jdg7s0000000000000000001"):
        await over_grpc.inspect(LAKE, 5, chunks_of(b"bytes"), user, slow=False)
    first, again, other = (parts[0].header.share for parts in script.requests)
    assert first == again != other
    assert SHARE not in first


async def test_the_deadline_grows_with_the_file(over_grpc: GrpcInspector, script: Script) -> None:
    script.answers["InspectMedia"] = ACCEPTED
    for size in (5, 1_900_000_000):
        await over_grpc.inspect(LAKE, size, chunks_of(b"bytes"), SHARE, slow=False)
    small, large = script.deadlines
    assert small < 301
    assert large > 800


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("MALWARE_FOUND", Rejected),
        ("TOO_MANY_PIXELS", Rejected),
        ("", Rejected),
        ("EXTENSION_NOT_ALLOWED", UnsupportedMedia),
        ("EXTENSION_MISMATCH", UnsupportedMedia),
        ("CONTENT_NOT_RECOGNISED", UnsupportedMedia),
        ("CONTENT_MISMATCH", UnsupportedMedia),
    ],
)
async def test_a_rejection_keeps_its_reason_and_its_sentence(
    over_grpc: GrpcInspector, script: Script, reason: str, kind: type[IngestError]
) -> None:
    script.answers["InspectMedia"] = rejecting(reason)
    error = await refusal(over_grpc)
    assert (type(error), error.reason, str(error)) == (kind, reason, "What was wrong.")


UNKNOWN_KIND = media_pb2.MediaFacts(content_type="image/jpeg", extension="jpg")
NO_SUCH_YEAR = media_pb2.MediaFacts(kind=media_pb2.MEDIA_KIND_PHOTO, taken_at=Timestamp(seconds=10**15))
WHEN_IS_UNKNOWN = media_pb2.ScanReport(engine="ClamAV 1.4.3", signature_version="27000")


@pytest.mark.parametrize(
    "answer",
    [
        scanner_pb2.InspectMediaResponse(acceptance=scanner_pb2.Acceptance(facts=FACTS)),
        scanner_pb2.InspectMediaResponse(acceptance=scanner_pb2.Acceptance(facts=UNKNOWN_KIND), scan=SCAN),
        scanner_pb2.InspectMediaResponse(acceptance=scanner_pb2.Acceptance(facts=NO_SUCH_YEAR), scan=SCAN),
        scanner_pb2.InspectMediaResponse(acceptance=scanner_pb2.Acceptance(facts=FACTS), scan=WHEN_IS_UNKNOWN),
        scanner_pb2.InspectMediaResponse(acceptance=scanner_pb2.Acceptance(), scan=SCAN),
    ],
)
async def test_a_verdict_without_its_proof_is_none(
    over_grpc: GrpcInspector, script: Script, answer: scanner_pb2.InspectMediaResponse
) -> None:
    script.answers["InspectMedia"] = answer
    error = await refusal(over_grpc)
    assert (type(error), error.reason) == (NoVerdict, "VERDICT_INCOMPLETE")


@pytest.mark.parametrize("answer", [scanner_pb2.InspectMediaResponse(), scanner_pb2.InspectMediaResponse(scan=SCAN)])
async def test_an_empty_answer_lets_nothing_through(over_grpc: GrpcInspector, script: Script, answer: Any) -> None:
    script.answers["InspectMedia"] = answer
    error = await refusal(over_grpc)
    assert (type(error), error.reason) == (NoVerdict, "VERDICT_INCOMPLETE")


@pytest.mark.parametrize(
    "code",
    [
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        grpc.StatusCode.INVALID_ARGUMENT,
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.INTERNAL,
        grpc.StatusCode.DEADLINE_EXCEEDED,
    ],
)
@pytest.mark.parametrize(("moment", "kind"), [("first", Unavailable), ("InspectMedia", NoVerdict)])
async def test_a_scanner_that_cannot_say_is_unavailable_and_once_it_has_begun_there_is_no_verdict(
    over_grpc: GrpcInspector,
    script: Script,
    failures: Failures,
    code: grpc.StatusCode,
    moment: str,
    kind: type[IngestError],
) -> None:
    script.answers[moment] = failures[code]("THE_REASON", "…")
    error = await refusal(over_grpc)
    assert (type(error), error.reason) == (kind, "THE_REASON")


@pytest.mark.parametrize("reason", ["ENGINE_UNAVAILABLE", "SCANNER_BUSY"])
async def test_an_engine_that_goes_away_during_an_inspection_says_nothing_of_the_file(
    over_grpc: GrpcInspector, script: Script, failures: Failures, reason: str
) -> None:
    script.answers["InspectMedia"] = failures[grpc.StatusCode.UNAVAILABLE](reason, "…")
    error = await refusal(over_grpc)
    assert (type(error), error.reason) == (Unavailable, reason)


@pytest.mark.parametrize(("moment", "kind"), [("first", Unavailable), ("InspectMedia", NoVerdict)])
async def test_a_scanner_that_breaks_gives_no_verdict(
    over_grpc: GrpcInspector, script: Script, moment: str, kind: type[IngestError]
) -> None:
    script.answers[moment] = ZeroDivisionError()
    assert type(await refusal(over_grpc)) is kind


async def test_an_error_of_the_chunks_passes_through(over_grpc: GrpcInspector, script: Script) -> None:
    async def gone() -> AsyncIterator[bytes]:
        yield b"by"
        raise FileNotFoundError("spooled file")

    script.answers["InspectMedia"] = ACCEPTED
    with pytest.raises(FileNotFoundError, match="spooled file"):
        await over_grpc.inspect(LAKE, 5, gone(), SHARE, slow=False)


async def test_an_inspection_that_is_cancelled_stays_cancelled(over_grpc: GrpcInspector, script: Script) -> None:
    script.answers["InspectMedia"] = ACCEPTED
    begun = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        begun.set()
        yield b"by"
        await asyncio.Event().wait()

    task = asyncio.create_task(over_grpc.inspect(LAKE, 5, endless(), SHARE, slow=False))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_beginning_that_is_kept_passes_and_one_that_never_is_is_refused(
    over_grpc: GrpcInspector, script: Script
) -> None:
    script.answers["RecogniseMedia"] = scanner_pb2.RecogniseMediaResponse()
    await over_grpc.recognise(LAKE, b"head")
    assert script.requests == [scanner_pb2.RecogniseMediaRequest(file_name="lake.jpg", head=b"head")]
    rejection = scanner_pb2.Rejection(reason="CONTENT_NOT_RECOGNISED", message="What was wrong.")
    script.answers["RecogniseMedia"] = scanner_pb2.RecogniseMediaResponse(rejection=rejection)
    with pytest.raises(UnsupportedMedia, match="What was wrong"):
        await over_grpc.recognise(LAKE, b"head")


async def test_a_beginning_that_nobody_looks_at_is_no_verdict(
    over_grpc: GrpcInspector, script: Script, failures: Failures
) -> None:
    script.answers["RecogniseMedia"] = failures[grpc.StatusCode.INVALID_ARGUMENT]("THE_REASON", "…")
    with pytest.raises(Unavailable):
        await over_grpc.recognise(LAKE, b"head")

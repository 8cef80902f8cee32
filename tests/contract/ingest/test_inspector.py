from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from momento.media.v1 import media_pb2
from momento.scanner.v1 import scanner_pb2, scanner_pb2_grpc
from momento_ingest.adapters.outbound.grpc.inspector import GrpcInspector
from momento_ingest.application.ports.inspector import Acceptance, Preview
from momento_ingest.domain.errors import IngestError, Rejected, Unavailable, UnsupportedMedia
from momento_ingest.domain.file_name import FileName
from momento_ingest.domain.policy import MediaKind

from tests.fakes.ingest.inspector import ScriptedInspector
from tests.fakes.ingest.mesh import Script, connected, servicer, serving
from tests.fakes.ingest.world import chunks_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from momento_ingest.application.ports.inspector import Inspector

    from tests.fakes.chassis.certificates import TestAuthority
    from tests.fakes.ingest.mesh import Failures, Served

SCAN = media_pb2.ScanReport(engine="ClamAV 1.4.3", signature_version="27000")
FACTS = media_pb2.MediaFacts(
    kind=media_pb2.MEDIA_KIND_PHOTO, content_type="image/jpeg", extension="jpg", width=640, height=480
)
PREVIEW = scanner_pb2.Preview(name="256", content_type="image/webp", extension="webp", content=b"small", width=256)
ACCEPTED = scanner_pb2.InspectMediaResponse(
    acceptance=scanner_pb2.Acceptance(facts=FACTS, previews=[PREVIEW]), scan=SCAN
)
FOUND = Acceptance(
    MediaKind.PHOTO,
    "image/jpeg",
    "jpg",
    (Preview("256", "image/webp", "webp", b"small"),),
    scanner_pb2.InspectMediaResponse(acceptance=scanner_pb2.Acceptance(facts=FACTS), scan=SCAN).SerializeToString(),
)
LAKE = FileName("lake.jpg")


@pytest.fixture(scope="module")
def scanner(authority: TestAuthority, failures: Failures, script: Script) -> Iterator[Any]:
    scripted = servicer(scanner_pb2_grpc.ScannerServiceServicer, script)

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
        await inspector.inspect(LAKE, 5, chunks_of(*chunks or (b"bytes",)))
    return raised.value


async def test_an_accepted_file_comes_with_what_was_found(inspector: Inspector, script: Script) -> None:
    script.answers["InspectMedia"] = ACCEPTED
    assert await inspector.inspect(LAKE, 5, chunks_of(b"by", b"tes")) == FOUND


@pytest.mark.parametrize("kind", [Rejected, UnsupportedMedia, Unavailable])
async def test_a_refusal_is_raised(
    inspector: Inspector, script: Script, failures: Failures, kind: type[IngestError]
) -> None:
    busy = failures[grpc.StatusCode.UNAVAILABLE]("THE_REASON", "…")
    reasons = {Rejected: rejecting("THE_REASON"), UnsupportedMedia: rejecting("CONTENT_MISMATCH"), Unavailable: busy}
    script.answers["InspectMedia"] = reasons[kind]
    if isinstance(inspector, ScriptedInspector):
        inspector.failure = kind("THE_REASON", "What was wrong.")
    assert type(await refusal(inspector)) is kind


async def test_the_header_comes_first_and_every_chunk_after_it(over_grpc: GrpcInspector, script: Script) -> None:
    script.answers["InspectMedia"] = ACCEPTED
    await over_grpc.inspect(LAKE, 5, chunks_of(b"by", b"tes"))
    (parts,) = script.requests
    assert parts[0] == scanner_pb2.InspectMediaRequest(
        header=scanner_pb2.InspectMediaHeader(file_name="lake.jpg", size_bytes=5)
    )
    assert [part.chunk for part in parts[1:]] == [b"by", b"tes"]


async def test_the_deadline_grows_with_the_file(over_grpc: GrpcInspector, script: Script) -> None:
    script.answers["InspectMedia"] = ACCEPTED
    for size in (5, 1_900_000_000):
        await over_grpc.inspect(LAKE, size, chunks_of(b"bytes"))
    small, large = script.deadlines
    assert small < 62
    assert large > 400


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


@pytest.mark.parametrize(
    "answer",
    [
        scanner_pb2.InspectMediaResponse(acceptance=scanner_pb2.Acceptance(facts=FACTS)),
        scanner_pb2.InspectMediaResponse(acceptance=scanner_pb2.Acceptance(facts=UNKNOWN_KIND), scan=SCAN),
        scanner_pb2.InspectMediaResponse(acceptance=scanner_pb2.Acceptance(), scan=SCAN),
    ],
)
async def test_a_verdict_without_its_proof_is_none(
    over_grpc: GrpcInspector, script: Script, answer: scanner_pb2.InspectMediaResponse
) -> None:
    script.answers["InspectMedia"] = answer
    error = await refusal(over_grpc)
    assert (type(error), error.reason) == (Unavailable, "VERDICT_INCOMPLETE")


@pytest.mark.parametrize("answer", [scanner_pb2.InspectMediaResponse(), scanner_pb2.InspectMediaResponse(scan=SCAN)])
async def test_an_empty_answer_lets_nothing_through(over_grpc: GrpcInspector, script: Script, answer: Any) -> None:
    script.answers["InspectMedia"] = answer
    error = await refusal(over_grpc)
    assert (type(error), error.reason) == (Unavailable, "VERDICT_INCOMPLETE")


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
async def test_a_scanner_that_cannot_say_is_unavailable_whatever_it_says(
    over_grpc: GrpcInspector, script: Script, failures: Failures, code: grpc.StatusCode
) -> None:
    script.answers["InspectMedia"] = failures[code]("THE_REASON", "…")
    error = await refusal(over_grpc)
    assert (type(error), error.reason) == (Unavailable, "THE_REASON")


async def test_a_scanner_that_breaks_is_unavailable(over_grpc: GrpcInspector, script: Script) -> None:
    script.answers["InspectMedia"] = ZeroDivisionError()
    assert type(await refusal(over_grpc)) is Unavailable


async def test_an_error_of_the_chunks_passes_through(over_grpc: GrpcInspector, script: Script) -> None:
    async def gone() -> AsyncIterator[bytes]:
        yield b"by"
        raise FileNotFoundError("spooled file")

    script.answers["InspectMedia"] = ACCEPTED
    with pytest.raises(FileNotFoundError, match="spooled file"):
        await over_grpc.inspect(LAKE, 5, gone())


async def test_an_inspection_that_is_cancelled_stays_cancelled(over_grpc: GrpcInspector, script: Script) -> None:
    script.answers["InspectMedia"] = ACCEPTED
    begun = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        begun.set()
        yield b"by"
        await asyncio.Event().wait()

    task = asyncio.create_task(over_grpc.inspect(LAKE, 5, endless()))
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

"""Inspection by the scanner service: one client-streaming call a file."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from momento.media.v1 import media_pb2
from momento.scanner.v1 import scanner_pb2
from momento.scanner.v1.scanner_pb2_grpc import ScannerServiceStub

from momento_ingest.adapters.outbound.grpc.remote import remote_refusals
from momento_ingest.application.ports.inspector import Acceptance, Preview
from momento_ingest.domain.errors import (
    IngestError,
    InvalidInput,
    Rejected,
    TooManyRequests,
    Unavailable,
    UnsupportedMedia,
)
from momento_ingest.domain.policy import MediaKind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import grpc.aio
    from momento.scanner.v1.scanner_pb2_grpc import ScannerServiceAsyncStub

    from momento_ingest.domain.file_name import FileName

BASE_SECONDS: Final = 60.0
SECONDS_PER_BYTE: Final = 1 / 5_000_000
"""A deadline that grows with the file: at 5 MB/s a machine is far slower than any that we measured."""
RECOGNISE_SECONDS: Final = 5.0
_UNSUPPORTED: Final = frozenset(
    {"EXTENSION_NOT_ALLOWED", "EXTENSION_MISMATCH", "CONTENT_NOT_RECOGNISED", "CONTENT_MISMATCH"}
)
_KINDS: Final = {media_pb2.MEDIA_KIND_PHOTO: MediaKind.PHOTO, media_pb2.MEDIA_KIND_VIDEO: MediaKind.VIDEO}


class GrpcInspector:
    """Asks the scanner service."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._scanner: ScannerServiceAsyncStub = ScannerServiceStub(channel)

    async def inspect(self, name: FileName, size_bytes: int, chunks: AsyncIterator[bytes]) -> Acceptance:
        """See the port."""
        deadline = BASE_SECONDS + size_bytes * SECONDS_PER_BYTE
        reading = _Reading(chunks)
        try:
            with remote_refusals():
                answer = await self._scanner.InspectMedia(_parts(name, size_bytes, reading), timeout=deadline)
        except asyncio.CancelledError:
            # grpc cancels a call whose parts cannot be read, and hides why.
            if reading.fault is not None:
                raise reading.fault from None
            raise
        except (TooManyRequests, InvalidInput) as error:
            # Neither is the user's fault: the scanner is busy, or the two services do not understand each other.
            raise Unavailable(error.reason, "Files cannot be inspected just now; try again in a moment.") from error
        if answer.HasField("acceptance"):
            return _acceptance(answer)
        if answer.HasField("rejection"):
            raise _refusal(answer.rejection, answer.scan.signature_version)
        raise _incomplete()

    async def recognise(self, name: FileName, head: bytes) -> None:
        """See the port."""
        request = scanner_pb2.RecogniseMediaRequest(file_name=name.value, head=head)
        try:
            with remote_refusals():
                answer = await self._scanner.RecogniseMedia(request, timeout=RECOGNISE_SECONDS)
        except IngestError as error:
            raise Unavailable(error.reason, str(error)) from error
        if answer.HasField("rejection"):
            raise UnsupportedMedia(answer.rejection.reason, answer.rejection.message)


class _Reading:
    """Chunks on their way, and the error with which they stopped, if they did."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self.fault: Exception | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._chunks:
                yield chunk
        except Exception as error:
            self.fault = error
            raise


async def _parts(name: FileName, size_bytes: int, chunks: _Reading) -> AsyncIterator[scanner_pb2.InspectMediaRequest]:
    header = scanner_pb2.InspectMediaHeader(file_name=name.value, size_bytes=size_bytes)
    yield scanner_pb2.InspectMediaRequest(header=header)
    async for chunk in chunks:
        yield scanner_pb2.InspectMediaRequest(chunk=chunk)


def _acceptance(answer: scanner_pb2.InspectMediaResponse) -> Acceptance:
    facts = answer.acceptance.facts
    if facts.kind not in _KINDS or not answer.HasField("scan"):
        # Nothing is stored on a verdict that lacks its proof.
        raise _incomplete()
    previews = (Preview(it.name, it.content_type, it.extension, it.content) for it in answer.acceptance.previews)
    without_pictures = scanner_pb2.InspectMediaResponse(
        acceptance=scanner_pb2.Acceptance(facts=facts), scan=answer.scan
    )
    return Acceptance(
        kind=_KINDS[facts.kind],
        content_type=facts.content_type,
        extension=facts.extension,
        previews=tuple(previews),
        description=without_pictures.SerializeToString(),
    )


def _incomplete() -> Unavailable:
    return Unavailable("VERDICT_INCOMPLETE", "The file could not be inspected completely; try again.")


def _refusal(rejection: scanner_pb2.Rejection, signature_version: str) -> IngestError:
    if rejection.reason in _UNSUPPORTED:
        return UnsupportedMedia(rejection.reason, rejection.message)
    return Rejected(
        rejection.reason, rejection.message, signature=rejection.signature, signature_version=signature_version
    )

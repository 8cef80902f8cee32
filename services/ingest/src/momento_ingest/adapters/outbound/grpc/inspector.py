"""Inspection by the scanner service: one call a file, in which the scanner says first that it has a place."""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import grpc.aio
from momento.scanner.v1 import scanner_pb2
from momento.scanner.v1.scanner_pb2_grpc import ScannerServiceStub

from momento_ingest.adapters.outbound.grpc.media_messages import KINDS, read_facts, read_scan
from momento_ingest.adapters.outbound.grpc.remote import remote_refusals
from momento_ingest.application.ports.inspector import Acceptance, Preview, SlowFile
from momento_ingest.domain.errors import (
    IngestError,
    NoVerdict,
    Rejected,
    Unavailable,
    UnsupportedMedia,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from momento.scanner.v1.scanner_pb2_grpc import ScannerServiceAsyncStub

    from momento_ingest.domain.uploads.file_name import FileName

    _Call = grpc.aio.StreamStreamCall[scanner_pb2.InspectMediaRequest, scanner_pb2.InspectMediaResponse]

BASE_SECONDS: Final = 300.0
SECONDS_PER_BYTE: Final = 1 / 3_500_000
"""A deadline that grows with the file, and lies above all of the scanner's own (`TimeLimits` there)."""
RECOGNISE_SECONDS: Final = 5.0
_UNSUPPORTED: Final = frozenset(
    {"EXTENSION_NOT_ALLOWED", "EXTENSION_MISMATCH", "CONTENT_NOT_RECOGNISED", "CONTENT_MISMATCH"}
)
_NOT_THE_FILE: Final = frozenset({"ENGINE_UNAVAILABLE", "SCANNER_BUSY"})
"""Why an inspection that had begun can end without a verdict and without any doubt about the file."""


class GrpcInspector:
    """Asks the scanner service."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._scanner: ScannerServiceAsyncStub = ScannerServiceStub(channel)

    async def inspect(
        self, name: FileName, size_bytes: int, chunks: AsyncIterator[bytes], share: str, *, slow: bool
    ) -> Acceptance:
        """See the port."""
        header = scanner_pb2.InspectMediaHeader(
            file_name=name.value, size_bytes=size_bytes, share=_opaque(share), slow=slow
        )
        sending = _Sending(header, chunks)
        call = self._scanner.InspectMedia(sending.requests(), timeout=BASE_SECONDS + size_bytes * SECONDS_PER_BYTE)
        try:
            answer = await _verdict(call, sending)
        except asyncio.CancelledError:
            # grpc cancels a call whose requests cannot be read, and hides why.
            if sending.fault is not None:
                raise sending.fault from None
            raise
        finally:
            call.cancel()
            sending.stop()
        if answer.HasField("acceptance"):
            return _acceptance(answer)
        if answer.HasField("rejection"):
            raise _refusal(answer.rejection, answer.scan.signature_version)
        if answer.HasField("slow"):
            raise SlowFile
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


class _Sending:
    """What is sent: the header, and when the scanner has begun, the chunks."""

    def __init__(self, header: scanner_pb2.InspectMediaHeader, chunks: AsyncIterator[bytes]) -> None:
        self._header = header
        self._chunks = chunks
        self._begun = asyncio.Event()
        self._stopped = asyncio.Event()
        self.fault: Exception | None = None
        """With what the chunks stopped, if they did before their end."""

    def begin(self) -> None:
        """Lets the chunks go."""
        self._begun.set()

    def stop(self) -> None:
        """Ends what is sent of a call that is over: grpc goes on asking for requests until there are no more."""
        self._stopped.set()
        self._begun.set()

    @property
    def begun(self) -> bool:
        """Whether the scanner has begun."""
        return self._begun.is_set()

    async def requests(self) -> AsyncIterator[scanner_pb2.InspectMediaRequest]:
        yield scanner_pb2.InspectMediaRequest(header=self._header)
        await self._begun.wait()
        if self._stopped.is_set():
            return
        try:
            async for chunk in self._chunks:
                if self._stopped.is_set():
                    return
                yield scanner_pb2.InspectMediaRequest(chunk=chunk)
        except Exception as error:
            self.fault = error
            raise


async def _verdict(call: _Call, sending: _Sending) -> scanner_pb2.InspectMediaResponse:
    try:
        with remote_refusals():
            answer = await _read(call)
            if answer.HasField("begin"):
                sending.begin()
                answer = await _read(call)
            # A scanner that has answered early reads until there is no more.
            sending.stop()
            await _end(call)
            return answer
    except IngestError as error:
        # Nothing that a scanner refuses so is the user's fault: it is busy, or it does not understand the edge.
        kind = NoVerdict if sending.begun and error.reason not in _NOT_THE_FILE else Unavailable
        raise kind(error.reason, "The file could not be inspected just now; try again in a moment.") from error


async def _end(call: _Call) -> None:
    """Waits until a call that has been answered is over, and with it its span; how it ends says nothing of the file."""
    with suppress(grpc.aio.AioRpcError):
        await call.read()


async def _read(call: _Call) -> scanner_pb2.InspectMediaResponse:
    answer = await call.read()
    # At its end a call reads a mark of its own.
    return answer if isinstance(answer, scanner_pb2.InspectMediaResponse) else scanner_pb2.InspectMediaResponse()


def _opaque(share: str) -> str:
    # The same at every replica of the edge, and not to be traced back: ids of users have 80 random bits.
    return hashlib.blake2b(share.encode(), digest_size=16, person=b"momento share").hexdigest()


def _acceptance(answer: scanner_pb2.InspectMediaResponse) -> Acceptance:
    # Nothing is stored on a verdict that lacks its proof.
    if answer.acceptance.facts.kind not in KINDS or not answer.scan.HasField("scanned_at"):
        raise _incomplete()
    previews = (Preview(it.name, it.content_type, it.extension, it.content) for it in answer.acceptance.previews)
    try:
        return Acceptance(read_facts(answer.acceptance.facts), read_scan(answer.scan), tuple(previews))
    except OverflowError as error:
        # A moment outside the years that there are.
        raise _incomplete() from error


def _incomplete() -> NoVerdict:
    return NoVerdict("VERDICT_INCOMPLETE", "The file could not be inspected completely; try again.")


def _refusal(rejection: scanner_pb2.Rejection, signature_version: str) -> IngestError:
    if rejection.reason in _UNSUPPORTED:
        return UnsupportedMedia(rejection.reason, rejection.message)
    return Rejected(
        rejection.reason, rejection.message, signature=rejection.signature, signature_version=signature_version
    )

"""The scanner behind gRPC."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from momento.scanner.v1 import scanner_pb2, scanner_pb2_grpc

from momento_scanner.adapters.inbound.grpc.idle_guard import IdleGuard
from momento_scanner.adapters.inbound.grpc.messages import recognised, response
from momento_scanner.adapters.inbound.grpc.stream import read_chunks, read_header, read_out
from momento_scanner.application.deadline import Deadline
from momento_scanner.domain.inspection.errors import EngineUnavailable, SlowFile, StreamMalformed
from momento_scanner.domain.inspection.verdict import Inspection

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    import grpc

    from momento_scanner.application.inspection.fair_slots import FairSlots
    from momento_scanner.application.inspection.inspect import DeclaredFile, InspectMedia
    from momento_scanner.application.inspection.recognise import RecogniseMedia
    from momento_scanner.domain.inspection.time_limits import TimeLimits

MAX_CALL_SECONDS: Final = 3600
"""Nobody waits longer for a verdict; a call has to say how long it does."""
BEGIN: Final = scanner_pb2.InspectMediaResponse(begin=scanner_pb2.Begin())
SLOW: Final = scanner_pb2.InspectMediaResponse(slow=scanner_pb2.Slow())

_logger = logging.getLogger(__name__)


class ScannerServicer(scanner_pb2_grpc.ScannerServiceServicer):
    """Answers `InspectMedia` for as many files at a time as there are slots; memory and disk are sized for that."""

    def __init__(
        self, inspect_media: InspectMedia, recognise_media: RecogniseMedia, slots: FairSlots, limits: TimeLimits
    ) -> None:
        self._inspect_media = inspect_media
        self._recognise_media = recognise_media
        self._slots = slots
        self._limits = limits

    def InspectMedia(  # noqa: N802  # named by the contract
        self, request_iterator: Iterator[scanner_pb2.InspectMediaRequest], context: grpc.ServicerContext
    ) -> Iterator[scanner_pb2.InspectMediaResponse]:
        """See scanner.proto. A caller who goes away ends the wait or the inspection, which frees the place."""
        caller = _deadline(context)
        declared = read_header(request_iterator)
        try:
            with self._slots.slot(declared.share, self._limits.wait, caller, slow=declared.slow):
                answer = response((yield from self._inspected(declared, request_iterator, context)))
        except SlowFile:
            answer = SLOW
        except EngineUnavailable as error:
            _logger.warning("no verdict", exc_info=not caller.passed, extra={"detail": error.detail})
            raise
        yield answer
        read_out(request_iterator)

    def _inspected(
        self,
        declared: DeclaredFile,
        requests: Iterator[scanner_pb2.InspectMediaRequest],
        context: grpc.ServicerContext,
    ) -> Generator[scanner_pb2.InspectMediaResponse, None, Inspection]:
        deadline = _deadline(context, self._limits.inspect(declared.size_bytes))
        begun = self._inspect_media.begin(declared, deadline)
        if isinstance(begun, Inspection):
            return begun
        yield BEGIN
        chunks = self._received(requests, context)
        try:
            return begun.finish(chunks)
        except EngineUnavailable:
            # The engine can go away in the middle of a file, and a sender that is still writing would not learn why.
            for _ in chunks:
                if deadline.passed:
                    break
            raise

    def _received(
        self, requests: Iterator[scanner_pb2.InspectMediaRequest], context: grpc.ServicerContext
    ) -> Iterator[bytes]:
        with IdleGuard(self._limits.idle, context.cancel) as guard:
            for chunk in read_chunks(requests):
                # What the engine takes is its own time, not the sender's.
                guard.pause()
                yield chunk
                guard.progress()

    def RecogniseMedia(  # noqa: N802  # named by the contract
        self, request: scanner_pb2.RecogniseMediaRequest, _: grpc.ServicerContext
    ) -> scanner_pb2.RecogniseMediaResponse:
        """See scanner.proto. It takes no place: it reads a few bytes and decodes nothing."""
        return recognised(self._recognise_media(request.file_name, request.head))


def _deadline(context: grpc.ServicerContext, seconds: float = MAX_CALL_SECONDS) -> Deadline:
    """When nobody waits any more: after `seconds`, at the caller's deadline, or when the caller goes away.

    Raises:
        StreamMalformed: the caller has no deadline, or a far one.
    """
    # Without a deadline gRPC tells of one in the far future.
    remaining = context.time_remaining()
    if remaining > MAX_CALL_SECONDS:
        raise StreamMalformed(f"An inspection needs a deadline of at most {MAX_CALL_SECONDS} seconds.")
    deadline = Deadline.after(min(remaining, seconds))
    if not context.add_callback(deadline.end):
        deadline.end()
    return deadline

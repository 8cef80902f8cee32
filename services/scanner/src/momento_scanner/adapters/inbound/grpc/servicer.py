"""The scanner behind gRPC."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Final

from momento.scanner.v1 import scanner_pb2_grpc

from momento_scanner.adapters.inbound.grpc.messages import recognised, response
from momento_scanner.adapters.inbound.grpc.stream import read_chunks, read_header, read_out
from momento_scanner.application.deadline import Deadline
from momento_scanner.domain.errors import EngineUnavailable, ScannerBusy, StreamMalformed

if TYPE_CHECKING:
    from collections.abc import Iterator

    import grpc
    from momento.scanner.v1 import scanner_pb2

    from momento_scanner.application.inspect_media import InspectMedia
    from momento_scanner.application.recognise_media import RecogniseMedia

LONGEST_CALL_SECONDS: Final = 3600
"""A caller that stalls holds its place until its deadline; so there has to be one."""

_logger = logging.getLogger(__name__)


class ScannerServicer(scanner_pb2_grpc.ScannerServiceServicer):
    """Answers `InspectMedia`, for at most `concurrency` files at a time; memory and disk are sized for that."""

    def __init__(self, inspect_media: InspectMedia, recognise_media: RecogniseMedia, concurrency: int) -> None:
        self._inspect_media = inspect_media
        self._recognise_media = recognise_media
        self._places = threading.BoundedSemaphore(concurrency)

    def InspectMedia(  # noqa: N802  # named by the contract
        self, request_iterator: Iterator[scanner_pb2.InspectMediaRequest], context: grpc.ServicerContext
    ) -> scanner_pb2.InspectMediaResponse:
        """See scanner.proto. The caller's deadline bounds how long a file may hold its place."""
        # Without a deadline gRPC tells of one in the far future.
        seconds = context.time_remaining()
        if seconds > LONGEST_CALL_SECONDS:
            raise StreamMalformed(f"An inspection needs a deadline of at most {LONGEST_CALL_SECONDS} seconds.")
        if not self._places.acquire(blocking=False):
            read_out(request_iterator)
            raise ScannerBusy
        try:
            return self._inspected(request_iterator, Deadline.after(seconds))
        finally:
            self._places.release()

    def _inspected(
        self, requests: Iterator[scanner_pb2.InspectMediaRequest], deadline: Deadline
    ) -> scanner_pb2.InspectMediaResponse:
        try:
            declared, chunks = read_header(requests), read_chunks(requests)
            answer = response(self._inspect_media(declared, chunks, deadline))
        except EngineUnavailable as error:
            _logger.exception("no verdict", extra={"detail": error.detail})
            read_out(requests)
            raise
        read_out(requests)
        return answer

    def RecogniseMedia(  # noqa: N802  # named by the contract
        self, request: scanner_pb2.RecogniseMediaRequest, _: grpc.ServicerContext
    ) -> scanner_pb2.RecogniseMediaResponse:
        """See scanner.proto. It takes no place: it reads a few bytes and decodes nothing."""
        return recognised(self._recognise_media(request.file_name, request.head))

"""The incoming stream: a header, then chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from momento_scanner.application.inspection.inspect import DeclaredFile
from momento_scanner.domain.inspection.errors import StreamMalformed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento.scanner.v1 import scanner_pb2

MAX_CHUNK_LENGTH: Final = 1024 * 1024
"""As the contract says; with it a call's memory has a bound."""
MAX_SHARE_LENGTH: Final = 64


def read_header(requests: Iterator[scanner_pb2.InspectMediaRequest]) -> DeclaredFile:
    """What the sender declares.

    Raises:
        StreamMalformed: the stream does not begin with a header, or that does not name a share.
    """
    first = next(requests, None)
    if first is None or first.WhichOneof("part") != "header":
        raise StreamMalformed("The stream has to begin with a header.")
    if not 0 < len(first.header.share) <= MAX_SHARE_LENGTH:
        raise StreamMalformed(f"A header names a share of 1 to {MAX_SHARE_LENGTH} characters.")
    said_slow = first.header.slow if first.header.HasField("slow") else None
    return DeclaredFile(first.header.file_name, first.header.size_bytes, first.header.share, said_slow)


def read_chunks(requests: Iterator[scanner_pb2.InspectMediaRequest]) -> Iterator[bytes]:
    """The bytes that follow the header.

    Raises:
        StreamMalformed: another header comes, or a chunk is empty or longer than 1 MiB.
    """
    for request in requests:
        if request.WhichOneof("part") != "chunk" or not 0 < len(request.chunk) <= MAX_CHUNK_LENGTH:
            raise StreamMalformed(f"After the header come chunks of 1 to {MAX_CHUNK_LENGTH} bytes.")
        yield request.chunk


def read_out(requests: Iterator[scanner_pb2.InspectMediaRequest]) -> None:
    """Reads what a sender is still writing when it is answered before its last byte; keeps nothing.

    A sender on grpc.aio whose call ends in the middle of a write learns INTERNAL in place of the answer
    (https://github.com/grpc/grpc/issues/36066). It stops as soon as it has read the answer.
    """
    for _ in requests:
        pass

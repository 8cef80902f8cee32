"""What another service's refusal means to the edge: one table, by status."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import grpc
from momento_chassis.grpc.errors import UNREACHABLE_REASON, RemoteError, remote_error

from momento_ingest.domain.errors import (
    Conflict,
    Forbidden,
    IngestError,
    InvalidInput,
    NotFound,
    PreconditionFailed,
    SecondFactorRequired,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_MEANINGS: Final[dict[grpc.StatusCode, type[IngestError]]] = {
    grpc.StatusCode.INVALID_ARGUMENT: InvalidInput,
    grpc.StatusCode.UNAUTHENTICATED: Unauthenticated,
    grpc.StatusCode.NOT_FOUND: NotFound,
    grpc.StatusCode.ALREADY_EXISTS: Conflict,
    grpc.StatusCode.ABORTED: PreconditionFailed,
    grpc.StatusCode.FAILED_PRECONDITION: Conflict,
    grpc.StatusCode.RESOURCE_EXHAUSTED: TooManyRequests,
    grpc.StatusCode.PERMISSION_DENIED: Forbidden,
}
"""Anything else, a fault of ours included, means that it cannot be had now."""
_logger = logging.getLogger(__name__)
_RETRY_AFTER: Final = "retry_after_seconds"
_POSITION: Final = "position"
_SECOND_FACTOR: Final = "SECOND_FACTOR_REQUIRED"


@contextmanager
def remote_refusals() -> Iterator[None]:
    """Turns what grpc raises inside the block into an error of the edge.

    Raises:
        IngestError: one of the members of the table, with the other service's reason and sentence.
    """
    try:
        yield
    except grpc.RpcError as error:
        reported = remote_error(error)
        if reported.reason == UNREACHABLE_REASON:
            _logger.warning(
                "another service did not answer", extra={"rpc.status": reported.code.name, "detail": error.details()}
            )
        raise _meaning(reported) from error


def _meaning(error: RemoteError) -> IngestError:
    # Without a reason it was not the service that spoke: a server at its limit, for example, says RESOURCE_EXHAUSTED.
    spoken = error.reason != UNREACHABLE_REASON
    kind = _MEANINGS.get(error.code, Unavailable) if spoken else Unavailable
    if error.reason == _SECOND_FACTOR:
        return _second_factor(error)
    if kind is InvalidInput:
        return InvalidInput(error.reason, error.message, position=_number(error, _POSITION))
    return kind(error.reason, error.message, retry_after_seconds=_number(error, _RETRY_AFTER))


def _second_factor(error: RemoteError) -> SecondFactorRequired:
    reported = error.metadata
    return SecondFactorRequired(
        error.message,
        challenge=reported["challenge"],
        methods=reported["methods"].split(),
        passkey_options=reported.get("passkey_options", ""),
    )


def _number(error: RemoteError, name: str) -> int | None:
    text = error.metadata.get(name, "")
    return int(text) if text.isdecimal() else None

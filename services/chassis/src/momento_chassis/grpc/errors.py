"""The one way in which errors cross a wire: `google.rpc.Status` with exactly one `ErrorInfo` (AIP-193)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import grpc
from google.protobuf import any_pb2
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_status import rpc_status

from momento_chassis.identity import ScopeMissing, TokenExpired, TokenInvalid

ErrorTable = Mapping[type[Exception], grpc.StatusCode]
"""Which status each error of a service becomes; a subclass not named counts as its nearest ancestor."""

COMMON_ERRORS: Final[ErrorTable] = {
    TokenInvalid: grpc.StatusCode.UNAUTHENTICATED,
    TokenExpired: grpc.StatusCode.UNAUTHENTICATED,
    ScopeMissing: grpc.StatusCode.PERMISSION_DENIED,
}
DOMAIN: Final = "momento"
INTERNAL_REASON: Final = "INTERNAL"
UNREACHABLE_REASON: Final = "SERVICE_UNREACHABLE"
_STATUS_KEY: Final = "grpc-status-details-bin"
_NOT_AGAIN: Final = ("grpc-retry-pushback-ms", "-1")
"""Tells gRPC's client that the service itself has spoken, and would say the same again (gRFC A6)."""

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass
class RemoteError(Exception):
    """Another service refused or failed; what it said, with nothing of its inside."""

    code: grpc.StatusCode
    reason: str
    message: str
    metadata: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message


def status_for(error: Exception, table: ErrorTable) -> status_pb2.Status | None:
    """The status by which a caller learns of `error`, or None when it is not in the table and must not be answered."""
    code = next((table[kind] for kind in type(error).__mro__ if kind in table), None)
    if code is None:
        return None
    metadata = getattr(error, "metadata", {})
    info = error_details_pb2.ErrorInfo(reason=getattr(error, "reason", code.name), domain=DOMAIN, metadata=metadata)
    return _status(code, str(error), info)


def internal_status() -> status_pb2.Status:
    """What a caller learns of a fault of ours: that there was one."""
    info = error_details_pb2.ErrorInfo(reason=INTERNAL_REASON, domain=DOMAIN)
    return _status(grpc.StatusCode.INTERNAL, "Something went wrong on our side; it has been logged.", info)


def remote_error(error: grpc.RpcError) -> RemoteError:
    """What another service said, from the exception that grpc raises; also for `grpc.aio.AioRpcError`."""
    code: grpc.StatusCode = error.code()
    info = _error_info(_details(error))
    if info is not None:
        return RemoteError(code, info.reason, str(error.details()), dict(info.metadata))
    return RemoteError(code, UNREACHABLE_REASON, "Another part of Momento does not answer; try again in a moment.")


def _status(code: grpc.StatusCode, message: str, info: error_details_pb2.ErrorInfo) -> status_pb2.Status:
    detail = any_pb2.Any()
    detail.Pack(info)
    return status_pb2.Status(code=code_pb2.Code.Value(code.name), message=message, details=[detail])


def _details(error: grpc.RpcError) -> Iterable[any_pb2.Any]:
    trailing: Any = error.trailing_metadata() or ()
    found = next((value for key, value in trailing if key == _STATUS_KEY), b"")
    return list(status_pb2.Status.FromString(found).details)


def _error_info(details: Iterable[any_pb2.Any]) -> error_details_pb2.ErrorInfo | None:
    info = error_details_pb2.ErrorInfo()
    return next((info for detail in details if detail.Unpack(info)), None)


def abort(context: grpc.ServicerContext, status: status_pb2.Status) -> None:
    """Ends a call with `status`; does not return."""
    reported = rpc_status.to_status(status)
    context.set_trailing_metadata((*reported.trailing_metadata, _NOT_AGAIN))
    context.abort(reported.code, reported.details)

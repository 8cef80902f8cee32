"""What happens around every call that a server answers: who may call, how errors are reported, how long it took."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import grpc

from momento_chassis.grpc.errors import COMMON_ERRORS, ErrorTable, abort, internal_status, status_for
from momento_chassis.grpc.tls import peer_service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    Scope = Callable[[grpc.ServicerContext], AbstractContextManager[None]]
    Behaviour = Callable[[Any, grpc.ServicerContext], Any]

_logger = logging.getLogger(__name__)
HEALTH: Final = "/grpc.health.v1."


class CallerTable(grpc.ServerInterceptor):  # type: ignore[type-arg]  # generic only in its type stub
    """Lets a call through only from the services that the table names; anything not named is refused."""

    def __init__(self, callers: Mapping[str, frozenset[str]]) -> None:
        self._callers = callers

    def intercept_service(self, continuation: Any, details: Any) -> Any:
        """See `grpc.ServerInterceptor`."""
        handler = continuation(details)
        # Health has no secrets, and kubelet or the launcher must be able to ask for it.
        if handler is None or details.method.startswith(HEALTH):
            return handler
        allowed = self._callers.get(details.method, frozenset())
        return around(handler, lambda context: _only_for(allowed, context))


class ErrorTranslation(grpc.ServerInterceptor):  # type: ignore[type-arg]  # generic only in its type stub
    """Turns the errors of a service into statuses by its table; anything else is logged and answered as INTERNAL."""

    def __init__(self, table: ErrorTable) -> None:
        self._table: ErrorTable = {**COMMON_ERRORS, **table}

    def intercept_service(self, continuation: Any, details: Any) -> Any:
        """See `grpc.ServerInterceptor`."""
        handler = continuation(details)
        # Health has no errors of ours, and a wrapped `Watch` would take a thread for as long as a client is connected.
        if handler is None or details.method.startswith(HEALTH):
            return handler
        return around(handler, lambda context: self._translating(details.method, context))

    @contextmanager
    def _translating(self, method: str, context: grpc.ServicerContext) -> Iterator[None]:
        try:
            yield
        except grpc.RpcError:
            # Raised by grpc where a caller has gone away: nobody is left to hear of it.
            raise
        except Exception as error:
            self._report(method, error, context)
            raise

    def _report(self, method: str, error: Exception, context: grpc.ServicerContext) -> None:
        if context.code() is not None:  # type: ignore[attr-defined]  # missing from the stub; set when the call was aborted already
            return
        status = status_for(error, self._table)
        if status is None:
            _logger.error("call failed", exc_info=error, extra={"rpc.method": method})
        abort(context, status or internal_status())


@contextmanager
def _only_for(allowed: frozenset[str], context: grpc.ServicerContext) -> Iterator[None]:
    if peer_service(context) not in allowed:
        context.abort(grpc.StatusCode.PERMISSION_DENIED, "This service may not make this call.")
    yield


def around(handler: Any, scope: Scope) -> Any:
    """`handler`, each of whose calls runs within `scope`, to the last message of its answer."""
    for kind in ("unary_unary", "unary_stream", "stream_unary", "stream_stream"):
        behaviour = getattr(handler, kind)
        if behaviour is not None:
            make = getattr(grpc, f"{kind}_rpc_method_handler")
            within = _each_within if handler.response_streaming else _within
            return make(within(scope, behaviour), handler.request_deserializer, handler.response_serializer)
    return handler


def _within(scope: Scope, behaviour: Behaviour) -> Behaviour:
    def call(request: Any, context: grpc.ServicerContext) -> Any:
        with scope(context):
            return behaviour(request, context)

    return call


def _each_within(scope: Scope, behaviour: Behaviour) -> Behaviour:
    def call(request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
        with scope(context):
            yield from behaviour(request, context)

    return call

"""What happens around every call that a server answers: who may call, how errors are told, how long it took."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

import grpc

from momento_chassis.grpc.errors import COMMON_ERRORS, ErrorTable, abort, internal_status, status_for
from momento_chassis.grpc.tls import peer_service

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
        return _around(handler, lambda behaviour: _only_for(allowed, behaviour))


class ErrorTranslation(grpc.ServerInterceptor):  # type: ignore[type-arg]  # generic only in its type stub
    """Turns the errors of a service into statuses by its table; anything else is logged and told as INTERNAL."""

    def __init__(self, table: ErrorTable) -> None:
        self._table: ErrorTable = {**COMMON_ERRORS, **table}

    def intercept_service(self, continuation: Any, details: Any) -> Any:
        """See `grpc.ServerInterceptor`."""
        handler = continuation(details)
        # Health has no errors of ours, and a wrapped `Watch` would take a thread for as long as a client is connected.
        if handler is None or details.method.startswith(HEALTH):
            return handler
        return _around(handler, lambda behaviour: self._translated(details.method, behaviour))

    def _translated(self, method: str, behaviour: Behaviour) -> Behaviour:
        def call(request: Any, context: grpc.ServicerContext) -> Any:
            try:
                return behaviour(request, context)
            except Exception as error:
                self._tell(method, error, context)
                raise

        return call

    def _tell(self, method: str, error: Exception, context: grpc.ServicerContext) -> None:
        if context.code() is not None:  # type: ignore[attr-defined]  # missing from the stub; set when the call was aborted already
            return
        status = status_for(error, self._table)
        if status is None:
            _logger.error("call failed", exc_info=error, extra={"rpc.method": method})
        abort(context, status or internal_status())


def _only_for(allowed: frozenset[str], behaviour: Behaviour) -> Behaviour:
    def call(request: Any, context: grpc.ServicerContext) -> Any:
        if peer_service(context) not in allowed:
            context.abort(grpc.StatusCode.PERMISSION_DENIED, "This service may not make this call.")
        return behaviour(request, context)

    return call


def _around(handler: Any, wrap: Callable[[Behaviour], Behaviour]) -> Any:
    for kind in ("unary_unary", "unary_stream", "stream_unary", "stream_stream"):
        behaviour = getattr(handler, kind)
        if behaviour is not None:
            make = getattr(grpc, f"{kind}_rpc_method_handler")
            return make(wrap(behaviour), handler.request_deserializer, handler.response_serializer)
    return handler

"""What gRPC's client is told of a service: which replica gets a call, and which calls it may make again by itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from google.protobuf.descriptor_pb2 import MethodOptions

from momento_chassis.grpc.health import ACCEPTING_CALLS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from google.protobuf.descriptor import FileDescriptor, MethodDescriptor

_OF_REPLICAS: Final = ("dns:", "ipv4:", "ipv6:")
"""How an address begins that stands for several; at a plain `host:port` is one server, and a call waits for it."""
_SHARED: Final[dict[str, Any]] = {
    "loadBalancingConfig": [{"round_robin": {}}],
    "healthCheckConfig": {"serviceName": ACCEPTING_CALLS},
}
"""Calls go to all addresses in turn, and to none that has said it is ending (gRFC A17)."""
_TIMEOUT: Final[dict[str, Any]] = {
    "maxAttempts": 4,
    "initialBackoff": "0.2s",
    "maxBackoff": "1s",
    "backoffMultiplier": 2,
    "retryableStatusCodes": ["UNAVAILABLE"],
}
"""At most 1.7 seconds in all (gRFC A6): longer than a client takes to find a replica that has begun anew."""
_THROTTLING: Final = {"maxTokens": 100, "tokenRatio": 0.5}
"""After 50 failures in a row nothing is asked again until calls succeed: what lies down is not kept down."""


def service_config(address: str, protocols: Sequence[FileDescriptor]) -> str:
    """The configuration, as JSON, for the services that `protocols` define, at `address`."""
    config = dict(_SHARED) if address.startswith(_OF_REPLICAS) else {}
    names = [_name(method) for protocol in protocols for method in _methods(protocol) if _repeatable(method)]
    if names:
        config |= {"methodConfig": [{"name": names, "retryPolicy": _TIMEOUT}], "retryThrottling": _THROTTLING}
    return json.dumps(config)


def _methods(protocol: FileDescriptor) -> list[MethodDescriptor]:
    return [method for service in protocol.services_by_name.values() for method in service.methods]


def _repeatable(method: MethodDescriptor) -> bool:
    """Whether its protocol says that the call, made twice, does what it does once."""
    options: MethodOptions = method.GetOptions()
    return options.idempotency_level != MethodOptions.IDEMPOTENCY_UNKNOWN


def _name(method: MethodDescriptor) -> dict[str, str]:
    return {"service": method.containing_service.full_name, "method": method.name}

"""Channels to other services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import grpc
import grpc.aio
from opentelemetry.instrumentation.grpc import aio_client_interceptors, client_interceptor, filters
from opentelemetry.instrumentation.grpc.grpcext import intercept_channel

from momento_chassis.grpc.tls import channel_credentials

if TYPE_CHECKING:
    from momento_chassis.config import MeshTls

MESSAGE_BYTES: Final = 16 * 1024 * 1024
"""Largest answer a client takes: an inspection brings its previews along."""


def channel(address: str, tls: MeshTls, peer: str) -> grpc.Channel:
    """A blocking channel to the service named `peer` at `address` (`host:port`)."""
    plain = grpc.secure_channel(address, channel_credentials(tls), options=_options(peer))
    intercepted: grpc.Channel = intercept_channel(
        plain, client_interceptor(filter_=filters.negate(filters.health_check()))
    )
    return intercepted


def async_channel(address: str, tls: MeshTls, peer: str) -> grpc.aio.Channel:
    """An asyncio channel to the service named `peer` at `address` (`host:port`)."""
    credentials = channel_credentials(tls)
    interceptors = aio_client_interceptors()
    return grpc.aio.secure_channel(address, credentials, options=_options(peer), interceptors=interceptors)


def _options(peer: str) -> list[tuple[str, int | str]]:
    return [
        # Pods have changing addresses: the name proved is the service's, whatever the address was.
        ("grpc.ssl_target_name_override", peer),
        ("grpc.max_receive_message_length", MESSAGE_BYTES),
        ("grpc.max_send_message_length", MESSAGE_BYTES),
        ("grpc.enable_retries", 0),
        ("grpc.initial_reconnect_backoff_ms", 200),
        ("grpc.max_reconnect_backoff_ms", 2000),
        ("grpc.keepalive_time_ms", 30_000),
    ]

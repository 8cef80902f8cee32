"""Channels to other services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import grpc
import grpc.aio
from opentelemetry.instrumentation.grpc import aio_client_interceptors, client_interceptor, filters
from opentelemetry.instrumentation.grpc.grpcext import intercept_channel

from momento_chassis.grpc.certificates import CertificateFiles
from momento_chassis.grpc.renewed_channel import RenewedAsyncChannel, RenewedChannel
from momento_chassis.grpc.service_config import service_config
from momento_chassis.grpc.tls import channel_credentials

if TYPE_CHECKING:
    from collections.abc import Sequence

    from google.protobuf.descriptor import FileDescriptor

    from momento_chassis.config import MeshTls
    from momento_chassis.grpc.certificates import Certificates

MESSAGE_BYTES: Final = 16 * 1024 * 1024
"""Largest answer a client takes: an inspection brings its previews along."""


def channel(address: str, tls: MeshTls, peer: str, *protocols: FileDescriptor) -> grpc.Channel:
    """A blocking channel to the service named `peer` at `address`.

    That is `host:port`, or of several replicas `dns:///host:port` or `ipv4:…,…`. Calls that one of `protocols` declares
    idempotent are made again, within their deadline, while nothing answers.
    """
    options = _options(address, peer, protocols)

    def opened(certificates: Certificates) -> grpc.Channel:
        plain = grpc.secure_channel(address, channel_credentials(certificates), options=options)
        measured = client_interceptor(filter_=filters.negate(filters.health_check()))
        intercepted: grpc.Channel = intercept_channel(plain, measured)
        return intercepted

    return RenewedChannel(CertificateFiles(tls), opened)


def async_channel(address: str, tls: MeshTls, peer: str, *protocols: FileDescriptor) -> grpc.aio.Channel:
    """An asyncio channel to the service named `peer` at `address` (as for `channel`)."""
    options = _options(address, peer, protocols)

    def opened(certificates: Certificates) -> grpc.aio.Channel:
        credentials, interceptors = channel_credentials(certificates), aio_client_interceptors()
        return grpc.aio.secure_channel(address, credentials, options=options, interceptors=interceptors)

    return RenewedAsyncChannel(CertificateFiles(tls), opened)


def _options(address: str, peer: str, protocols: Sequence[FileDescriptor]) -> list[tuple[str, int | str]]:
    return [
        ("grpc.service_config", service_config(address, protocols)),
        # Pods have changing addresses: the name proved is the service's, whatever the address was.
        ("grpc.ssl_target_name_override", peer),
        ("grpc.max_receive_message_length", MESSAGE_BYTES),
        ("grpc.max_send_message_length", MESSAGE_BYTES),
        ("grpc.initial_reconnect_backoff_ms", 100),
        ("grpc.max_reconnect_backoff_ms", 300),
        ("grpc.keepalive_time_ms", 30_000),
        # A rollout changes the addresses of a name every few seconds; by default they are looked up every thirty.
        ("grpc.dns_min_time_between_resolutions_ms", 5000),
    ]

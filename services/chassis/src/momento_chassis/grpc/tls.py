"""Mutual TLS between services: each proves `spiffe://momento/<service>` and asks the other for the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import grpc

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from momento_chassis.config import MeshTls

TRUST_DOMAIN: Final = "spiffe://momento/"


def server_credentials(tls: MeshTls) -> grpc.ServerCredentials:
    """Credentials of a server that accepts only clients vouched for by the mesh authority."""
    pair = (tls.key.read_bytes(), tls.certificate.read_bytes())
    return grpc.ssl_server_credentials([pair], tls.authority.read_bytes(), require_client_auth=True)


def channel_credentials(tls: MeshTls) -> grpc.ChannelCredentials:
    """Credentials of a client that proves itself and accepts only servers vouched for by the mesh authority."""
    return grpc.ssl_channel_credentials(tls.authority.read_bytes(), tls.key.read_bytes(), tls.certificate.read_bytes())


def peer_service(context: grpc.ServicerContext) -> str | None:
    """The name of the calling service from its certificate, or None when it has no name of ours.

    Reads the URI names only (SPIFFE X.509-SVID, section 2): a host name that looks like one does not count.
    """
    properties = cast("Mapping[str, Iterable[bytes]]", context.auth_context())
    identity = next(iter(properties.get("peer_spiffe_id", ())), b"").decode("ascii", errors="replace")
    return identity.removeprefix(TRUST_DOMAIN) if identity.startswith(TRUST_DOMAIN) else None

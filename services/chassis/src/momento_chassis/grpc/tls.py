"""Mutual TLS between services: each proves `spiffe://momento/<service>` and asks the other for the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import grpc

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from momento_chassis.grpc.certificates import CertificateFiles, Certificates

TRUST_DOMAIN: Final = "spiffe://momento/"


def server_credentials(files: CertificateFiles) -> grpc.ServerCredentials:
    """Credentials of a server that accepts only clients vouched for by the mesh authority.

    Each handshake is made with the certificates that the files hold then; connections that stand are not touched.
    """
    first = files.current()
    reported = [first]

    def renewed() -> grpc.ServerCertificateConfiguration | None:
        now = files.current()
        if now is reported[0]:
            return None
        reported[0] = now
        return _configuration(now)

    return grpc.dynamic_ssl_server_credentials(
        _configuration(first),
        renewed,  # type: ignore[arg-type]  # the stub forgets that None means no change
        require_client_authentication=True,
    )


def channel_credentials(certificates: Certificates) -> grpc.ChannelCredentials:
    """Credentials of a client that proves itself and accepts only servers vouched for by the mesh authority."""
    return grpc.ssl_channel_credentials(certificates.authority, certificates.key, certificates.certificate)


def peer_service(context: grpc.ServicerContext) -> str | None:
    """The name of the calling service from its certificate, or None when it has no name of ours.

    Reads the URI names only (SPIFFE X.509-SVID, section 2): a host name that looks like one does not count.
    """
    properties = cast("Mapping[str, Iterable[bytes]]", context.auth_context())
    identity = next(iter(properties.get("peer_spiffe_id", ())), b"").decode("ascii", errors="replace")
    return identity.removeprefix(TRUST_DOMAIN) if identity.startswith(TRUST_DOMAIN) else None


def _configuration(certificates: Certificates) -> grpc.ServerCertificateConfiguration:
    pair = (certificates.key, certificates.certificate)
    return grpc.ssl_server_certificate_configuration([pair], certificates.authority)

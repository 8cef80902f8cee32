"""Asks the service of this container whether it is ready: `python -m momento_chassis.probe`; exit status 0 when it is.

It reads the environment of the service itself: with `MOMENTO_OPERATIONS_LISTEN` it asks `/readyz` there, otherwise the
health service (grpc.health.v1) at `MOMENTO_LISTEN`, over mutual TLS with the service's own certificate, which kubelet's
built-in gRPC probe cannot.
"""

from __future__ import annotations

import os
import sys
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS: Final = 5.0
"""Longest wait for an answer; starting Python takes its own time, which the check has to be given as well."""
MAX_ANSWER: Final = 500


class NotReady(Exception):
    """The service does not answer, or says that it is not ready; the message tells which."""


def main() -> int:
    """0 when the service is ready; otherwise 1, with the reason on standard error."""
    try:
        probe(os.environ)
    except NotReady as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    return 0


def probe(environ: Mapping[str, str]) -> None:
    """Returns when the service configured by `environ` is ready; raises NotReady with the reason otherwise."""
    if "MOMENTO_OPERATIONS_LISTEN" in environ:
        _ask_http(_port(environ["MOMENTO_OPERATIONS_LISTEN"]))
    else:
        _ask_grpc(_port(environ["MOMENTO_LISTEN"]), environ)


def _port(listen: str) -> int:
    return int(listen.rpartition(":")[2])


def _ask_http(port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", "/readyz")
        response = connection.getresponse()
        body = response.read(MAX_ANSWER).decode("utf-8", errors="replace")
    except (OSError, HTTPException) as error:
        raise NotReady(f"no answer on port {port} ({error})") from error
    finally:
        connection.close()
    if response.status != HTTPStatus.OK:
        raise NotReady(f"status {response.status}: {body}")


def _ask_grpc(port: int, environ: Mapping[str, str]) -> None:
    # Imported here, because it takes processor time that an HTTP probe need not spend.
    import grpc  # noqa: PLC0415
    from cryptography import x509  # noqa: PLC0415
    from grpc_health.v1 import health_pb2, health_pb2_grpc  # noqa: PLC0415

    from momento_chassis.config import MeshTls, load  # noqa: PLC0415
    from momento_chassis.grpc.certificates import CertificateFiles  # noqa: PLC0415
    from momento_chassis.grpc.tls import channel_credentials  # noqa: PLC0415

    tls = load(MeshTls, environ)
    names = x509.load_pem_x509_certificate(tls.certificate.read_bytes()).extensions
    own = names.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.DNSName)[0]
    options = [("grpc.ssl_target_name_override", own)]
    # Not the chassis's own channel: a probe has nothing to trace, and what traces takes long to import.
    with grpc.secure_channel(
        f"127.0.0.1:{port}", channel_credentials(CertificateFiles(tls).current()), options
    ) as connection:
        try:
            answer = health_pb2_grpc.HealthStub(connection).Check(health_pb2.HealthCheckRequest(), timeout=SECONDS)
        except grpc.RpcError as error:
            raise NotReady(f"no answer on port {port} ({error.code().name})") from error
    if answer.status != health_pb2.HealthCheckResponse.SERVING:
        raise NotReady("it says that it is not serving; its log says why")


if __name__ == "__main__":
    sys.exit(main())

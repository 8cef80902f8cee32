"""How long the certificates of a process are still good, as a metric: who renews them may have stopped unnoticed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cryptography.x509 import load_pem_x509_certificates
from opentelemetry import metrics
from opentelemetry.metrics import Observation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from opentelemetry.metrics import CallbackOptions

    from momento_chassis.grpc.certificates import CertificateFiles


def measure_validity(certificates: Mapping[str, Callable[[], bytes]]) -> None:
    """Measures, for each name, how many seconds are left until the first of its certificates ends; below 0 after that.

    Each gives in PEM what the process would show, or believe, at its next handshake.
    """

    def remaining(_: CallbackOptions) -> Iterable[Observation]:
        now = datetime.now(UTC)
        return [
            Observation((_first_end(current()) - now).total_seconds(), {"momento.certificate": name})
            for name, current in certificates.items()
        ]

    metrics.get_meter("momento.certificates").create_observable_gauge(
        "momento.certificate.remaining", [remaining], unit="s", description="Time until a certificate ends"
    )


def of_the_mesh(files: CertificateFiles) -> dict[str, Callable[[], bytes]]:
    """The certificates of mutual TLS: the service's own, and the authorities that it believes."""
    return {"mesh": lambda: files.current().certificate, "mesh-authority": lambda: files.current().authority}


def _first_end(pem: bytes) -> datetime:
    return min(certificate.not_valid_after_utc for certificate in load_pem_x509_certificates(pem))

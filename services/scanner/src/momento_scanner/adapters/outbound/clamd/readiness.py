"""Whether clamd may be relied on right now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from momento_scanner.domain.errors import EngineUnavailable

if TYPE_CHECKING:
    from momento_scanner.adapters.outbound.clamd.malware_engine import ClamdEngine
    from momento_scanner.application.ports.clock import Clock


class SignaturesStale(EngineUnavailable):
    """The signatures are too old, or of unknown age, to find today's malware."""

    def __str__(self) -> str:
        """What operators have to know; readiness shows it to them alone."""
        return self.detail


@dataclass(frozen=True, slots=True)
class ClamdReadiness:
    """A readiness check.

    Attributes:
        maximum_age: how old signatures may be; None where they cannot be downloaded and age is not enforced.
    """

    engine: ClamdEngine
    clock: Clock
    maximum_age: timedelta | None

    def __call__(self) -> None:
        """Returns when clamd answers and its signatures are fresh.

        Raises:
            EngineUnavailable: it does not answer.
            SignaturesStale: its signatures are older than allowed.
        """
        self.engine.ping()
        if self.maximum_age is None:
            return
        signed_at = self.engine.version().signed_at
        if signed_at is None:
            raise SignaturesStale("clamd does not know how old its signatures are")
        age = self.clock.now() - signed_at
        if age > self.maximum_age:
            hours = age // timedelta(hours=1)
            raise SignaturesStale(f"clamd's signatures are {hours} hours old; let freshclam update them")

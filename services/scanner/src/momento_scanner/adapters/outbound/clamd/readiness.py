"""Whether clamd may be relied on right now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_scanner.domain.inspection.errors import EngineUnavailable, SignaturesStale

if TYPE_CHECKING:
    from momento_scanner.adapters.outbound.clamd.malware_engine import ClamdEngine
    from momento_scanner.application.inspection.fresh_signatures import FreshSignatures


class NotReady(EngineUnavailable):
    """What operators have to know; readiness shows it to them alone."""

    def __str__(self) -> str:
        """The detail, and not the sentence for users."""
        return self.detail


@dataclass(frozen=True, slots=True)
class ClamdReadiness:
    """A readiness check."""

    engine: ClamdEngine
    fresh: FreshSignatures

    def __call__(self) -> None:
        """Returns when clamd answers and its signatures are fresh.

        Raises:
            EngineUnavailable: it does not answer.
            NotReady: its signatures are older than allowed.
        """
        self.engine.ping()
        if self.fresh.maximum_age is None:
            return
        try:
            self.fresh.require(self.engine.version())
        except SignaturesStale as stale:
            raise NotReady(stale.detail) from stale

"""Signatures that are too old to find today's malware: with them nothing is called clean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from momento_scanner.domain.inspection.errors import SignaturesStale

if TYPE_CHECKING:
    from momento_scanner.application.ports.clock import Clock
    from momento_scanner.application.ports.malware_engine import EngineVersion


@dataclass(frozen=True, slots=True)
class FreshSignatures:
    """How old signatures may be.

    Attributes:
        maximum_age: None where they cannot be downloaded and age is not enforced.
    """

    clock: Clock
    maximum_age: timedelta | None

    def require(self, version: EngineVersion) -> None:
        """Raises SignaturesStale when the engine's signatures are older than allowed, or of unknown age."""
        if self.maximum_age is None:
            return
        if version.signed_at is None:
            raise SignaturesStale("the malware engine does not know how old its signatures are")
        age = self.clock.now() - version.signed_at
        if age > self.maximum_age:
            hours = age // timedelta(hours=1)
            raise SignaturesStale(f"the malware engine's signatures are {hours} hours old; let freshclam update them")

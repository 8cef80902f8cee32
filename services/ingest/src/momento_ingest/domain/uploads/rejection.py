"""Why an upload was rejected, in a form that outlives the process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

from momento_ingest.domain.errors import (
    ChecksumMismatch,
    Forbidden,
    IngestError,
    InvalidInput,
    Rejected,
    TooLarge,
    Unauthenticated,
    UnsupportedMedia,
)

_REJECTED: Final = "Rejected"
_KINDS: Final[dict[str, type[IngestError]]] = {
    "Unauthenticated": Unauthenticated,
    "Forbidden": Forbidden,
    "InvalidInput": InvalidInput,
    "UnsupportedMedia": UnsupportedMedia,
    "ChecksumMismatch": ChecksumMismatch,
    "TooLarge": TooLarge,
}
"""How a journal entry names the error; the names are stored, so they stay when a class is renamed."""
_NAMES: Final = {kind: name for name, kind in _KINDS.items()}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A stable code and a sentence for the sender; `kind` names the error in `_KINDS`."""

    reason: str
    message: str
    kind: str = _REJECTED

    @classmethod
    def of(cls, error: IngestError) -> Self:
        """The refusal that an error stands for."""
        return cls(error.reason, str(error), _NAMES.get(type(error), _REJECTED))

    def error(self) -> IngestError:
        """The error to answer with, now as then."""
        return _KINDS.get(self.kind, Rejected)(self.reason, self.message)

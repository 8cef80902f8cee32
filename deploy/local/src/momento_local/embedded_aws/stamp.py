"""What the launcher knows about the last snapshot of the embedded AWS."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final, Self

from momento_local.secret_keys import write_private

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME: Final = "snapshot.json"


@dataclass(frozen=True)
class Stamp:
    """Every write before `complete_until` (seconds since 1970) is on disk; `clean` after an orderly stop."""

    complete_until: float
    clean: bool

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """The stamp in `folder`; None before the first start."""
        path = folder / FILE_NAME
        return cls(**json.loads(path.read_text(encoding="ascii"))) if path.exists() else None

    def write(self, folder: Path) -> None:
        """Replaces the stamp in `folder`."""
        write_private(folder / FILE_NAME, json.dumps(asdict(self)))

"""A labeler that looks at nothing, but remembers what it was shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from momento_scanner.application.ports.labeler import LabelsUnavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_scanner.application.deadline import Deadline
    from momento_scanner.domain.description.crop import Crop
    from momento_scanner.domain.description.tag import Tag


@dataclass
class FakeLabeler:
    """Answers with `answer`, or raises `error`."""

    answer: tuple[Tag, ...] = ()
    error: Exception | None = None
    shown: list[Sequence[Crop]] = field(default_factory=list)

    def labels(self, crops: Sequence[Crop], deadline: Deadline) -> tuple[Tag, ...]:
        if not crops:
            return ()
        if deadline.at_most(1) == 0:
            raise LabelsUnavailable("too late")
        self.shown.append(crops)
        if self.error is not None:
            raise self.error
        return self.answer

"""What labels when the operator wants no labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_scanner.application.deadline import Deadline
    from momento_scanner.domain.description.crop import Crop
    from momento_scanner.domain.description.tag import Tag


class NoLabels:
    """Implements the port `Labeler` by seeing nothing."""

    def labels(self, crops: Sequence[Crop], deadline: Deadline) -> tuple[Tag, ...]:
        """See the port."""
        del crops, deadline
        return ()

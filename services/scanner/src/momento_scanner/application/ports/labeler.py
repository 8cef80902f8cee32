"""Saying what is to be seen on a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_scanner.application.deadline import Deadline
    from momento_scanner.domain.description.crop import Crop
    from momento_scanner.domain.description.tag import Tag


class LabelsUnavailable(Exception):
    """The model did not answer, or not in time; the message is for operators."""


class Labeler(Protocol):
    """A label model; safe to use from several threads."""

    def labels(self, crops: Sequence[Crop], deadline: Deadline) -> tuple[Tag, ...]:
        """Tags for what is on `glimpses`, which are all of one file, surest first; none when nothing is certain.

        Each has the source MODEL and a confidence.

        Raises:
            LabelsUnavailable: there are no labels for this file, by `deadline` at the latest.
        """

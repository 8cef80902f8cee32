"""Whole inspections, without a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_scanner.application.inspection.inspect import DeclaredFile, InspectMedia
from momento_scanner.domain.inspection.verdict import Inspection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from momento_scanner.application.deadline import Deadline

SHARE = "ann"


def inspected(
    inspect_media: InspectMedia, name: str, chunks: Iterable[bytes], deadline: Deadline, *, declared: int
) -> Inspection:
    """The verdict on `chunks`, which are said to be `declared` bytes."""
    begun = inspect_media.begin(DeclaredFile(name, declared, SHARE), deadline)
    return begun if isinstance(begun, Inspection) else begun.finish(iter(chunks))

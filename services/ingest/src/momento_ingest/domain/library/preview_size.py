"""Which previews every item has."""

from __future__ import annotations

from enum import Enum


class PreviewSize(Enum):
    """The longest side of a preview, in pixels; a smaller original is not enlarged."""

    SMALL = "256"
    LARGE = "1440"

"""Links: capabilities that soon expire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.errors import LifetimeInvalid

if TYPE_CHECKING:
    from momento_catalog.domain.records.object_key import Rendition

MAX_LIFETIME: Final = timedelta(seconds=900)
"""Also what the bucket's policy lets a presigned link live (`s3:signatureAge`)."""


@dataclass(frozen=True, slots=True)
class Link:
    """Anyone who has the address can read the object until it expires."""

    rendition: Rendition
    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LinkLifetime:
    """How long a link lives: 1 to 900 seconds."""

    value: timedelta

    def __post_init__(self) -> None:
        if not timedelta(0) < self.value <= MAX_LIFETIME:
            seconds = int(MAX_LIFETIME.total_seconds())
            raise LifetimeInvalid(f"A link lives 1 to {seconds} seconds; ask for less.")

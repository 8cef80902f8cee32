"""What works for a user while other services are away."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Collection


class Availability(StrEnum):
    """Whether something works."""

    AVAILABLE = "available"
    DELAYED = "delayed"
    """It is taken and kept, and done as soon as what it waits for is back."""
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """What a user can do now.

    `sign_in` is everything that needs the accounts, `library` gallery, search, albums and downloads. Only `uploads` can
    be delayed: they are taken without the scanner, and are in the library once it has checked them.
    """

    sign_in: Availability
    library: Availability
    uploads: Availability

    @classmethod
    def without(cls, absent: Collection[str]) -> Self:
        """The status while these services (`auth`, `scanner`, `catalog`) do not answer."""
        sign_in = _unless("auth" in absent)
        library = _unless(not {"auth", "catalog"}.isdisjoint(absent))
        delayed = library is Availability.AVAILABLE and "scanner" in absent
        return cls(sign_in, library, Availability.DELAYED if delayed else library)


def _unless(absent: bool) -> Availability:  # noqa: FBT001  # reads as a sentence where it is called
    return Availability.UNAVAILABLE if absent else Availability.AVAILABLE

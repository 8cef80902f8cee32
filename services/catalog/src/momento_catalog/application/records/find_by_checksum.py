"""Use case: tell which files need not be sent, because they are there already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.domain.records.checksum import asked_checksums

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.application.ports.checksums import Checksums
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.records.checksum import Holder, Sha256


class FindMediaByChecksum:
    """Finds a user's items by the SHA-256 of their originals."""

    def __init__(self, checksums: Checksums) -> None:
        """Takes the port it reads through."""
        self._checksums = checksums

    def __call__(self, user_id: UserId, texts: Sequence[str]) -> list[tuple[Sha256, Holder]]:
        """The checksums among `texts` that an item has, each once and in their order, with that item.

        Raises:
            ChecksumInvalid: one of them is malformed, or there are more than 500.
            StoreUnavailable: the store did not answer.
        """
        asked = asked_checksums(texts)
        holders = self._checksums.holders(user_id, asked)
        return [(checksum, holders[checksum]) for checksum in asked if checksum in holders]

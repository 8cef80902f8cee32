"""Where files are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from momento_ingest.domain.identifiers import UserId


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object to be: its key, its media type and the SHA-256 of its bytes in lower-case hexadecimal."""

    key: str
    content_type: str
    sha256: str


class ObjectStore(Protocol):
    """Keeps objects, encrypted, under the prefix of one user; it never overwrites, and cannot delete or have deleted.

    Storing the same object again is no error: a key is made for one upload and used for nothing else.
    Both methods that store raise Unavailable when the store does not answer, or does not confirm what it was given,
    and Rejected when the content does not have the hash (any more) that is said to be its own.
    """

    async def put_file(self, user: UserId, stored: StoredObject, location: str, size_bytes: int) -> None:
        """Stores the file at the path `location`."""

    async def put_bytes(self, user: UserId, stored: StoredObject, content: bytes) -> bool:
        """Stores a few bytes; answers whether it is this call that stored them, false where the key was there before.

        It may also be false when an answer was lost and the call was made again.
        """

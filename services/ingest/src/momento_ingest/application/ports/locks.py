"""Who may work on what: one at a time, among all replicas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager


class Locks(Protocol):
    """Locks by name. A lock is free again as soon as its holder's process has ended, however it did.

    Names consist of lower-case letters, digits and dashes.
    """

    def attempt(self, name: str) -> AbstractAsyncContextManager[bool]:
        """Holds a lock for as long as the block lasts and gives True, or gives False when somebody else has it.

        A lock that a task of the same process is just giving up is free.
        """

    def hold(self, name: str) -> AbstractAsyncContextManager[None]:
        """Waits for a lock, then holds it for as long as the block lasts.

        Those who wait get it in the order in which they came, whichever replica they belong to.
        """

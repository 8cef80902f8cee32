"""Where recovery codes are kept, as digests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_auth.domain.identifiers import UserId


class RecoveryCodes(Protocol):
    """The codes of each account that were not used; every method raises `StoreUnavailable` when there is no answer."""

    def replace(self, user_id: UserId, digests: Sequence[bytes]) -> None:
        """Keeps these codes of an account and drops all former ones; with none it only drops."""

    def use(self, user_id: UserId, digest: bytes) -> bool:
        """Drops a code; False when there is none. Of several who come with one at once, exactly one gets True."""

    def left(self, user_id: UserId) -> int:
        """How many codes the account has."""

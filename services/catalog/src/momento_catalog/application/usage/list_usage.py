"""Use case: tell administrators how much others have stored, and nothing else of theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from momento_catalog.domain.errors import UsersInvalid
from momento_catalog.domain.identifiers import UserId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.application.ports.usages import Usages
    from momento_catalog.domain.usage.usage import Usage

MAX_USERS: Final = 100
"""In one call: each costs one read, and now and then credentials of its own."""


class ListUsage:
    """Reads the usage of each of some users, each with credentials that reach this and nothing else."""

    def __init__(self, usages: Usages) -> None:
        """Takes the port it reads through."""
        self._usages = usages

    def __call__(self, user_ids: Sequence[str]) -> Sequence[tuple[UserId, Usage]]:
        """Usage by user, in the order asked for.

        Raises:
            UsersInvalid: they are too many, or one is no id.
            StoreUnavailable: the store did not answer.
        """
        if len(user_ids) > MAX_USERS:
            raise UsersInvalid(f"At most {MAX_USERS} users can be asked for at once; ask for fewer.")
        return [(user_id, self._usages.of(user_id)) for user_id in map(_user_id, user_ids)]


def _user_id(text: str) -> UserId:
    try:
        return UserId(text)
    except ValueError as error:
        raise UsersInvalid("A user is named by a lower-case ULID of 26 characters.") from error

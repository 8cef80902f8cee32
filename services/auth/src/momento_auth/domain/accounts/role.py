"""What somebody is to the whole of Momento, beside being the owner of their own account."""

from __future__ import annotations

from enum import StrEnum

from momento_auth.domain.accounts.errors import RoleInvalid


class Role(StrEnum):
    """An administrator looks after accounts; to the media of others they have no more access than anybody."""

    MEMBER = "member"
    ADMINISTRATOR = "administrator"


def role_of(text: str) -> Role:
    """The role called `text`; raises `RoleInvalid` when there is none."""
    try:
        return Role(text)
    except ValueError as error:
        raise RoleInvalid(f"There is no such role; choose {' or '.join(Role)}.") from error

"""Administrators of a stack that runs already."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from tests.e2e.member import Member

if TYPE_CHECKING:
    from momento_local.stack import Stack


def administrator(stack: Stack) -> Member:
    """The first one, by the link of the set-up; a stack has one link, so tests share who used it."""
    link = stack.setup_link()
    assert link, "the stack has an administrator; share that one"
    return Member.registered(stack, f"{secrets.token_hex(6)}@example.org", carried(link, "invitation"))


def carried(link: str, name: str) -> str:
    """What a link carries under a name."""
    [value] = parse_qs(urlsplit(link).query)[name]
    return value

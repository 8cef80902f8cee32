"""What one row of the table says: who asks for what, in which circumstances, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

ALLOWED: Final = "allowed"
DENIED: Final = "denied"


@dataclass(frozen=True)
class Principal:
    """Somebody who asks.

    Attributes:
        name: what the table calls them.
        arn: of the session; a service's name; an OpenID Connect provider; empty for somebody without credentials.
        identity, boundary, session: names of the policies that hold for them.
        tags: their principal tags.
        embedded: whether the embedded AWS has them.
    """

    name: str
    arn: str
    identity: tuple[str, ...] = ()
    boundary: tuple[str, ...] = ()
    session: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    embedded: bool = False


@dataclass(frozen=True)
class Circumstances:
    """Condition keys that AWS would fill in from a request.

    Attributes:
        words: how the table calls them; empty when they are as usual.
        keys: the condition keys and their values.
        undecided: why the embedded AWS cannot tell them from the usual ones; empty if it can.
    """

    words: str
    keys: Mapping[str, str | list[str]]
    undecided: str = ""

    def but(self, words: str, changed: Mapping[str, str | list[str] | None], undecided: str = "") -> Circumstances:
        """The same with some keys changed, or left out where None."""
        keys = {key: value for key, value in {**self.keys, **changed}.items() if value is not None}
        return Circumstances(words, keys, undecided)


@dataclass(frozen=True)
class Row:
    """One request and its verdict.

    Attributes:
        lets: the layers that would let it through if they stood alone: identity, session, boundary, resource.
        denies: the layers that deny it explicitly.
        undecided: why the embedded AWS cannot decide it; empty if it can.
    """

    who: Principal
    action: str
    on: str
    circumstances: Circumstances
    verdict: str
    lets: frozenset[str] = frozenset()
    denies: frozenset[str] = frozenset()
    undecided: str = ""

    @property
    def left_to_simulator(self) -> str:
        """Why the embedded AWS is not asked; empty if it is."""
        return self.undecided or self.circumstances.undecided or ("" if self.who.embedded else "has no such principal")


def ask(
    who: Principal,
    actions: str,
    on: str,
    circumstances: Circumstances,
    verdict: str,
    lets: str = "",
    denies: str = "",
    undecided: str = "",
) -> list[Row]:
    """One row for each of `actions`; actions and layers are words with spaces between them."""
    layers = frozenset(lets.split()), frozenset(denies.split())
    return [Row(who, action, on, circumstances, verdict, *layers, undecided) for action in actions.split()]

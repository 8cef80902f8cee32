"""What the launcher has to know of a program it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True)
class Launch:
    """A command and its whole environment: nothing of the launcher's own reaches the program unless it stands here."""

    command: tuple[str, ...]
    environment: Mapping[str, str]


def nothing() -> None:
    """Does nothing, successfully; also the answer that nothing is pending."""


@dataclass(frozen=True)
class Part:
    """One program of the stack.

    `launch` is asked anew before every start. `probe` returns when the part does its work and raises NotReady with the
    reason otherwise. `prepare` runs before every start, `settle` each time the part has begun to answer. `pending` says
    what `settle` has still to do before the part is ready; None when nothing.
    """

    name: str
    launch: Callable[[], Launch]
    probe: Callable[[], None]
    prepare: Callable[[], None] = nothing
    settle: Callable[[], None] = nothing
    pending: Callable[[], str | None] = nothing
    start_seconds: float = 180
    stop_seconds: float = 30

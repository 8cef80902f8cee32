"""Variables for one part of a stack, beside those that the launcher gives it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from momento_local.part import Launch
    from momento_local.stack import Stack


def given(stack: Stack, name: str, variables: Mapping[str, str]) -> None:
    """Has the part `name` start with `variables` from now on."""
    part = stack[name].part

    def launch() -> Launch:
        usual = part.launch()
        return replace(usual, environment={**usual.environment, **variables})

    stack[name].part = replace(part, launch=launch)

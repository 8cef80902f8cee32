"""Logs of services that run and go on writing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from momento_local.stack import Stack


def whole_lines(stack: Stack, name: str) -> list[str]:
    """The lines of a service's log; one of which only the beginning is there yet is left out."""
    written = stack.home.log(name).read_bytes()
    return written[: written.rfind(b"\n") + 1].decode().splitlines()


def events(stack: Stack, name: str) -> list[dict[str, Any]]:
    """The same, read: every line is one JSON object."""
    return [json.loads(line) for line in whole_lines(stack, name)]

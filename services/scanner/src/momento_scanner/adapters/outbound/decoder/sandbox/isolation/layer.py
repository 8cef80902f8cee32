"""The layers of the sandbox, by name."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from momento_scanner.domain.inspection.errors import EngineUnavailable


class SandboxLayer(StrEnum):
    """One thing that keeps a decoder in. Not every machine lets every layer be built; the README says which does.

    Attributes:
        LIMITS: memory, processor time, open files; no core dumps, and no writing of files.
        USER: it does not run as root.
        NETWORK: a network of its own, with nobody in it.
        CAPABILITIES: it holds none, also not within namespaces.
        NO_NEW_PRIVILEGES: no program it starts could gain any.
        SYSTEM_CALLS: it can open no file, make no connection, start no program and reach no other process.
    """

    LIMITS = "limits"
    USER = "user"
    NETWORK = "network"
    CAPABILITIES = "capabilities"
    NO_NEW_PRIVILEGES = "no-new-privileges"
    SYSTEM_CALLS = "system-calls"


ALWAYS_REQUIRED: Final = frozenset({SandboxLayer.LIMITS, SandboxLayer.NO_NEW_PRIVILEGES, SandboxLayer.SYSTEM_CALLS})
"""Those that need no privilege and that every usual kernel and container runtime allows."""


class SandboxIncomplete(EngineUnavailable):
    """A decoder has to have a layer that this machine does not let it build, so nothing is decoded."""

    def __init__(self, absent: frozenset[SandboxLayer]) -> None:
        super().__init__(f"decoders have no sandbox layer: {', '.join(sorted(absent))}; see the scanner's README")

    def __str__(self) -> str:
        """What operators have to know; readiness shows it to them alone."""
        return self.detail


def parse_layers(text: str) -> frozenset[SandboxLayer]:
    """Reads names of layers with commas between; raises ValueError with a sentence when one is unknown."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = sorted(set(names) - set(SandboxLayer))
    if unknown:
        raise ValueError(f"there is no layer called {', '.join(unknown)}; known are {', '.join(SandboxLayer)}")
    return frozenset(map(SandboxLayer, names))

"""Reads `deploy/compose/compose.yaml`, so that what the tests start is what operators start."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

VARIABLE = re.compile(r"\$\{(?P<name>\w+):-(?P<default>[^}]*)\}")


@dataclass(frozen=True)
class Mount:
    """A volume in a container: one with a name, which containers share, or one of its own."""

    target: str
    volume: str | None
    mode: str


@dataclass(frozen=True)
class Service:
    """What the file says of one service; the names are the file's."""

    name: str
    image: str
    user: str | None = None
    read_only: bool = False
    restart: str = "no"
    stop_grace_period: str = "10s"
    network_mode: str | None = None
    environment: dict[str, str] = field(default_factory=dict)
    cap_drop: list[str] = field(default_factory=list)
    security_opt: list[str] = field(default_factory=list)
    tmpfs: list[str] = field(default_factory=list)
    volumes: list[str] = field(default_factory=list)
    networks: list[str] = field(default_factory=list)
    ports: list[str] = field(default_factory=list)
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    profiles: list[str] = field(default_factory=list)
    depends_on: dict[str, dict[str, str]] = field(default_factory=dict)
    healthcheck: dict[str, Any] = field(default_factory=dict)

    @property
    def mounts(self) -> list[Mount]:
        """Its volumes."""
        return [_mount(text) for text in self.volumes]


@dataclass(frozen=True)
class ComposeFile:
    """The services that start unless asked for others, and of each network whether it leads nowhere else."""

    services: dict[str, Service]
    internal: dict[str, bool]


def read(path: Path, variables: Mapping[str, str]) -> ComposeFile:
    """The file with `variables` filled in; a key that the tests could not honour is an error."""
    text = VARIABLE.sub(lambda found: variables.get(found["name"], found["default"]), path.read_text(encoding="utf-8"))
    content: dict[str, Any] = yaml.safe_load(text)
    services = [Service(name=name, **described) for name, described in content["services"].items()]
    started = {service.name: service for service in services if not service.profiles}
    return ComposeFile(started, {name: wish.get("internal", False) for name, wish in content["networks"].items()})


def _mount(text: str) -> Mount:
    source, _, target = text.partition(":")
    target, _, mode = target.partition(":")
    return Mount(target, source, mode or "rw") if target else Mount(source, None, "rw")

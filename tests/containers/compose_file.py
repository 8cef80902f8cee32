"""Reads `deploy/compose/compose.yaml`, so that what the tests start is what operators start."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

COMPOSE = Path(__file__).parents[2] / "deploy/compose/compose.yaml"
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
    """The services that start, and of each of their networks whether it leads nowhere else."""

    services: dict[str, Service]
    internal: dict[str, bool]


def read(path: Path, variables: Mapping[str, str], profiles: Collection[str] = ()) -> ComposeFile:
    """The file with `variables` filled in, and `profiles` chosen; a key that the tests could not honour is an error."""
    content: dict[str, Any] = _filled_in(yaml.safe_load(path.read_text(encoding="utf-8")), variables)
    services = [Service(name=name, **described) for name, described in content["services"].items()]
    started = {it.name: it for it in services if not it.profiles or set(it.profiles) & set(profiles)}
    used = {name for service in started.values() for name in service.networks}
    wishes = {name: wish for name, wish in content["networks"].items() if name in used}
    return ComposeFile(started, {name: wish.get("internal", False) for name, wish in wishes.items()})


def _filled_in(part: Any, variables: Mapping[str, str]) -> Any:
    """Like compose, after the YAML was read: what is filled in is text and nothing else."""
    match part:
        case dict():
            return {name: _filled_in(each, variables) for name, each in part.items()}
        case list():
            return [_filled_in(each, variables) for each in part]
        case str():
            return VARIABLE.sub(lambda found: variables.get(found["name"], found["default"]), part)
        case _:
            return part


def _mount(text: str) -> Mount:
    source, _, target = text.partition(":")
    target, _, mode = target.partition(":")
    return Mount(target, source, mode or "rw") if target else Mount(source, None, "rw")

"""The overlays of deploy/kubernetes as kustomize builds them: what would be applied."""

from __future__ import annotations

import subprocess
import sysconfig
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import yaml
from momento_local.settings import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FOLDER = REPOSITORY / "deploy/kubernetes"
OVERLAYS = ("local", "eks")
NAME = "app.kubernetes.io/name"
NAMESPACE = "momento"


@dataclass(frozen=True)
class Overlay:
    """All objects of one overlay."""

    objects: tuple[dict[str, Any], ...]

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The objects of that kind."""
        return [each for each in self.objects if each["kind"] == kind]

    def named(self, kind: str, name: str) -> dict[str, Any]:
        """The one object of that kind and name."""
        (found,) = (each for each in self.of(kind) if each["metadata"]["name"] == name)
        return found

    def pods(self) -> dict[str, dict[str, Any]]:
        """Templates of all pods, by the name in their labels."""
        templates = (each["spec"]["template"] for each in self.objects if "template" in each.get("spec", {}))
        return {template["metadata"]["labels"][NAME]: template for template in templates}

    def environment(self, name: str) -> dict[str, str]:
        """What the first container of that pod gets from its ConfigMap."""
        container = self.pods()[name]["spec"]["containers"][0]
        (source,) = container["envFrom"]
        settings: Mapping[str, str] = self.named("ConfigMap", source["configMapRef"]["name"])["data"]
        return dict(settings)


@cache
def built(name: str) -> Overlay:
    """The overlay called `name`, by the kustomize that kubectl carries."""
    return built_in(FOLDER / "overlays" / name)


def built_in(folder: Path) -> Overlay:
    """What the kustomization in `folder` makes."""
    kubectl = f"{sysconfig.get_path('scripts')}/kubectl"
    made = subprocess.run([kubectl, "kustomize", folder], capture_output=True, check=False)  # noqa: S603  # our own tool
    assert made.returncode == 0, made.stderr.decode()
    return Overlay(tuple(yaml.safe_load_all(made.stdout)))


def containers(pod: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every container of a pod's template."""
    yield from pod["spec"].get("initContainers", ())
    yield from pod["spec"]["containers"]

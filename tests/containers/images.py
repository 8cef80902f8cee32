"""The images, built here once for each state of the sources, on a Debian base that is made here as well."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import docker
from docker.errors import ImageNotFound
from momento_local.engine.base import DEBIAN, base_image
from momento_local.engine.programs import program

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).parents[2]
SERVICES = ("auth", "ingest", "scanner", "catalog", "aws")
STAND_INS = ("postgres", "prometheus")
"""Of images that others publish, made here since none can be pulled everywhere."""
SOURCES = ("deploy/aws", "deploy/docker", "deploy/local", "proto", "requirements.lock", "services")
LEFT_OUT = frozenset({"__pycache__", "node_modules", "dist", "test-results"})
AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
"""Whom this machine trusts, for builds in networks that re-sign TLS."""
BUILD_SECONDS = 900
KEPT_BYTES = 5_000_000_000
"""Of layers for the next build; those of one state are 3 GB."""


def build_all(folder: Path) -> str:
    """Builds what is missing and returns the version under which every image is found: `momento-auth:{version}`."""
    base = base_image(folder)
    version = _fingerprint(base)
    for service in SERVICES:
        _build(f"momento-{service}:{version}", "Dockerfile", BASE_IMAGE=base, SERVICE=service, VERSION=version)
    _build(f"momento-clamav:{version}", "clamav.Dockerfile", BASE_IMAGE=base)
    for stand_in in STAND_INS:
        _build(f"momento-{stand_in}:{version}", f"{stand_in}.Dockerfile", folder=Path(__file__).parent, BASE_IMAGE=base)
    return version


def keep_only(version: str) -> None:
    """Removes the images of other states of the sources, and of what helps the next build all but the newest.

    For an engine of our own alone; each state takes another 3 GB.
    """
    client = docker.from_env()
    tags = [tag for image in client.images.list() for tag in image.tags]
    for tag in tags:
        if tag.startswith("momento-") and tag != DEBIAN and not tag.endswith(f":{version}"):
            client.images.remove(tag)
    client.api.prune_builds(keep_storage=KEPT_BYTES)


def sizes(version: str) -> dict[str, int]:
    """Bytes of each image of ours, unpacked, with the base that they share."""
    client = docker.from_env()
    names = [f"momento-{service}" for service in (*SERVICES, "clamav")]
    return {name: int(client.images.get(f"{name}:{version}").attrs["Size"]) for name in names}


def _build(tag: str, file: str, folder: Path = REPOSITORY / "deploy/docker", **arguments: str) -> None:
    if _is_there(tag):
        return
    words = [word for name, value in arguments.items() for word in ("--build-arg", f"{name}={value}")]
    secret = ("--secret", f"id=authorities,src={AUTHORITIES}") if AUTHORITIES.exists() else ()
    command = (program("docker"), "build", "--quiet", "--tag", tag, "--file", str(folder / file), *secret, *words)
    environment = {**os.environ, "DOCKER_BUILDKIT": "1"}
    subprocess.run((*command, str(REPOSITORY)), env=environment, check=True, timeout=BUILD_SECONDS)  # noqa: S603  # ours


def _is_there(tag: str) -> bool:
    try:
        docker.from_env().images.get(tag)
    except ImageNotFound:
        return False
    return True


def _fingerprint(base: str) -> str:
    digest = hashlib.sha256(docker.from_env().images.get(base).id.encode())
    for path in sorted(_sources()):
        digest.update(str(path.relative_to(REPOSITORY)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _sources() -> Iterator[Path]:
    for stand_in in STAND_INS:
        yield from Path(__file__).parent.glob(f"{stand_in}.*")
    for root in (REPOSITORY / source for source in SOURCES):
        for path in [root] if root.is_file() else root.rglob("*"):
            if path.is_file() and path.suffix != ".md" and LEFT_OUT.isdisjoint(path.parts):
                yield path

"""Checkov and parliament, which `lint` runs on deploy/aws and deploy/kubernetes, and what `sbom` reads with.

They have an environment of their own, because they need other versions of our dependencies, see `.ci/policy-tools.in`.
It is made once, and again when `.ci/policy-tools.lock` changes.
"""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final

from momento_local import folder_lock
from momento_local.errors import LaunchError

if TYPE_CHECKING:
    from collections.abc import Mapping

LOCK: Final = ".ci/policy-tools.lock"


def checkov(repository: Path, environment: Mapping[str, str]) -> list[str]:
    """The command that checks the templates; skips stand in their metadata, each with its reason."""
    program = programs(repository, environment) / "checkov"
    return [str(program), "--quiet", "--compact", "--skip-download", "--framework=cloudformation", "-d", "deploy/aws"]


def checkov_kubernetes(repository: Path, environment: Mapping[str, str], built: Path) -> list[str]:
    """The command that checks the built overlays in the folder `built`; skips stand in annotations, with reasons."""
    program = programs(repository, environment) / "checkov"
    return [str(program), "--quiet", "--compact", "--skip-download", "--framework=kubernetes", "-d", str(built)]


def parliament(repository: Path, environment: Mapping[str, str], policies: Path) -> list[str]:
    """The command that checks the policies that lie as JSON in the folder `policies`."""
    python = programs(repository, environment) / "python"
    # A warning about pkg_resources, which `.ci/policy-tools.in` already heeds, is no finding.
    return [str(python), "-W", "ignore::UserWarning", ".ci/check_policies.py", str(policies)]


def programs(repository: Path, environment: Mapping[str, str], lock: str = LOCK) -> Path:
    """The folder of the programs of `lock`, made first when it is not there in the locked versions."""
    locked = repository / lock
    try:
        folder, uv = Path(environment["MOMENTO_HOME"]) / locked.stem, environment["MOMENTO_UV"]
    except KeyError as error:
        raise LaunchError("Run this as `./momento lint` or `./momento sbom`: they say where tools are kept.") from error
    wanted = hashlib.sha256(locked.read_bytes()).hexdigest()
    stamp = folder / "momento.stamp"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder_lock.locked(folder.parent):
        if not stamp.exists() or stamp.read_text(encoding="ascii") != wanted:
            _make(folder, uv, locked, environment)
            stamp.write_text(wanted, encoding="ascii")
    return folder / "bin"


def uv_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment in which uv makes another one beside Momento's own."""
    return {
        "UV_CACHE_DIR": str(Path(environment["MOMENTO_HOME"]) / "cache"),
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_SYSTEM_CERTS": "true",
        **environment,
    }


def _make(folder: Path, uv: str, lock: Path, environment: Mapping[str, str]) -> None:
    variables = {**uv_settings(environment), "VIRTUAL_ENV": str(folder)}
    make, fill = ("venv", "--quiet", "--clear", str(folder)), ("pip", "sync", "--quiet", "--require-hashes", str(lock))
    for command in (make, fill):
        if subprocess.run((uv, *command), env=variables, check=False).returncode != 0:  # noqa: S603  # our own uv
            raise LaunchError(f"The tools of {lock.name} could not be installed.")

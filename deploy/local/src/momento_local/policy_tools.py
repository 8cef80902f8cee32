"""Checkov and parliament, which `lint` runs on deploy/aws and deploy/kubernetes, in an environment of their own.

They need other versions of our dependencies, see `.ci/policy-tools.in`. The environment is made once, and again when
`.ci/policy-tools.lock` changes.
"""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final

from momento_local.errors import LaunchError

if TYPE_CHECKING:
    from collections.abc import Mapping

LOCK: Final = ".ci/policy-tools.lock"


def checkov(repository: Path, environment: Mapping[str, str]) -> list[str]:
    """The command that checks the templates; skips stand in their metadata, each with its reason."""
    program = _programs(repository, environment) / "checkov"
    return [str(program), "--quiet", "--compact", "--skip-download", "--framework=cloudformation", "-d", "deploy/aws"]


def checkov_kubernetes(repository: Path, environment: Mapping[str, str], built: Path) -> list[str]:
    """The command that checks the built overlays in the folder `built`; skips stand in annotations, with reasons."""
    program = _programs(repository, environment) / "checkov"
    return [str(program), "--quiet", "--compact", "--skip-download", "--framework=kubernetes", "-d", str(built)]


def parliament(repository: Path, environment: Mapping[str, str], policies: Path) -> list[str]:
    """The command that checks the policies that lie as JSON in the folder `policies`."""
    python = _programs(repository, environment) / "python"
    # A warning about pkg_resources, which `.ci/policy-tools.in` already heeds, is no finding.
    return [str(python), "-W", "ignore::UserWarning", ".ci/check_policies.py", str(policies)]


def _programs(repository: Path, environment: Mapping[str, str]) -> Path:
    """The folder of the programs, after making the environment if it is not there in the locked versions."""
    try:
        folder, uv = Path(environment["MOMENTO_HOME"]) / "policy-tools", environment["MOMENTO_UV"]
    except KeyError as error:
        raise LaunchError("Run this as `./momento lint`, which says where its tools are kept.") from error
    lock = repository / LOCK
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = folder / "momento.stamp"
    if not stamp.exists() or stamp.read_text(encoding="ascii") != wanted:
        _make(folder, uv, lock, environment)
        stamp.write_text(wanted, encoding="ascii")
    return folder / "bin"


def _make(folder: Path, uv: str, lock: Path, environment: Mapping[str, str]) -> None:
    variables = {
        "UV_CACHE_DIR": str(folder.parent / "cache"),
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_SYSTEM_CERTS": "true",
        **environment,
        "VIRTUAL_ENV": str(folder),
    }
    make, fill = ("venv", "--quiet", "--clear", str(folder)), ("pip", "sync", "--quiet", "--require-hashes", str(lock))
    for command in (make, fill):
        if subprocess.run((uv, *command), env=variables, check=False).returncode != 0:  # noqa: S603  # our own uv
            raise LaunchError(f"The tools of {LOCK} could not be installed.")

"""`sbom`: a bill of materials for each image, and a check of the licences in it.

The libraries of an image are installed once more, by the same words as in `deploy/docker/Dockerfile`, and read by
CycloneDX's own tool; the page's come from `npm sbom`. `deploy/docker/licences.toml` says what is allowed.
"""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from momento_local import policy_tools, web
from momento_local.errors import LaunchError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

LOCK: Final = ".ci/bill-tools.lock"
SERVICES: Final = ("auth", "scanner", "catalog", "ingest")
PAGE: Final = "services/ingest/web"
OWN: Final = "momento-"
"""How the names of our own packages begin; they are not published and have no licence to check."""


@dataclass(frozen=True)
class Licences:
    """What `licences.toml` says."""

    allowed: frozenset[str]
    words: Mapping[str, str]
    stated: Mapping[str, str]

    @classmethod
    def read(cls, path: Path) -> Self:
        """The licences in the file at `path`."""
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        stated = {name: known["licence"] for name, known in content["stated"].items()}
        return cls(frozenset(content["allowed"]), content["words"], stated)

    def against(self, component: Mapping[str, Any]) -> str | None:
        """Why a component of a CycloneDX document may not be in an image; None when it may.

        Of several licences in `A OR B` one has to be allowed, of `A AND B` and of several statements every one.
        """
        name = component["name"]
        reported = [_reported(each) for each in component.get("licenses", [])] or [self.stated.get(name, "")]
        refused = [licence for licence in reported if not self._allows(self.words.get(licence, licence))]
        return f"{name}: {' and '.join(licence or 'no licence' for licence in refused)}" if refused else None

    def _allows(self, expression: str) -> bool:
        if "(" in expression:
            return False
        return any(
            all(one.strip() in self.allowed for one in choice.split(" AND ")) for choice in expression.split(" OR ")
        )


def write(repository: Path, environment: Mapping[str, str], announce: Callable[[str], None]) -> int:
    """Writes the bills into `sbom` below MOMENTO_HOME, and is 1 when a licence is not allowed; each such is named."""
    folder = Path(environment["MOMENTO_HOME"]) / "sbom"
    folder.mkdir(exist_ok=True)
    bills = [_libraries(repository, environment, folder, service) for service in SERVICES]
    bills.append(_page(repository, folder))
    licences = Licences.read(repository / "deploy/docker/licences.toml")
    refused = sorted(set(_refused(bills, licences)))
    for sentence in refused:
        announce(f"not allowed by deploy/docker/licences.toml: {sentence}")
    announce(f"{len(bills)} bills of materials are in {folder}")
    return 1 if refused else 0


def _refused(bills: Iterable[Path], licences: Licences) -> Iterable[str]:
    for bill in bills:
        for component in json.loads(bill.read_text(encoding="utf-8"))["components"]:
            reason = None if component["name"].startswith(OWN) else licences.against(component)
            if reason is not None:
                yield reason


def _reported(entry: Mapping[str, Any]) -> str:
    licence: Mapping[str, str] = entry.get("license", {})
    return entry.get("expression") or licence.get("id") or licence.get("name", "")


def _libraries(repository: Path, environment: Mapping[str, str], folder: Path, service: str) -> Path:
    bill, installed = folder / f"{service}.cdx.json", folder / service
    uv, python = environment["MOMENTO_UV"], installed / "bin" / "python"
    members = ("./proto", "./services/chassis", f"./services/{service}")
    settings = {**policy_tools.uv_settings(environment), "VIRTUAL_ENV": str(installed)}
    _run(repository, settings, uv, "venv", "--quiet", "--clear", str(installed))
    _run(repository, settings, uv, "pip", "install", "--quiet", "--constraint", "requirements.lock", *members)
    reader = policy_tools.programs(repository, environment, LOCK) / "cyclonedx-py"
    words = ("environment", "--output-reproducible", "--output-format", "JSON", "--output-file", str(bill), str(python))
    _run(repository, environment, str(reader), *words)
    return bill


def _page(repository: Path, folder: Path) -> Path:
    bill = folder / "page.cdx.json"
    with bill.open("wb") as output:
        status = web.npm(
            repository / PAGE, "sbom", "--sbom-format=cyclonedx", "--omit=dev", "--package-lock-only", output=output
        )
    if status != 0:
        raise LaunchError(f"npm could not tell what the page is made of; {bill} has its words.")
    # What npm has to say beside goes before the document.
    text = bill.read_text(encoding="utf-8")
    bill.write_text(text[re.search(r"^\{", text, re.MULTILINE).start() :], encoding="utf-8")  # type: ignore[union-attr]  # npm's status vouches for it
    return bill


def _run(folder: Path, environment: Mapping[str, str], *command: str) -> None:
    if subprocess.run(command, cwd=folder, env=dict(environment), check=False).returncode != 0:  # noqa: S603  # our own tools
        raise LaunchError(f"That failed: {' '.join(command)}")

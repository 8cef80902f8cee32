"""`release`: the version, the section of the changelog and the baseline of the messages, in one commit with its tag."""

from __future__ import annotations

import re
import sysconfig
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from momento_local.commands import run
from momento_local.errors import LaunchError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BASELINE: Final = "proto/released.binpb"
"""The messages of the last release, as `buf build` wrote them; `lint` holds those of today against it."""
CHANGELOG: Final = "CHANGELOG.md"
PAGE: Final = "services/ingest/web"
VERSION: Final = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
"""https://semver.org, without pre-releases: what is tagged is meant to be run."""
UNRELEASED: Final = "## [Unreleased]\n"
PROJECT: Final = re.compile(r'(^\[project\]\nname = "[^"]+"\nversion = )"([^"]+)"', re.MULTILINE)
PACKAGE: Final = re.compile(r'("name": "momento-web",\n\s*"version": )"([^"]+)"')


def release(repository: Path, version: str) -> int:
    """Makes `version` of what is committed, as a commit and a tag that are not pushed; the exit status.

    Raises LaunchError when `version` is none or not a later one, when nothing is unreleased, or when something has not
    been committed; nothing has been changed then.
    """
    _refuse_unless_ready(repository, version)
    today = datetime.now(UTC).date().isoformat()
    for path, pattern in _versioned(repository):
        _rewrite(path, pattern.sub(rf'\1"{version}"', path.read_text(encoding="utf-8")))
    log = repository / CHANGELOG
    _rewrite(log, log.read_text(encoding="utf-8").replace(UNRELEASED, f"{UNRELEASED}\n## [{version}] - {today}\n", 1))
    return (
        run(repository / "proto", *_buf("build", "--exclude-source-info", "--output", str(repository / BASELINE)))
        or run(repository, "git", "add", "--", BASELINE)
        or run(repository, "git", "commit", "--quiet", "--all", "--message", f"release: {version}")
        or run(repository, "git", "tag", "--annotate", "--message", f"Momento {version}", f"v{version}")
    )


def breaking(repository: Path) -> list[str]:
    """The command that fails, in the folder of the messages, when one breaks what the last release had."""
    return _buf("breaking", "--against", str(repository / BASELINE))


def current(repository: Path) -> str:
    """The version of what is here: the last release, or 0.1.0 before the first."""
    found = PROJECT.search((repository / "pyproject.toml").read_text(encoding="utf-8"))
    if found is None:
        raise LaunchError("pyproject.toml does not begin with a [project], its name and its version.")
    return found[2]


def unreleased(changelog: str) -> str:
    """What stands below [Unreleased]; empty without such a section."""
    _, _, rest = changelog.partition(UNRELEASED)
    return rest.partition("\n## ")[0].strip()


def _refuse_unless_ready(repository: Path, version: str) -> None:
    if VERSION.fullmatch(version) is None:
        raise LaunchError(f"{version} is no version; one is like 1.4.2.")
    if _ordered(version) <= _ordered(current(repository)):
        raise LaunchError(f"{version} is not later than {current(repository)}, which is there.")
    if not unreleased((repository / CHANGELOG).read_text(encoding="utf-8")):
        raise LaunchError(f"{CHANGELOG} names nothing below [Unreleased].")
    if run(repository, "git", "diff", "--quiet", "HEAD") != 0:
        raise LaunchError("Commit or discard what has been changed; a release is made of what is committed.")


def _ordered(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _versioned(repository: Path) -> Iterator[tuple[Path, re.Pattern[str]]]:
    """Each file that names the version, and how it does."""
    for place in ("pyproject.toml", "proto/pyproject.toml", "services/*/pyproject.toml", "deploy/*/pyproject.toml"):
        yield from ((path, PROJECT) for path in sorted(repository.glob(place)))
    for name in ("package.json", "package-lock.json"):
        if (repository / PAGE / name).exists():
            yield repository / PAGE / name, PACKAGE


def _rewrite(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _buf(*words: str) -> list[str]:
    return [f"{sysconfig.get_path('scripts')}/buf", *words]

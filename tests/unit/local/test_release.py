from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from momento_local import checks, release
from momento_local.errors import LaunchError

if TYPE_CHECKING:
    from collections.abc import Callable

REPOSITORY = Path(__file__).parents[3]
MESSAGE = """syntax = "proto3";
package momento.note.v1;

// A note.
message Note {
  // What it says.
  string text = 1;
}
"""
PROJECT = '[project]\nname = "momento-{0}"\nversion = "0.1.0"\ndependencies = ["other==0.1.0"]\n'
LOG = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- Notes.\n"
PACKAGE = '{\n  "name": "momento-web",\n  "version": "0.1.0",\n  "dependencies": {"other": "0.1.0"}\n}\n'
PROJECTS = ("pyproject.toml", "proto/pyproject.toml", "services/auth/pyproject.toml", "deploy/local/pyproject.toml")
NOTE = "proto/momento/note/v1/note.proto"
FILES = {
    NOTE: MESSAGE,
    "proto/buf.yaml": "version: v2\nbreaking:\n  use: [FILE]\n",
    "CHANGELOG.md": LOG,
    "services/ingest/web/package.json": PACKAGE,
    **{name: PROJECT.format(number) for number, name in enumerate(PROJECTS)},
}


def git(repository: Path, *words: str) -> str:
    done = subprocess.run(("git", *words), cwd=repository, capture_output=True, text=True, check=True)  # noqa: S603, S607  # git of this machine
    return done.stdout


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small one, of which everything is committed."""
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Ann")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "ann@example.org")
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "begin")
    return tmp_path


def test_a_release_sets_each_version_and_names_its_changes_in_one_tagged_commit(repository: Path) -> None:
    assert release.release(repository, "0.2.0") == 0
    for name in PROJECTS:
        text = (repository / name).read_text()
        assert 'version = "0.2.0"' in text
        assert "other==0.1.0" in text
    page = (repository / "services/ingest/web/package.json").read_text()
    assert '"version": "0.2.0"' in page
    assert '"other": "0.1.0"' in page
    log = (repository / "CHANGELOG.md").read_text()
    assert release.unreleased(log) == ""
    assert log.index("## [Unreleased]") < log.index("## [0.2.0] - ") < log.index("- Notes.")
    assert git(repository, "status", "--porcelain") == ""
    assert git(repository, "describe", "--tags").strip() == "v0.2.0"
    assert release.BASELINE in git(repository, "show", "--stat", "--format=%s")


def renumbered(text: str) -> str:
    return text.replace("text = 1", "text = 2")


def retyped(text: str) -> str:
    return text.replace("string text", "int64 text")


def dropped(text: str) -> str:
    return text.replace("  // What it says.\n  string text = 1;\n", "")


def added(text: str) -> str:
    return text.replace("}", "  // When, in seconds since 1970.\n  int64 at = 2;\n}")


@pytest.mark.parametrize(
    ("change", "passes"), [(renumbered, False), (retyped, False), (dropped, False), (added, True), (str, True)]
)
def test_what_breaks_a_released_message_is_refused(
    repository: Path, change: Callable[[str], str], *, passes: bool
) -> None:
    release.release(repository, "0.2.0")
    (repository / NOTE).write_text(change(MESSAGE))
    assert checks._keeps_what_was_released(repository) is passes


@pytest.mark.parametrize("version", ["0.1.0", "0.0.9", "1", "v0.2.0", "0.2.0-rc1", "0.02.0"])
def test_no_version_and_no_later_version_make_no_release(repository: Path, version: str) -> None:
    with pytest.raises(LaunchError, match=version):
        release.release(repository, version)
    assert git(repository, "tag") == ""


def test_a_release_of_nothing_is_refused(repository: Path) -> None:
    release.release(repository, "0.2.0")
    with pytest.raises(LaunchError, match="Unreleased"):
        release.release(repository, "0.3.0")


def test_what_has_not_been_committed_is_not_released(repository: Path) -> None:
    (repository / NOTE).write_text(added(MESSAGE))
    with pytest.raises(LaunchError, match="Commit"):
        release.release(repository, "0.2.0")
    assert release.current(repository) == "0.1.0"


def test_every_member_stands_at_one_version() -> None:
    named = {path: pattern.search(path.read_text(encoding="utf-8")) for path, pattern in release._versioned(REPOSITORY)}
    assert len(named) > len(PROJECTS)
    assert {found and found[2] for found in named.values()} == {release.current(REPOSITORY)}

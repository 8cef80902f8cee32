from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest
from momento_local import policy_tools
from momento_local.errors import LaunchError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A uv that notes what it is asked for, and fails when the lock file says so."""
    (tmp_path / ".ci").mkdir()
    (tmp_path / policy_tools.LOCK).write_text("checkov==1\n")
    uv = tmp_path / "uv"
    uv.write_text(
        f"#!/bin/sh\necho $1 >> {shlex.quote(str(tmp_path / 'asked'))}\n"
        f"mkdir -p {shlex.quote(str(tmp_path / 'home' / 'policy-tools'))}\n"
        f"! grep -q broken {shlex.quote(str(tmp_path / policy_tools.LOCK))}\n"
    )
    uv.chmod(0o700)
    return {"MOMENTO_HOME": str(tmp_path / "home"), "MOMENTO_UV": str(uv), "PATH": "/usr/bin:/bin"}


def asked(repository: Path) -> list[str]:
    return (repository / "asked").read_text().split()


def test_the_environment_is_made_once_for_all_tools(tmp_path: Path, environment: dict[str, str]) -> None:
    program = policy_tools.checkov(tmp_path, environment)[0]
    policy_tools.checkov_kubernetes(tmp_path, environment, tmp_path)
    policy_tools.parliament(tmp_path, environment, tmp_path)
    assert program == str(tmp_path / "home" / "policy-tools" / "bin" / "checkov")
    assert asked(tmp_path) == ["venv", "pip"]


def test_it_is_made_again_when_the_lock_changes(tmp_path: Path, environment: dict[str, str]) -> None:
    policy_tools.checkov(tmp_path, environment)
    (tmp_path / policy_tools.LOCK).write_text("checkov==2\n")
    policy_tools.checkov(tmp_path, environment)
    assert asked(tmp_path) == ["venv", "pip"] * 2


def test_one_that_could_not_be_made_is_not_taken_for_made(tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / policy_tools.LOCK).write_text("broken\n")
    for _ in range(2):
        with pytest.raises(LaunchError, match="could not be installed"):
            policy_tools.checkov(tmp_path, environment)


def test_without_the_entry_script_it_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(LaunchError, match=r"\./momento lint"):
        policy_tools.checkov(tmp_path, {})

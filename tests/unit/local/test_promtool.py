from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest
from momento_local.errors import LaunchError
from momento_local.promtool import promtool


def program(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_the_one_in_path_is_taken(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "promtool")
    environment = {"MOMENTO_HOME": str(tmp_path), "PATH": str(tmp_path / "bin")}
    assert promtool(environment) == str(tmp_path / "bin" / "promtool")


def test_without_one_debian_s_is_unpacked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "package"
    program(root / "usr/bin/promtool", "echo unpacked")
    (root / "DEBIAN").mkdir()
    (root / "DEBIAN/control").write_text(
        "Package: prometheus\nVersion: 1\nArchitecture: all\nMaintainer: a <a@example.org>\nDescription: b\n"
    )
    build = ("dpkg-deb", "--build", str(root), str(tmp_path / "one.deb"))
    subprocess.run(build, check=True, capture_output=True)  # noqa: S603  # Debian's own
    program(tmp_path / "apt/apt-get", f"cp {shlex.quote(str(tmp_path / 'one.deb'))} prometheus.deb")
    monkeypatch.setenv("PATH", f"{tmp_path}/apt:/usr/bin:/bin")
    home = tmp_path / "home"
    home.mkdir()
    environment = {"MOMENTO_HOME": str(home), "PATH": "/nowhere"}
    first = promtool(environment)
    assert subprocess.check_output([first]) == b"unpacked\n"  # noqa: S603  # made above
    (tmp_path / "apt/apt-get").unlink()
    assert promtool(environment) == first
    assert [path.name for path in home.iterdir()] == ["promtool"]


def test_where_it_cannot_be_had_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "apt/apt-get", "exit 100")
    monkeypatch.setenv("PATH", f"{tmp_path}/apt:/usr/bin:/bin")
    with pytest.raises(LaunchError, match="promtool"):
        promtool({"MOMENTO_HOME": str(tmp_path), "PATH": "/nowhere"})
    assert not Path(tmp_path / "promtool").exists()

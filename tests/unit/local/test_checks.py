from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from momento_local import checks
from momento_local.errors import LaunchError

REPOSITORY = Path(__file__).parents[3]


def test_a_stub_that_differs_is_named(tmp_path: Path) -> None:
    for root, content in (("fresh", "new"), ("committed", "old")):
        (tmp_path / root).mkdir()
        (tmp_path / root / "a_pb2.py").write_text(content)
        (tmp_path / root / "b_pb2.pyi").write_text("same")
    (tmp_path / "committed" / "c_pb2_grpc.py").touch()
    assert checks._differing(tmp_path / "fresh", tmp_path / "committed") == ["a_pb2.py", "c_pb2_grpc.py"]


def test_lint_fails_and_names_the_check_that_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = checks.Check("good", lambda: True), checks.Check("bad", lambda: False)
    monkeypatch.setattr(checks, "_checks", lambda _: [bad, good])
    assert checks.lint(tmp_path, []) == 1
    assert "failed: bad" in capsys.readouterr().out


def test_lint_runs_what_is_named_and_refuses_what_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad = checks.Check("good", lambda: True), checks.Check("bad", lambda: False)
    monkeypatch.setattr(checks, "_checks", lambda _: [bad, good])
    assert checks.lint(tmp_path, ["good"]) == 0
    with pytest.raises(LaunchError, match="no check better"):
        checks.lint(tmp_path, ["better"])


def test_each_hook_before_a_commit_is_a_check_of_lint() -> None:
    hooks = yaml.safe_load((REPOSITORY / ".pre-commit-config.yaml").read_bytes())["repos"][0]["hooks"]
    words = [hook["entry"].split() for hook in hooks]
    assert all(entry[:2] == ["./momento", "lint"] for entry in words)
    assert {name for entry in words for name in entry[2:]} <= {check.name for check in checks._checks(REPOSITORY)}

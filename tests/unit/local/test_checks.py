from __future__ import annotations

from typing import TYPE_CHECKING

from momento_local import checks

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


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
    assert checks.lint(tmp_path) == 1
    assert "failed: bad" in capsys.readouterr().out

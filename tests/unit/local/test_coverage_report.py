from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_local import suites, web

if TYPE_CHECKING:
    from pathlib import Path

HALF = "def chosen(first):\n    if first:\n        return 1\n    return 2\n"
PROJECT = '[tool.coverage.run]\nbranch = true\nsource = ["product"]\n'
TEST = "from product.half import chosen\ndef test_first():\n    assert chosen(True) == {0}\n"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One whose product has a module that is run half, and one that is run wholly."""
    monkeypatch.setenv("MOMENTO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    # The suite in which this runs may be measured itself.
    monkeypatch.setenv("COVERAGE_FILE", str(tmp_path / "another"))
    monkeypatch.setattr(web, "install", lambda _: 0)
    monkeypatch.setattr(web, "npm", lambda *_: 0)
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -p xdist -p pytest_cov.plugin\npythonpath = .\n")
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    for name, text in {"product/__init__.py": "", "product/half.py": HALF, "product/whole.py": "ONE = 1\n"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def written(repository: Path, suite: str, text: str) -> None:
    folder = repository / "tests" / suite
    folder.mkdir(parents=True)
    (folder / f"test_{suite}.py").write_text(text)


def test_a_module_of_which_too_little_is_run_is_named(repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    written(repository, "unit", TEST.format(1))
    written(repository, "contract", "import product.whole\ndef test_it():\n    assert product.whole.ONE\n")
    assert suites.test(repository, ["--coverage"]) == suites.PASSED
    said = capfd.readouterr().out
    # Four statements and two branches, of which three and one are run; and one statement of the other module.
    assert "coverage: 71.4 % (4 of 5 statements, 1 of 2 branches)" in said
    assert "1 of 3 modules below 80 %:" in said
    assert "66.7 %  product/half.py" in said
    assert "product/whole.py" not in said


def test_a_suite_that_fails_has_failed_also_when_it_is_measured(
    repository: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    written(repository, "unit", TEST.format(2))
    assert suites.test(repository, ["--coverage"]) == suites.FAILED
    assert "66.7 %  product/half.py" in capfd.readouterr().out


def test_nothing_is_measured_unless_it_is_asked_for(repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    written(repository, "unit", TEST.format(1))
    assert suites.test(repository, []) == suites.PASSED
    assert "coverage" not in capfd.readouterr().out

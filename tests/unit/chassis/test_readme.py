from __future__ import annotations

from pathlib import Path

import momento_chassis
from momento_chassis.config import MeshTls, describe

README = Path(__file__).parents[3] / "services" / "chassis" / "README.md"


def rows() -> list[str]:
    return [line for line in README.read_text().splitlines() if line.startswith("| `")]


def test_the_readme_lists_every_variable_as_the_code_does() -> None:
    expected = [f"| `{name}` | {default} | {meaning} |" for name, default, meaning in describe(MeshTls)]
    assert [row for row in rows() if row.startswith("| `MOMENTO_")] == expected


def test_the_readme_names_every_module() -> None:
    folder = Path(momento_chassis.__file__).parent
    modules = {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.py")}
    named = {row.split("`")[1] for row in rows()}
    assert {module for module in modules if not module.endswith("__init__")} <= named

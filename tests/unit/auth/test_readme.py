"""The tables of the README are checked against the code, so that they stay true."""

from __future__ import annotations

import re
from pathlib import Path

import momento_auth
import pytest
from momento_auth.adapters.inbound.grpc.errors import ERRORS
from momento_auth.config import AuthConfig
from momento_chassis.config import describe

TESTS = Path(__file__).parents[2]
README = (Path(momento_auth.__file__).parents[2] / "README.md").read_text()


@pytest.mark.parametrize(("name", "default"), [(name, default) for name, default, _ in describe(AuthConfig)])
def test_every_variable_is_told_with_its_default(name: str, default: str) -> None:
    [row] = [line for line in README.splitlines() if line.startswith("| `") and f"`{name}`" in line]
    assert default in row


@pytest.mark.parametrize("kind", ERRORS)
def test_every_reason_is_told_beside_its_status(kind: type[Exception]) -> None:
    row = next(line for line in README.splitlines() if line.startswith(f"| `{ERRORS[kind].name}`"))
    assert f"`{getattr(kind, 'reason', '')}`" in row


def requirements() -> list[tuple[str, str]]:
    """Id and test of each row."""
    rows = (line.split(" | ") for line in README.splitlines() if re.match(r"\| V\d", line))
    return [(row[0].removeprefix("| "), row[-1].removesuffix(" |").strip("`")) for row in rows]


@pytest.mark.parametrize(("requirement", "test"), requirements())
def test_every_requirement_is_held_by_a_test_that_exists(requirement: str, test: str) -> None:
    file, _, name = test.partition("::")
    source = (TESTS / file).read_text(encoding="utf-8")
    assert re.search(rf"^(async )?def {name}\(", source, re.MULTILINE), requirement


def test_the_requirements_for_accounts_are_in_the_table() -> None:
    needed = {f"V6.2.{number}" for number in (1, 2, 3, 4, 5, 8, 9, 11)} | {"V6.3.1", "V6.3.2", "V11.4.2"}
    needed |= {"V6.3.3", "V6.3.8"} | {f"V6.5.{number}" for number in (1, 2, 4, 5, 6, 8)}
    needed |= {f"V7.{part}" for part in ("2.1", "2.2", "2.3", "2.4", "3.1", "3.2", "4.1", "4.3", "5.1", "5.2")}
    needed |= {"V8.2.2", "V8.3.3", "V8.4.1"} | {
        f"V9.{part}" for part in ("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4")
    }
    assert needed <= {requirement for requirement, _ in requirements()}

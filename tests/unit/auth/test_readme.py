"""The tables of the README are checked against the code, so that they stay true."""

from __future__ import annotations

from pathlib import Path

import momento_auth
import pytest
from momento_auth.adapters.inbound.grpc.errors import ERRORS
from momento_auth.config import AuthConfig
from momento_chassis.config import describe

README = (Path(momento_auth.__file__).parents[2] / "README.md").read_text()


@pytest.mark.parametrize(("name", "default"), [(name, default) for name, default, _ in describe(AuthConfig)])
def test_every_variable_is_told_with_its_default(name: str, default: str) -> None:
    [row] = [line for line in README.splitlines() if line.startswith("| `") and f"`{name}`" in line]
    assert default in row


@pytest.mark.parametrize("kind", ERRORS)
def test_every_reason_is_told_beside_its_status(kind: type[Exception]) -> None:
    row = next(line for line in README.splitlines() if line.startswith(f"| `{ERRORS[kind].name}`"))
    assert f"`{getattr(kind, 'reason', '')}`" in row

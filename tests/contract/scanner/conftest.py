from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes.scanner.clamd_process import ClamdProcess, running_clamd

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def clamd() -> Iterator[ClamdProcess]:
    with running_clamd() as process:
        yield process

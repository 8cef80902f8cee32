from __future__ import annotations

from typing import TYPE_CHECKING

import grpc
import pytest

from tests.fakes.chassis.certificates import TestAuthority
from tests.fakes.ingest.mesh import Script, ScriptedError

if TYPE_CHECKING:
    from tests.fakes.ingest.mesh import Failures

STATUSES = [code for code in grpc.StatusCode if code is not grpc.StatusCode.OK]


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TestAuthority:
    return TestAuthority(tmp_path_factory.mktemp("mesh"))


@pytest.fixture(scope="session")
def failures() -> Failures:
    return {code: type(code.name.title(), (ScriptedError,), {}) for code in STATUSES}


@pytest.fixture(scope="module")
def script() -> Script:
    return Script()

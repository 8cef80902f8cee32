from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from momento_chassis.grpc.certificate_validity import measure_validity, of_the_mesh
from momento_chassis.grpc.certificates import CertificateFiles
from momento_chassis.grpc.server import GrpcServer, ServerOptions

from tests.fakes.chassis.certificates import TestAuthority
from tests.fakes.chassis.measurements import Measurements

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
DAY = 86400.0
"""How long the certificates of the test authority are good."""
METRIC = "momento.certificate.remaining"


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Measurements:
    return Measurements(monkeypatch)


@pytest.fixture
def authority(tmp_path: Path) -> TestAuthority:
    with time_machine.travel(NOON, tick=False):
        return TestAuthority(tmp_path)


def test_the_time_left_grows_less_until_it_is_below_nothing(measured: Measurements, authority: TestAuthority) -> None:
    measure_validity({"edge": authority.path.read_bytes})
    for hours, left in ((0, DAY), (23, 3600.0), (25, -3600.0)):
        with time_machine.travel(NOON + timedelta(hours=hours), tick=False):
            assert measured.of(METRIC) == {("edge",): left}


def test_a_renewed_certificate_is_told_of_and_its_authority_apart(
    measured: Measurements, authority: TestAuthority
) -> None:
    with time_machine.travel(NOON, tick=False):
        tls = authority.issue("auth")
        measure_validity(of_the_mesh(CertificateFiles(tls)))
    with time_machine.travel(NOON + timedelta(hours=20), tick=False):
        assert measured.of(METRIC) == {("mesh",): 4 * 3600.0, ("mesh-authority",): 4 * 3600.0}
        authority.issue("auth")
        assert measured.of(METRIC) == {("mesh",): DAY, ("mesh-authority",): 4 * 3600.0}


def test_a_renewed_certificate_that_cannot_be_used_does_not_hide_that_the_former_ends(
    measured: Measurements, authority: TestAuthority
) -> None:
    with time_machine.travel(NOON, tick=False):
        tls = authority.issue("auth")
        measure_validity(of_the_mesh(CertificateFiles(tls)))
    with time_machine.travel(NOON + timedelta(hours=23), tick=False):
        key = tls.key.read_bytes()
        authority.issue("auth")
        tls.key.write_bytes(key)
        assert measured.of(METRIC)[("mesh",)] == 3600.0


def test_of_several_in_one_file_the_first_to_end_counts(
    measured: Measurements, authority: TestAuthority, tmp_path: Path
) -> None:
    with time_machine.travel(NOON + timedelta(hours=6), tick=False):
        later = TestAuthority(tmp_path / "next")
        measure_validity({"mesh-authority": lambda: later.path.read_bytes() + authority.path.read_bytes()})
        assert measured.of(METRIC) == {("mesh-authority",): 18 * 3600.0}


def test_every_server_tells_of_its_own(measured: Measurements, authority: TestAuthority) -> None:
    with time_machine.travel(NOON, tick=False):
        options = ServerOptions("127.0.0.1:0", authority.issue("auth"), {}, {}, [])
        GrpcServer(options, lambda _: None).drain(0)
        assert measured.of(METRIC) == {("mesh",): DAY, ("mesh-authority",): DAY}

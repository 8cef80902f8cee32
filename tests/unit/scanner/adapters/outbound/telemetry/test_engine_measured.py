from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_chassis.clock import SystemClock
from momento_scanner.adapters.outbound.telemetry.malware_engine import MeasuredEngine
from momento_scanner.application.deadline import Deadline
from momento_scanner.application.ports.malware_engine import EngineVersion
from momento_scanner.domain.inspection.errors import EngineUnavailable

from tests.fakes.chassis.measurements import Measurements
from tests.fakes.scanner.malware_engine import ENCRYPTED, FakeMalwareEngine
from tests.media.eicar import EICAR

if TYPE_CHECKING:
    from datetime import datetime

PATIENT = Deadline.after(3600)
SCANS, AGE = "momento.scan.duration", "momento.malware.signature.age"


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Measurements:
    return Measurements(monkeypatch)


@pytest.fixture
def fake() -> FakeMalwareEngine:
    return FakeMalwareEngine()


@pytest.fixture
def engine(fake: FakeMalwareEngine, measured: Measurements) -> MeasuredEngine:
    assert measured.of(SCANS) == {}
    return MeasuredEngine(fake, SystemClock())


def scan(engine: MeasuredEngine, content: bytes, declared: int | None = None) -> None:
    with engine.open_scan(len(content) if declared is None else declared, PATIENT) as running:
        running.feed(content)
        running.finish()


def test_scans_are_counted_by_their_verdict(engine: MeasuredEngine, measured: Measurements) -> None:
    for content in (b"honest", EICAR, ENCRYPTED, b"honest too"):
        scan(engine, content)
    assert measured.of(SCANS) == {("clean",): 2, ("infected",): 1, ("unscannable",): 1}
    assert measured.of("momento.scan.bytes") == {(): 16 + len(EICAR) + len(ENCRYPTED)}


def test_a_scan_that_breaks_off_has_no_verdict_and_its_error_passes(
    engine: MeasuredEngine, fake: FakeMalwareEngine, measured: Measurements
) -> None:
    with pytest.raises(EngineUnavailable):
        scan(engine, b"short", declared=6)
    fake.stopped = True
    with pytest.raises(EngineUnavailable):
        scan(engine, b"nobody hears")
    assert measured.of(SCANS) == {("none",): 2}


def test_the_age_of_the_signatures_is_told_where_it_is_known(
    engine: MeasuredEngine, fake: FakeMalwareEngine, measured: Measurements, monkeypatch: pytest.MonkeyPatch
) -> None:
    def signed(moment: datetime | None) -> None:
        monkeypatch.setattr(fake, "version", lambda: EngineVersion("ClamAV 1.4.3", "27000", moment))

    signed(SystemClock().now() - timedelta(hours=50))
    assert measured.of(AGE)[()] == pytest.approx(50 * 3600, abs=3600)
    assert engine.version().signatures == "27000"
    signed(None)
    assert measured.of(AGE) == {}


def test_an_engine_that_does_not_answer_has_no_age(
    engine: MeasuredEngine, fake: FakeMalwareEngine, measured: Measurements
) -> None:
    fake.stopped = True
    with pytest.raises(EngineUnavailable):
        engine.version()
    assert measured.of(AGE) == {}

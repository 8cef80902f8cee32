"""clamd itself: its limits, its failures, and servers that misbehave in every way we could think of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from momento_scanner.adapters.outbound.clamd.address import TcpAddress, UnixAddress
from momento_scanner.adapters.outbound.clamd.malware_engine import ClamdEngine, ClamdScan
from momento_scanner.adapters.outbound.clamd.readiness import ClamdReadiness, NotReady
from momento_scanner.application.deadline import Deadline
from momento_scanner.application.inspection.fresh_signatures import FreshSignatures
from momento_scanner.application.ports.malware_engine import Clean, Infected, MalwareVerdict, Unscannable
from momento_scanner.domain.inspection.errors import EngineUnavailable
from momento_scanner.domain.inspection.time_limits import TimeLimits

from tests.fakes.scanner.clamd_process import running_clamd
from tests.fakes.scanner.clock import FixedClock
from tests.fakes.scanner.misbehaving_clamd import MISBEHAVIOURS, Peer, misbehaving_clamd, replying
from tests.media.eicar import EICAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.scanner.clamd_process import ClamdProcess

IMPATIENT = TimeLimits(longest_scan=0.2, command=0.2)
LATE = Deadline.after(3600)
PATIENT = TimeLimits(longest_scan=60, command=60)


@pytest.fixture
def folder() -> Iterator[Path]:
    # Not tmp_path: socket names have at most 108 bytes.
    with TemporaryDirectory() as name:
        yield Path(name)


def scan(engine: ClamdEngine, content: bytes) -> MalwareVerdict:
    with engine.open_scan(len(content), LATE) as running:
        running.feed(content)
        return running.finish()


@pytest.mark.parametrize("size", [10, 3_000_000], ids=["one block", "several blocks"])
@pytest.mark.parametrize("misbehaviour", MISBEHAVIOURS)
def test_no_misbehaviour_is_taken_for_clean(folder: Path, misbehaviour: str, size: int) -> None:
    waits = any(words in misbehaviour for words in ("hang", "does not close", "before it saw anything"))
    with misbehaving_clamd(folder, MISBEHAVIOURS[misbehaviour]) as address:
        engine = ClamdEngine(address, IMPATIENT if waits else PATIENT)
        with pytest.raises(EngineUnavailable):
            scan(engine, bytes(size))


def test_a_reply_in_many_parts_is_read_whole(folder: Path) -> None:
    parts = [bytes([byte]) for byte in b"stream: OK\0"]
    with misbehaving_clamd(folder, replying(*parts)) as address:
        assert scan(ClamdEngine(address, PATIENT), b"hello") == Clean()


def test_a_found_in_many_parts_is_read_whole(folder: Path) -> None:
    with misbehaving_clamd(folder, replying(b"stream: Win.Te", b"st-1 FOU", b"ND\0")) as address:
        assert scan(ClamdEngine(address, PATIENT), b"hello") == Infected("Win.Test-1")


@pytest.mark.parametrize("name", ["Heuristics.Limits.Exceeded.MaxFileSize", "Heuristics.Encrypted.Zip"])
def test_what_clamd_could_not_look_into_is_unscannable(folder: Path, name: str) -> None:
    with misbehaving_clamd(folder, replying(b"stream: " + name.encode() + b" FOUND\0")) as address:
        assert scan(ClamdEngine(address, PATIENT), b"hello") == Unscannable(name)


def test_the_callers_deadline_ends_a_scan_before_clamds_own_time_is_over(folder: Path) -> None:
    with misbehaving_clamd(folder, MISBEHAVIOURS["hangs after the stream"]) as address:
        engine = ClamdEngine(address, TimeLimits(longest_scan=3600))
        # Long enough for the connection to be made on any machine: it is the scan that has to end.
        with engine.open_scan(5, Deadline.after(2)) as running, pytest.raises(EngineUnavailable):
            _finish(running, b"hello")


def test_every_byte_reaches_clamd_in_order(folder: Path) -> None:
    seen: list[bytes] = []

    def remember(peer: Peer) -> None:
        peer.read_command()
        seen.append(peer.read_stream())
        peer.send(b"stream: OK\0")

    content = bytes(range(256)) * 10_000
    with misbehaving_clamd(folder, remember) as address:
        scan(ClamdEngine(address, PATIENT), content)

    assert seen[-1] == content


@pytest.mark.parametrize("address", [UnixAddress("/nowhere/socket"), TcpAddress("127.0.0.1", 9)], ids=["unix", "tcp"])
def test_a_clamd_that_is_not_there_is_unavailable(address: UnixAddress | TcpAddress) -> None:
    engine = ClamdEngine(address, PATIENT)

    for call in (engine.ping, engine.version, lambda: scan(engine, b"hello")):
        with pytest.raises(EngineUnavailable):
            call()


def test_a_stream_beyond_clamds_own_limit_gets_no_verdict() -> None:
    with running_clamd(StreamMaxLength="1M") as small, pytest.raises(EngineUnavailable):
        scan(small.engine(), bytes(3_000_000))


def test_content_beyond_clamds_scan_limit_is_unscannable() -> None:
    with running_clamd(MaxFileSize="1M", MaxScanSize="1M") as small:
        verdict = scan(small.engine(), bytes(3_000_000))

    assert isinstance(verdict, Unscannable)


def test_a_clamd_that_is_killed_in_the_middle_gives_no_verdict() -> None:
    with running_clamd() as clamd, clamd.engine().open_scan(2_000_000 + len(EICAR), LATE) as running:
        running.feed(bytes(2_000_000))
        clamd.process.kill()
        clamd.process.wait()
        with pytest.raises(EngineUnavailable):
            _finish(running, EICAR)


def _finish(running: ClamdScan, rest: bytes) -> MalwareVerdict:
    running.feed(rest)
    return running.finish()


def test_clamd_is_ready_when_it_answers_and_age_is_not_enforced(clamd: ClamdProcess) -> None:
    ClamdReadiness(clamd.engine(), FreshSignatures(FixedClock(), None))()


def test_signatures_of_unknown_age_are_not_fresh(clamd: ClamdProcess) -> None:
    with pytest.raises(NotReady, match="does not know how old"):
        ClamdReadiness(clamd.engine(), FreshSignatures(FixedClock(), timedelta(hours=72)))()


@pytest.mark.parametrize(("now_hour", "fresh"), [(8, True), (23, False)])
def test_signatures_are_fresh_until_their_maximum_age(folder: Path, now_hour: int, fresh: bool) -> None:  # noqa: FBT001  # a parameter
    def answer(peer: Peer) -> None:
        command = peer.read_command()
        peer.send(b"PONG\0" if b"PING" in command else b"ClamAV 1.4.3/27770/Sat Sep 20 08:00:00 2025\0")

    clock = FixedClock(datetime(2025, 9, 21, now_hour, 0, tzinfo=UTC))
    with misbehaving_clamd(folder, answer) as address:
        ready = ClamdReadiness(ClamdEngine(address, PATIENT), FreshSignatures(clock, timedelta(hours=24)))
        if fresh:
            ready()
        else:
            with pytest.raises(NotReady, match="39 hours old"):
                ready()


@pytest.mark.parametrize("reply", [b"", b"\0", b"ClamAV 1.4.3/27770/yesterday\0", b"PONG\0", b"ClamAV 1.4.3"])
def test_a_version_that_makes_no_sense_is_an_error(folder: Path, reply: bytes) -> None:
    def answer(peer: Peer) -> None:
        peer.read_command()
        peer.send(reply)

    with misbehaving_clamd(folder, answer) as address, pytest.raises(EngineUnavailable):
        ClamdEngine(address, PATIENT).version()

"""The fence, tried from within: a decoder that a crafted file took over gets nowhere, and the next job works."""

from __future__ import annotations

import errno
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from momento_scanner.adapters.outbound.decoder.media_decoder import WorkerPool
from momento_scanner.adapters.outbound.decoder.sandbox.isolation import kernel
from momento_scanner.adapters.outbound.decoder.sandbox.isolation.layer import (
    ALWAYS_REQUIRED,
    SandboxIncomplete,
    SandboxLayer,
)
from momento_scanner.adapters.outbound.decoder.sandbox.limits import WorkerLimits
from momento_scanner.adapters.outbound.decoder.sandbox.process import ProcessDied, SandboxedProcess
from momento_scanner.adapters.outbound.decoder.sandbox.wire import Job
from momento_scanner.application.deadline import Deadline
from momento_scanner.domain.formats.media_type import JPEG
from momento_scanner.domain.inspection.limits import MediaLimits
from momento_scanner.domain.rejection import FileRejected, RejectionReason

from tests.fakes.scanner import hostile_child
from tests.media.images import jpeg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_scanner.adapters.outbound.decoder.sandbox.wire import Reply

LATE = Deadline.after(3600)
LIMITS = WorkerLimits(cpu_seconds=0)
DEADLY = {"time": signal.SIGXCPU, "crash": signal.SIGSEGV, "abort": signal.SIGABRT, "exit": 0}
"""Attacks upon itself, and what the process dies of."""
HUNGRY = "memory"
SILENT = "hang up"
REFUSED = [name for name in hostile_child.ATTACKS if name not in {HUNGRY, SILENT, *DEADLY}]
CAPABILITIES = ("CapInh", "CapPrm", "CapEff", "CapAmb")


def started(user: str) -> SandboxedProcess:
    process = SandboxedProcess(LIMITS, (sys.executable, hostile_child.__file__, user))
    process.wait_ready()
    return process


@pytest.fixture(scope="module", params=["root", "nobody"])
def process(request: pytest.FixtureRequest) -> Iterator[SandboxedProcess]:
    running = started(request.param)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    running = WorkerPool(workers=1, worker_limits=LIMITS, media_limits=MediaLimits(), start=lambda _: started("root"))
    yield running
    running.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(jpeg())
    path.chmod(0o600)
    return path


def run(process: SandboxedProcess, path: Path, content_type: str = JPEG.content_type) -> Reply:
    with path.open("rb") as opened:
        return process.run(Job(content_type, MediaLimits()), opened, 30)


def pid(process: SandboxedProcess) -> int:
    assert process._process is not None
    return process._process.pid


def status(process: SandboxedProcess) -> dict[str, str]:
    lines = Path(f"/proc/{pid(process)}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


@pytest.mark.parametrize("attack", REFUSED)
def test_what_no_decoder_needs_is_refused_and_the_process_works_on(
    process: SandboxedProcess, file: Path, attack: str
) -> None:
    fault = run(process, file, attack).fault

    assert fault.startswith(("PermissionError at", "OSError at")), fault
    assert file.read_bytes() == jpeg()
    assert run(process, file).decoded is not None


def test_more_memory_than_allowed_is_refused_and_the_process_works_on(process: SandboxedProcess, file: Path) -> None:
    rejection = run(process, file, HUNGRY).rejection

    assert rejection is not None
    assert rejection.reason is RejectionReason.DECODER_LIMIT
    assert run(process, file).decoded is not None


@pytest.mark.parametrize("attack", DEADLY)
def test_a_process_that_dies_costs_its_file_and_the_next_is_read(pool: WorkerPool, file: Path, attack: str) -> None:
    with pytest.raises(FileRejected) as refused:
        pool.decode(file, replace(JPEG, content_type=attack), LATE, "ann", slow=False)

    assert isinstance(refused.value.__context__, ProcessDied)
    assert refused.value.__context__.code == -DEADLY[attack]
    assert pool.decode(file, JPEG, LATE, "ann", slow=False).width == 96


def test_a_process_that_hangs_up_and_lives_on_is_ended(pool: WorkerPool, file: Path) -> None:
    with pytest.raises(FileRejected) as refused:
        pool.decode(file, replace(JPEG, content_type=SILENT), LATE, "ann", slow=False)

    assert isinstance(refused.value.__context__, ProcessDied)
    assert refused.value.__context__.code is None
    assert pool.decode(file, JPEG, LATE, "ann", slow=False).width == 96


def test_the_kernel_confirms_the_walls(process: SandboxedProcess) -> None:
    facts = status(process)
    claimed = process.layers

    assert claimed >= ALWAYS_REQUIRED
    assert facts["NoNewPrivs"] == "1"
    assert facts["Seccomp"] == "2"
    assert all(int(facts[name], 16) == 0 for name in CAPABILITIES) == (SandboxLayer.CAPABILITIES in claimed)
    assert ("0" not in facts["Uid"].split()) == (SandboxLayer.USER in claimed)
    own, theirs = (Path(f"/proc/{who}/ns/net").readlink() for who in ("self", pid(process)))
    assert (own != theirs) == (SandboxLayer.NETWORK in claimed)


def test_only_the_network_may_be_missing(process: SandboxedProcess) -> None:
    assert process.layers >= frozenset(SandboxLayer) - {SandboxLayer.NETWORK}


def test_a_process_has_one_thread_when_its_fence_is_built() -> None:
    fresh = started("root")
    try:
        assert status(fresh)["Threads"] == "1"
    finally:
        fresh.stop()


def test_a_scanner_that_lacks_a_required_wall_is_not_ready(file: Path) -> None:
    def without_network() -> SandboxedProcess:
        process = started("root")
        process.layers -= {SandboxLayer.NETWORK}
        return process

    pool = WorkerPool(
        workers=1,
        worker_limits=LIMITS,
        media_limits=MediaLimits(),
        required_layers=frozenset({SandboxLayer.NETWORK}),
        start=lambda _: without_network(),
    )
    try:
        with pytest.raises(SandboxIncomplete, match="no sandbox layer: network"):
            pool.check()
        with pytest.raises(SandboxIncomplete):
            pool.decode(file, JPEG, LATE, "ann", slow=False)
    finally:
        pool.close()


def test_which_walls_stand_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    pool = WorkerPool(workers=1, worker_limits=LIMITS, media_limits=MediaLimits())
    try:
        with caplog.at_level("INFO"):
            pool.check()
            pool.check()
    finally:
        pool.close()

    (record,) = [record for record in caplog.records if record.message == "decoder sandbox"]
    assert set(record.layers) | set(record.missing_layers) == set(SandboxLayer)  # type: ignore[attr-defined]


def test_a_refused_system_call_is_an_error_with_its_number() -> None:
    with pytest.raises(OSError, match="Invalid argument") as refused:
        kernel.unshare(-1)

    assert refused.value.errno == errno.EINVAL

"""The decoder in real fenced processes: what breaks one of them costs the file, never the service."""

from __future__ import annotations

import io
import os
import re
import signal
import struct
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import psutil
import pytest
from momento_scanner.adapters.outbound.decoder.media_decoder import WorkerPool
from momento_scanner.adapters.outbound.decoder.sandbox.forked import LOW_PRIORITY
from momento_scanner.adapters.outbound.decoder.sandbox.isolation.layer import SandboxLayer
from momento_scanner.adapters.outbound.decoder.sandbox.limits import WorkerLimits
from momento_scanner.adapters.outbound.decoder.sandbox.process import ProcessDied, ProcessTimedOut, SandboxedProcess
from momento_scanner.adapters.outbound.decoder.sandbox.wire import (
    FrameMalformed,
    Job,
    Reply,
    body_length,
    framed,
    reply_from,
)
from momento_scanner.application.deadline import Deadline
from momento_scanner.domain.formats.media_type import GIF, JPEG, WEBP
from momento_scanner.domain.inspection.errors import EngineUnavailable, NoVerdict, ScannerBusy
from momento_scanner.domain.inspection.limits import MediaLimits
from momento_scanner.domain.inspection.time_limits import TimeLimits
from momento_scanner.domain.rejection import FileRejected, RejectionReason
from PIL import Image

from tests.media.images import gif, jpeg, jpeg_with_gps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from momento_scanner.domain.formats.media_type import MediaType

MEBIBYTE = 1024 * 1024
SHARE = "ann"
GENEROUS = MediaLimits(free_animation_pixels=2_000_000_000)
"""Everything is decoded, however little there is of it."""
LATE = Deadline.after(3600)


@pytest.fixture
def pools() -> Iterator[Callable[..., WorkerPool]]:
    made: list[WorkerPool] = []

    def make(workers: int = 1, media: MediaLimits | None = None, **limits: float) -> WorkerPool:
        made.append(
            WorkerPool(
                workers=workers,
                worker_limits=WorkerLimits(**limits),  # type: ignore[arg-type]  # as each test says
                media_limits=media or MediaLimits(),
                times=TimeLimits(wait=30),
            )
        )
        return made[-1]

    yield make
    for pool in made:
        pool.close()


@pytest.fixture
def file(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(content: bytes) -> Path:
        path = tmp_path / "file"
        path.write_bytes(content)
        return path

    return write


def frame_bomb(frames: int = 1900) -> bytes:
    """A GIF of a few kilobytes that is two thousand pictures of a megapixel each."""
    still = gif(1, 1)
    table = 3 << (still[10] & 7) + 1
    picture = still[13 + table : -1]
    return still[:6] + struct.pack("<HH", 1000, 1000) + still[10 : 13 + table] + picture * frames + b";"


def plain_webp(side: int) -> bytes:
    """A WebP of a few bytes that has to be decoded as a whole."""
    target = io.BytesIO()
    Image.new("RGB", (side, side)).save(target, "WEBP", lossless=True)
    return target.getvalue()


def refusal(pool: WorkerPool, path: Path, media_type: MediaType) -> RejectionReason:
    with pytest.raises(FileRejected) as refused:
        pool.decode(path, media_type, LATE, SHARE, slow=False)
    return refused.value.rejection.reason


def test_what_was_found_comes_back_whole(pools: Callable[..., WorkerPool], file: Callable[[bytes], Path]) -> None:
    decoded = pools().decode(file(jpeg_with_gps()), JPEG, LATE, SHARE, slow=False)

    assert (decoded.width, decoded.height) == (96, 64)
    assert decoded.camera is not None
    assert decoded.camera.model == "Testcam 1"
    assert decoded.clues.original_offset_minutes == 120
    assert [preview.name for preview in decoded.previews] == ["256", "1440"]


def test_a_refusal_comes_back_with_its_reason(pools: Callable[..., WorkerPool], file: Callable[[bytes], Path]) -> None:
    assert refusal(pools(), file(jpeg()[:-20]), JPEG) is RejectionReason.CONTENT_DAMAGED


def test_a_caller_that_waits_no_longer_gets_no_verdict_and_the_next_file_is_read(
    pools: Callable[..., WorkerPool], file: Callable[[bytes], Path]
) -> None:
    pool = pools(media=GENEROUS)
    pool.check()
    with pytest.raises(EngineUnavailable):
        pool.decode(file(frame_bomb()), GIF, Deadline.after(0.3), SHARE, slow=False)

    assert pool.decode(file(jpeg()), JPEG, LATE, SHARE, slow=False).width == 96


def test_a_decoder_that_nobody_waits_for_is_ended_without_an_alarm_and_the_next_file_is_read(
    pools: Callable[..., WorkerPool], file: Callable[[bytes], Path], caplog: pytest.LogCaptureFixture
) -> None:
    pool = pools(media=GENEROUS)
    pool.check()
    deadline = Deadline.after(3600)
    refused_meanwhile = threading.Timer(0.3, deadline.end)
    refused_meanwhile.start()
    with pytest.raises(NoVerdict):
        pool.decode(file(frame_bomb()), GIF, deadline, SHARE, slow=False)

    assert "decoder died" not in caplog.text
    assert pool.decode(file(jpeg()), JPEG, LATE, SHARE, slow=False).width == 96


def test_a_file_that_takes_too_much_processor_time_is_refused_and_the_next_is_read(
    pools: Callable[..., WorkerPool], file: Callable[[bytes], Path]
) -> None:
    pool = pools(media=GENEROUS, cpu_seconds=0)

    assert refusal(pool, file(frame_bomb()), GIF) is RejectionReason.DECODER_LIMIT
    assert pool.decode(file(jpeg()), JPEG, LATE, SHARE, slow=False).width == 96


def test_a_file_that_takes_too_much_memory_is_refused_and_the_next_is_read(
    pools: Callable[..., WorkerPool], file: Callable[[bytes], Path]
) -> None:
    pool = pools(memory_bytes=320 * MEBIBYTE)

    # Which of the two depends on whether the library says why it failed.
    limit = {RejectionReason.DECODER_LIMIT, RejectionReason.CONTENT_DAMAGED}
    assert refusal(pool, file(plain_webp(6000)), WEBP) in limit
    assert pool.decode(file(jpeg()), JPEG, LATE, SHARE, slow=False).width == 96


def test_a_process_that_was_killed_is_replaced(pools: Callable[..., WorkerPool], file: Callable[[bytes], Path]) -> None:
    pool = pools()
    pool.check()
    for child in psutil.Process().children():
        if "momento_scanner" in " ".join(child.cmdline()):
            child.kill()
            child.wait()

    pool.check()
    assert pool.decode(file(jpeg()), JPEG, LATE, SHARE, slow=False).width == 96


def test_processes_make_way_for_fresh_ones(pools: Callable[..., WorkerPool], file: Callable[[bytes], Path]) -> None:
    pool = pools(tasks=2)
    path = file(jpeg())
    seen = set()
    for _ in range(4):
        pool.decode(path, JPEG, LATE, SHARE, slow=False)
        seen |= {child.pid for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE}

    assert len(seen) >= 3


def test_a_process_never_sees_files_of_two_users(
    pools: Callable[..., WorkerPool], file: Callable[[bytes], Path]
) -> None:
    pool, path = pools(), file(jpeg())
    seen = []
    for share in ("ann", "ann", "bob", "ann"):
        pool.decode(path, JPEG, LATE, share, slow=False)
        seen.append(pool._slots[0].process)

    assert seen[0] is seen[1]
    assert len({id(process) for process in seen}) == 3


def test_a_process_knows_nothing_of_the_scanners_environment(
    pools: Callable[..., WorkerPool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "very secret")
    pool = pools()
    pool.check()

    template, *workers = sorted(processes(), key=lambda child: int(child.pid != pool._template._process.pid))  # type: ignore[union-attr]

    assert workers
    for process in (template, *workers):
        assert "AWS_SECRET_ACCESS_KEY" not in process.environ()
    for worker in workers:
        limits = Path(f"/proc/{worker.pid}/limits").read_text()
        assert re.search(r"Max file size +0 +0 ", limits)
        assert re.search(r"Max core file size +0 +0 ", limits)
        assert re.search(rf"Max address space +{WorkerLimits().memory_bytes} ", limits)


def processes() -> list[psutil.Process]:
    """Those that decode and the one that they are forked from."""
    return [child for child in psutil.Process().children() if "sandbox.child" in " ".join(child.cmdline())]


def test_decoders_are_forked_from_one_process_that_sees_no_file(
    pools: Callable[..., WorkerPool], file: Callable[[bytes], Path]
) -> None:
    pool, path = pools(tasks=1), file(jpeg())
    template = pool._template
    assert template is not None
    pool.check()
    before = template._process.pid
    for share in ("ann", "bob", "ann"):
        pool.decode(path, JPEG, LATE, share, slow=False)

    assert template._process.pid == before
    status = Path(f"/proc/{before}/status").read_text()
    assert re.search(r"^Threads:\t1$", status, re.MULTILINE)
    # Standard input, output and error, what orders come on, and perhaps the socket of the newest decoder.
    assert psutil.Process(before).num_fds() <= 5


def test_the_process_that_decoders_are_forked_from_is_started_again_when_it_has_ended(
    pools: Callable[..., WorkerPool], file: Callable[[bytes], Path]
) -> None:
    pool, path = pools(), file(jpeg())
    pool.check()
    assert pool._template is not None
    pool._template._process.kill()
    pool._template._process.wait()

    for share in ("ann", "bob"):
        assert pool.decode(path, JPEG, LATE, share, slow=False).width == 96


@pytest.mark.parametrize("ready", [True, False])
def test_a_pool_that_is_closed_leaves_no_process(ready: bool) -> None:  # noqa: FBT001  # a parameter of the test
    before = set(psutil.Process().children())
    pool = WorkerPool(workers=2, worker_limits=WorkerLimits(), media_limits=MediaLimits())
    if ready:
        pool.check()
    pool.close()

    assert set(psutil.Process().children()) <= before


class Scripted:
    """A process that ends as it is told."""

    alive = True
    tasks = 0
    layers = frozenset(SandboxLayer)
    gives_way = False

    def __init__(self, error: Exception | None, reply: Reply) -> None:
        self.error = error
        self.reply = reply

    def wait_ready(self) -> None:
        if self.error is not None and self.reply.fault == "at start":
            raise self.error

    def run(self, job: Job, file: IO[bytes], seconds: float) -> Reply:
        del job, file, seconds
        if self.error is not None:
            raise self.error
        return self.reply

    def lower_priority(self) -> None:
        self.gives_way = True

    def kill(self) -> None:
        self.alive = False

    stop = kill


def scripted(error: Exception | None = None, reply: Reply | None = None, workers: int = 1) -> WorkerPool:
    return WorkerPool(
        workers=workers,
        worker_limits=WorkerLimits(),
        media_limits=MediaLimits(),
        times=TimeLimits(wait=0),
        start=lambda _: Scripted(error, reply or Reply()),  # type: ignore[arg-type,return-value]  # stands in for it
    )


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (-signal.SIGSEGV, RejectionReason.CONTENT_DAMAGED),
        (-signal.SIGBUS, RejectionReason.CONTENT_DAMAGED),
        (-signal.SIGABRT, RejectionReason.DECODER_LIMIT),
        (-signal.SIGXCPU, RejectionReason.DECODER_LIMIT),
        (None, RejectionReason.DECODER_LIMIT),
    ],
)
def test_a_process_that_dies_of_a_file_costs_that_file(
    file: Callable[[bytes], Path], code: int | None, reason: RejectionReason
) -> None:
    assert refusal(scripted(ProcessDied(code)), file(jpeg()), JPEG) is reason


@pytest.mark.parametrize("code", [-signal.SIGTERM, -signal.SIGKILL])
def test_a_process_that_is_killed_from_outside_does_not_condemn_its_file(
    file: Callable[[bytes], Path], code: int
) -> None:
    with pytest.raises(NoVerdict):
        scripted(ProcessDied(code)).decode(file(jpeg()), JPEG, LATE, SHARE, slow=False)


def test_a_file_that_is_not_decoded_in_time_gets_no_verdict(file: Callable[[bytes], Path]) -> None:
    with pytest.raises(NoVerdict):
        scripted(ProcessTimedOut()).decode(file(jpeg()), JPEG, LATE, SHARE, slow=False)


def test_an_unforeseen_fault_is_no_acceptance(file: Callable[[bytes], Path]) -> None:
    pool = scripted(reply=Reply(fault="ZeroDivisionError"))

    assert refusal(pool, file(jpeg()), JPEG) is RejectionReason.CONTENT_DAMAGED


def test_a_process_that_cannot_start_makes_the_scanner_not_ready(file: Callable[[bytes], Path]) -> None:
    pool = scripted(ProcessDied(1), Reply(fault="at start"))

    with pytest.raises(EngineUnavailable):
        pool.check()
    with pytest.raises(EngineUnavailable):
        pool.decode(file(jpeg()), JPEG, LATE, SHARE, slow=False)


def test_a_pool_at_work_is_ready_but_busy(file: Callable[[bytes], Path]) -> None:
    pool = scripted()

    with pool._slot(SHARE, 0, LATE, slow=False):
        pool.check()
        with pytest.raises(ScannerBusy):
            pool.decode(file(jpeg()), JPEG, LATE, SHARE, slow=False)


def test_slow_files_leave_a_decoder_free(file: Callable[[bytes], Path]) -> None:
    pool, soon = scripted(reply=Reply(fault="at its end"), workers=2), Deadline.after(0)

    with pool._slot("mallory", 0, LATE, slow=True):
        for share in ("mallory", "eve"):
            with pytest.raises(ScannerBusy):
                pool.decode(file(jpeg()), JPEG, soon, share, slow=True)
        assert refusal(pool, file(jpeg()), JPEG) is RejectionReason.CONTENT_DAMAGED


def test_a_slow_file_waits_for_its_place_as_long_as_there_is_time_to_decode_it(
    file: Callable[[bytes], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    pool, entered = scripted(reply=Reply(fault="at its end")), threading.Event()
    enter = pool._turns._enter

    def enter_and_say(ticket: Any) -> None:
        enter(ticket)
        entered.set()

    with ThreadPoolExecutor(1) as threads:
        with pool._slot("mallory", 0, LATE, slow=True):
            monkeypatch.setattr(pool._turns, "_enter", enter_and_say)
            waiting = threads.submit(pool.decode, file(jpeg()), JPEG, LATE, "eve", slow=True)
            assert entered.wait(60)
        with pytest.raises(FileRejected):
            waiting.result()


@pytest.mark.parametrize("slow", [True, False])
def test_a_decoder_gives_way_for_one_slow_file_and_not_for_what_comes_next(
    file: Callable[[bytes], Path],
    slow: bool,  # noqa: FBT001  # a parameter of the test
) -> None:
    pool = scripted(reply=Reply(fault="at its end"))
    first: Any = pool._slots[0].process

    for turn_is_slow in (slow, False):
        with pytest.raises(FileRejected):
            pool.decode(file(jpeg()), JPEG, LATE, SHARE, slow=turn_is_slow)

    last: Any = pool._slots[0].process
    assert first.gives_way is slow
    assert (last is first) is not slow
    assert not last.gives_way


def test_all_threads_of_a_decoder_give_way(pools: Callable[..., WorkerPool], file: Callable[[bytes], Path]) -> None:
    pool = pools()
    pool.decode(file(jpeg()), JPEG, LATE, SHARE, slow=False)
    process = pool._slots[0].process
    assert process is not None
    assert process._process is not None

    process.lower_priority()

    threads = [int(thread.name) for thread in Path(f"/proc/{process._process.pid}/task").iterdir()]
    assert {os.getpriority(os.PRIO_PROCESS, thread) for thread in threads} == {LOW_PRIORITY}


def test_a_decoder_that_has_ended_need_not_give_way(pools: Callable[..., WorkerPool]) -> None:
    pool = pools()
    pool.check()
    process = pool._slots[0].process
    assert process is not None
    assert process._process is not None
    os.kill(process._process.pid, signal.SIGKILL)
    os.waitpid(process._process.pid, 0)

    process.lower_priority()

    assert not process.alive


def test_a_closed_pool_takes_nothing(file: Callable[[bytes], Path]) -> None:
    pool = scripted()
    pool.close()

    with pytest.raises(EngineUnavailable):
        pool.decode(file(jpeg()), JPEG, LATE, SHARE, slow=False)


def test_a_process_that_cannot_be_started_at_all_has_died() -> None:
    process = SandboxedProcess(WorkerLimits(memory_bytes=2**70))
    try:
        with pytest.raises(ProcessDied):
            process.wait_ready()
    finally:
        process.stop()


@pytest.mark.parametrize(
    "body",
    [b"", b"\xc1", b"\x00\x81\x7f\xc1", framed(Job("b", MediaLimits()))[4:]],
    ids=["nothing", "a byte that stands for nothing", "noise", "a job in place of an answer"],
)
def test_nonsense_from_a_process_is_not_believed(body: bytes) -> None:
    with pytest.raises(FrameMalformed):
        reply_from(body + b"\xc1")


def test_an_endless_reply_is_not_read() -> None:
    with pytest.raises(FrameMalformed):
        body_length(b"\xff\xff\xff\xff")

"""Fault 3: a decoder crashes, hangs or runs out of memory. Pass mark: rejected or 503, the service stays up."""

from __future__ import annotations

import io
import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
from PIL import Image

from tests.e2e.tus_client import ended, sent
from tests.faults.conftest import DECODER_BYTES
from tests.faults.waiting import eventually, meanwhile, readiness
from tests.media.images import jpeg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_local.stack import Stack

    from tests.e2e.member import Member
    from tests.e2e.storage import Storage
    from tests.faults.aws_faults import AwsFaults


def coarse(mode: str) -> Image.Image:
    """144 megapixels of which a few are different."""
    return Image.effect_noise((1000, 1000), 60).convert(mode).resize((12_000, 12_000), Image.Resampling.NEAREST)


def large_png() -> bytes:
    """Few bytes that take seconds to decode, and no more memory than a decoder has."""
    target = io.BytesIO()
    coarse("L").save(target, "PNG", compress_level=1)
    return target.getvalue()


def large_webp() -> bytes:
    """Few bytes that have to be decoded as a whole: 600 MB as pixels, for a decoder that has 512 MiB."""
    target = io.BytesIO()
    coarse("RGB").save(target, "WEBP", lossless=True, method=0)
    return target.getvalue()


def decoders(stack: Stack) -> list[psutil.Process]:
    """Processes in which the scanner can decode now: one that has only begun is not fenced yet."""
    found = []
    for process in psutil.Process(stack["scanner"].pid).children(recursive=True):
        with suppress(psutil.NoSuchProcess, FileNotFoundError, ProcessLookupError):
            # The file may be read by everybody; prlimit(2) asks for a privilege where the process is another user's.
            limits = Path(f"/proc/{process.pid}/limits").read_text(encoding="ascii")
            if str(DECODER_BYTES) in limits and "sandbox.child" in " ".join(process.cmdline()):
                found.append(process)
    return found


def decoder(stack: Stack) -> psutil.Process:
    """The one process in which the scanner decodes, as soon as it can."""
    eventually(lambda: len(decoders(stack)) == 1)
    (found,) = decoders(stack)
    return found


def decoder_of(member: Member, stack: Stack) -> psutil.Process:
    """The same, when it has decoded for `member`: it would be replaced for another's next file."""
    member.keep("first.jpg", jpeg(110, 88))
    return decoder(stack)


@pytest.fixture
def up_and_well(stack: Stack, member: Member, aws: AwsFaults, storage: Storage) -> Iterator[None]:
    decoder_of(member, stack)
    before, scanner, ingest = storage.contents(), stack["scanner"].pid, stack["ingest"].pid
    with aws.watched() as calls:
        yield
    assert [call for call in calls if call.service == "s3"] == []
    assert storage.contents() == before
    assert (stack["scanner"].pid, stack["ingest"].pid) == (scanner, ingest)
    assert readiness(stack) == 200
    member.keep("next.jpg", jpeg(111, 88))


@pytest.mark.usefixtures("up_and_well")
@pytest.mark.parametrize("end", [signal.SIGSEGV, signal.SIGABRT])
def test_a_decoder_that_dies_in_the_middle_of_a_file_costs_that_file_only(
    stack: Stack, member: Member, end: signal.Signals
) -> None:
    process = decoder(stack)
    before = process.cpu_times().user
    with meanwhile(lambda: member.send("large.png", large_png())) as answers:
        eventually(lambda: process.cpu_times().user > before + 0.05)
        os.kill(process.pid, end)
    assert answers[0].status_code in {422, 503}
    assert answers[0].json()["code"] in {"CONTENT_DAMAGED", "DECODER_LIMIT"}


def test_a_decoder_that_is_killed_from_outside_does_not_condemn_its_file(stack: Stack, member: Member) -> None:
    process = decoder_of(member, stack)
    before = process.cpu_times().user
    path = sent(member, "large.png", large_png())
    eventually(lambda: process.cpu_times().user > before + 0.05)
    os.kill(process.pid, signal.SIGKILL)
    assert ended(member, path)["state"] == "done"


def test_a_decoder_that_hangs_is_replaced_and_its_file_is_tried_again(stack: Stack, member: Member) -> None:
    process = decoder_of(member, stack)
    os.kill(process.pid, signal.SIGSTOP)
    path = sent(member, "a.jpg", jpeg(112, 88))
    assert ended(member, path)["state"] == "done"
    assert not process.is_running()


@pytest.mark.usefixtures("up_and_well")
def test_a_decoder_that_runs_out_of_memory_costs_that_file_only(member: Member) -> None:
    refused = member.send("large.webp", large_webp())
    assert (refused.status_code, refused.json()["code"]) == (422, "DECODER_LIMIT")

"""EICAR wherever it may lie: across the edges of chunks and blocks, byte by byte, and at the largest length."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from momento_scanner.adapters.outbound.clamd.malware_engine import BLOCK_BYTES, ClamdEngine
from momento_scanner.adapters.outbound.filesystem.work_files import FolderWorkFiles
from momento_scanner.adapters.outbound.filetype.type_sniffer import SignatureSniffer
from momento_scanner.application.deadline import Deadline
from momento_scanner.application.inspection.fresh_signatures import FreshSignatures
from momento_scanner.application.inspection.inspect import InspectMedia
from momento_scanner.application.ports.malware_engine import Clean, Infected, MalwareVerdict
from momento_scanner.domain.inspection.errors import EngineUnavailable
from momento_scanner.domain.inspection.limits import MediaLimits
from momento_scanner.domain.rejection import Rejection, RejectionReason

from tests.fakes.scanner.clamd_process import running_clamd
from tests.fakes.scanner.clock import FixedClock
from tests.fakes.scanner.describe import plain_description
from tests.fakes.scanner.inspections import inspected
from tests.fakes.scanner.media_decoder import FakeMediaDecoder
from tests.media.eicar import EICAR
from tests.media.images import jpeg

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.scanner.clamd_process import ClamdProcess

CHUNK_BYTES = 256 * 1024
"""What ingest sends at a time."""
EDGES = (CHUNK_BYTES, 2 * CHUNK_BYTES, BLOCK_BYTES, BLOCK_BYTES + CHUNK_BYTES, 2 * BLOCK_BYTES)
AROUND = range(-len(EICAR) - 1, 2)
LATE = Deadline.after(3600)
PICTURE = jpeg()


def chunks_of(content: bytes, size: int) -> Iterator[bytes]:
    return (content[start : start + size] for start in range(0, len(content), size))


def scan(engine: ClamdEngine, content: bytes, chunk_bytes: int = CHUNK_BYTES) -> MalwareVerdict:
    with engine.open_scan(len(content), LATE) as running:
        for chunk in chunks_of(content, chunk_bytes):
            running.feed(chunk)
        return running.finish()


@pytest.mark.parametrize("edge", EDGES)
def test_malware_is_found_at_every_offset_around_the_edge_of_a_chunk(clamd: ClamdProcess, edge: int) -> None:
    engine = clamd.engine()
    missed = [
        offset for offset in AROUND if not isinstance(scan(engine, bytes(edge + offset) + EICAR + bytes(99)), Infected)
    ]

    assert missed == []


@pytest.mark.parametrize("before", [0, 1, len(PICTURE), 20_000])
def test_malware_is_found_in_chunks_of_one_byte(clamd: ClamdProcess, before: int) -> None:
    assert isinstance(scan(clamd.engine(), bytes(before) + EICAR, chunk_bytes=1), Infected)


@settings(max_examples=40)
@given(
    edge=st.sampled_from(EDGES),
    offset=st.integers(-len(EICAR) - 1, 1),
    chunk_bytes=st.one_of(st.integers(1000, 2 * BLOCK_BYTES), st.sampled_from((CHUNK_BYTES, BLOCK_BYTES))),
    after=st.integers(0, CHUNK_BYTES),
)
def test_malware_is_found_whatever_the_chunks(
    clamd: ClamdProcess, edge: int, offset: int, chunk_bytes: int, after: int
) -> None:
    content = PICTURE.ljust(edge + offset, b"\0") + EICAR + bytes(after)

    assert isinstance(scan(clamd.engine(), content, chunk_bytes), Infected)


@pytest.mark.parametrize(
    ("difference", "reason"),
    [
        (-1, RejectionReason.MALWARE_FOUND),
        (0, RejectionReason.MALWARE_FOUND),
        (1, RejectionReason.FILE_TOO_LARGE),
    ],
)
def test_malware_at_the_end_of_the_largest_file_is_not_accepted(
    clamd: ClamdProcess, tmp_path: Path, difference: int, reason: RejectionReason
) -> None:
    limit = 3 * BLOCK_BYTES
    content = PICTURE.ljust(limit + difference - len(EICAR), b"\0") + EICAR
    decoder = FakeMediaDecoder()
    inspect_media = InspectMedia(
        engine=clamd.engine(),
        sniffer=SignatureSniffer(),
        decoder=decoder,
        work_files=FolderWorkFiles(tmp_path),
        describe_media=plain_description(),
        fresh=FreshSignatures(FixedClock(), None),
        clock=FixedClock(),
        limits=MediaLimits(size_bytes=limit),
    )

    verdict = inspected(inspect_media, "a.jpg", chunks_of(content, CHUNK_BYTES), LATE, declared=len(content)).verdict

    assert isinstance(verdict, Rejection)
    assert verdict.reason is reason
    assert decoder.given == []


@pytest.fixture(scope="module")
def small_clamd() -> Iterator[ClamdProcess]:
    with running_clamd(StreamMaxLength="1M", MaxFileSize="1M", MaxScanSize="1M") as process:
        yield process


@pytest.mark.parametrize("difference", [-1, 0])
def test_malware_at_the_end_of_what_clamd_takes_is_found(small_clamd: ClamdProcess, difference: int) -> None:
    content = bytes(BLOCK_BYTES + difference - len(EICAR)) + EICAR

    assert isinstance(scan(small_clamd.engine(), content), Infected)


@pytest.mark.parametrize("beyond", [1, len(EICAR), BLOCK_BYTES])
def test_beyond_what_clamd_takes_nothing_is_clean(small_clamd: ClamdProcess, beyond: int) -> None:
    content = bytes(BLOCK_BYTES + beyond - len(EICAR)) + EICAR
    try:
        verdict = scan(small_clamd.engine(), content)
    except EngineUnavailable:
        return

    assert not isinstance(verdict, Clean)

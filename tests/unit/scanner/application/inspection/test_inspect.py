from __future__ import annotations

import struct
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event
from typing import TYPE_CHECKING

import pytest
from momento_scanner.adapters.outbound.filesystem.work_files import FolderWorkFiles
from momento_scanner.adapters.outbound.filetype.type_sniffer import SignatureSniffer
from momento_scanner.application.deadline import Deadline
from momento_scanner.application.inspection import inspect as inspect_media
from momento_scanner.application.inspection.fresh_signatures import FreshSignatures
from momento_scanner.application.inspection.inspect import BegunInspection, DeclaredFile, InspectMedia
from momento_scanner.domain.description.decoded_media import DecodedMedia
from momento_scanner.domain.description.facts import Camera
from momento_scanner.domain.description.taken_at import TakenAtSource
from momento_scanner.domain.formats.media_type import JPEG
from momento_scanner.domain.inspection.errors import (
    EngineUnavailable,
    NoVerdict,
    SignaturesStale,
    SlowFile,
    StreamMalformed,
)
from momento_scanner.domain.inspection.limits import MediaLimits
from momento_scanner.domain.inspection.verdict import Acceptance, Inspection
from momento_scanner.domain.rejection import FileRejected, Rejection, RejectionReason

from tests.fakes.scanner.clock import FixedClock
from tests.fakes.scanner.describe import plain_description
from tests.fakes.scanner.inspections import SHARE, inspected
from tests.fakes.scanner.malware_engine import ENCRYPTED, FakeMalwareEngine
from tests.fakes.scanner.media_decoder import SMALL, FakeMediaDecoder
from tests.media.eicar import EICAR
from tests.media.images import jpeg, png
from tests.media.videos import playlist

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from momento_scanner.domain.formats.media_type import MediaType

PICTURE = jpeg()


@dataclass
class World:
    folder: Path
    engine: FakeMalwareEngine = field(default_factory=FakeMalwareEngine)
    decoder: FakeMediaDecoder = field(default_factory=FakeMediaDecoder)
    deadline: Deadline = field(default_factory=lambda: Deadline.after(60))
    signatures_for: timedelta | None = None

    def inspect_media(self) -> InspectMedia:
        return InspectMedia(
            engine=self.engine,
            sniffer=SignatureSniffer(),
            decoder=self.decoder,
            work_files=FolderWorkFiles(self.folder),
            describe_media=plain_description(),
            fresh=FreshSignatures(FixedClock(), self.signatures_for),
            clock=FixedClock(),
            limits=MediaLimits(size_bytes=100_000),
        )

    def inspect(self, name: str, *chunks: bytes, declared: int | None = None) -> Inspection:
        size = sum(map(len, chunks)) if declared is None else declared
        return inspected(self.inspect_media(), name, chunks, self.deadline, declared=size)

    def leftovers(self) -> list[Path]:
        return list(self.folder.iterdir())


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "work")


def reason(inspection: Inspection) -> RejectionReason:
    assert isinstance(inspection.verdict, Rejection)
    return inspection.verdict.reason


def test_a_clean_picture_is_accepted_with_its_facts_and_previews(world: World) -> None:
    world.decoder.answer = DecodedMedia(4000, 3000, (SMALL,), b"hash", camera=Camera(make="Apple"))

    inspection = world.inspect("IMG_20190823_142311.jpg", PICTURE)

    assert isinstance(inspection.verdict, Acceptance)
    facts = inspection.verdict.facts
    assert (facts.media_type, facts.width, facts.height) == (JPEG, 4000, 3000)
    assert facts.taken_at.source is TakenAtSource.FILE_NAME
    assert [tag.name for tag in facts.tags] == ["apple", "2019", "august"]
    assert inspection.verdict.previews == (SMALL,)


def test_the_report_says_what_scanned_and_when(world: World) -> None:
    scan = world.inspect("a.jpg", PICTURE).scan

    assert scan is not None
    assert (scan.engine, scan.signature_version, scan.scanned_at) == ("FakeAV 1.0", "42", FixedClock().moment)


def test_engine_and_decoder_see_exactly_the_bytes_that_came(world: World) -> None:
    world.inspect("a.jpg", *(PICTURE[start : start + 7] for start in range(0, len(PICTURE), 7)))

    assert world.engine.scanned == [PICTURE]
    assert world.decoder.given == [(PICTURE, JPEG)]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.jpg", b"", RejectionReason.FILE_EMPTY),
        ("a.jpg", bytes(100_001), RejectionReason.FILE_TOO_LARGE),
        ("../a.jpg", PICTURE, RejectionReason.FILE_NAME_INVALID),
        ("a.exe", PICTURE, RejectionReason.EXTENSION_NOT_ALLOWED),
        ("a.jpg.", PICTURE, RejectionReason.EXTENSION_NOT_ALLOWED),
    ],
)
def test_what_a_name_or_a_size_rules_out_is_refused_without_the_engine(
    world: World, name: str, content: bytes, expected: RejectionReason
) -> None:
    world.engine.stopped = True

    inspection = world.inspect(name, *([content] if content else []))

    assert reason(inspection) is expected
    assert inspection.scan is None


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.jpg", b"just a text", RejectionReason.CONTENT_NOT_RECOGNISED),
        ("a.jpg", b"\xff\xd8\xff<html><script>", RejectionReason.CONTENT_NOT_RECOGNISED),
        ("a.mp4", playlist(), RejectionReason.CONTENT_NOT_RECOGNISED),
        ("a.mp4", png(), RejectionReason.EXTENSION_MISMATCH),
        ("a.png", PICTURE, RejectionReason.EXTENSION_MISMATCH),
    ],
)
def test_what_a_beginning_rules_out_is_refused_without_a_scan(
    world: World, name: str, content: bytes, expected: RejectionReason
) -> None:
    inspection = world.inspect(name, content)

    assert world.engine.scanned == []

    assert reason(inspection) is expected
    assert inspection.scan is None


def test_malware_is_named_and_never_decoded(world: World) -> None:
    inspection = world.inspect("a.jpg", PICTURE + EICAR)

    assert reason(inspection) is RejectionReason.MALWARE_FOUND
    assert isinstance(inspection.verdict, Rejection)
    assert inspection.verdict.signature == "Eicar-Test-Signature"
    assert inspection.scan is not None
    assert world.decoder.given == []


def test_what_cannot_be_scanned_is_never_decoded(world: World) -> None:
    inspection = world.inspect("a.jpg", PICTURE + ENCRYPTED)

    assert reason(inspection) is RejectionReason.UNSCANNABLE
    assert world.decoder.given == []


def test_what_the_decoder_refuses_is_rejected_with_the_scan_report(world: World) -> None:
    world.decoder.error = FileRejected(Rejection(RejectionReason.CONTENT_DAMAGED, "Broken."))

    inspection = world.inspect("a.jpg", PICTURE)

    assert reason(inspection) is RejectionReason.CONTENT_DAMAGED
    assert inspection.scan is not None


def test_without_the_engine_there_is_no_verdict_and_no_decode(world: World) -> None:
    world.engine.stopped = True

    with pytest.raises(EngineUnavailable):
        world.inspect("a.jpg", PICTURE)

    assert world.decoder.given == []


@pytest.mark.parametrize("difference", [-1, 1])
def test_another_length_than_declared_is_a_malformed_stream(world: World, difference: int) -> None:
    with pytest.raises(StreamMalformed):
        world.inspect("a.jpg", PICTURE, declared=len(PICTURE) + difference)

    assert world.decoder.given == []


def test_a_declared_length_below_zero_is_malformed() -> None:
    with pytest.raises(StreamMalformed):
        DeclaredFile("a.jpg", -1, "ann")


def test_after_the_callers_deadline_there_is_no_verdict(world: World) -> None:
    world.deadline = Deadline.after(0)

    with pytest.raises(EngineUnavailable):
        world.inspect("a.jpg", PICTURE)
    assert world.decoder.given == []
    assert world.leftovers() == []


def test_more_bytes_than_declared_are_not_waited_for(world: World) -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        yield PICTURE
        while True:
            taken += 1
            yield bytes(1000)

    inspection = InspectMedia(
        engine=world.engine,
        sniffer=SignatureSniffer(),
        decoder=world.decoder,
        work_files=FolderWorkFiles(world.folder),
        describe_media=plain_description(),
        fresh=FreshSignatures(FixedClock(), None),
        clock=FixedClock(),
        limits=MediaLimits(),
    )
    with pytest.raises(StreamMalformed):
        inspected(inspection, "a.jpg", endless(), world.deadline, declared=len(PICTURE) + 20_000)
    assert taken == 21


@pytest.mark.parametrize("fault", ["none", "infected", "decoder", "engine", "length"])
def test_no_work_file_is_left_whatever_happens(world: World, fault: str) -> None:
    content = PICTURE + EICAR if fault == "infected" else PICTURE
    if fault == "decoder":
        world.decoder.error = EngineUnavailable("no decoder")
    world.engine.stopped = fault == "engine"

    try:
        world.inspect("a.jpg", content, declared=len(content) + (fault == "length"))
    except (EngineUnavailable, StreamMalformed):
        assert fault in {"decoder", "engine", "length"}

    assert world.leftovers() == []


def test_an_engine_that_is_away_is_noticed_before_a_byte_is_read(world: World) -> None:
    world.engine.stopped = True

    with pytest.raises(EngineUnavailable) as away:
        world.inspect_media().begin(DeclaredFile("a.jpg", 10, SHARE), world.deadline)
    assert not isinstance(away.value, NoVerdict)


def test_a_scan_that_is_not_done_in_time_is_no_verdict_on_the_file(world: World) -> None:
    world.engine.late = True

    with pytest.raises(NoVerdict):
        world.inspect("a.jpg", PICTURE)


def test_a_scan_that_is_not_done_because_the_engine_stopped_says_nothing_of_the_file(world: World) -> None:
    world.engine.late = world.engine.stops_while_scanning = True

    with pytest.raises(EngineUnavailable) as away:
        world.inspect("a.jpg", PICTURE)
    assert not isinstance(away.value, NoVerdict)


def test_signatures_that_are_loaded_during_a_scan_do_not_date_it(world: World) -> None:
    world.engine.loads_while_scanning = "43"

    scan = world.inspect("a.jpg", PICTURE).scan

    assert scan is not None
    assert scan.signature_version == "42"
    assert world.engine.version().signatures == "43"


def test_the_decoder_is_asked_in_the_turn_of_the_files_share(world: World) -> None:
    world.inspect("a.jpg", PICTURE)

    assert world.decoder.shares == [SHARE]


def test_the_engine_is_given_what_has_come_before_the_rest_comes(world: World) -> None:
    content = PICTURE.ljust(20_000, b"\0")

    def arriving() -> Iterator[bytes]:
        for start in range(0, len(content), 1000):
            if start > 10_000:
                assert bytes(world.engine.scans[0].content) == content[:start]
            yield content[start : start + 1000]

    inspection = inspected(world.inspect_media(), "a.jpg", arriving(), world.deadline, declared=len(content))

    assert isinstance(inspection.verdict, Acceptance)


WAIT_SECONDS = 30.0


@dataclass
class SlowDecoder(FakeMediaDecoder):
    """Decodes until it may end, or until nobody waits for it."""

    begun: Event = field(default_factory=Event)
    may_end: Event = field(default_factory=Event)
    interrupted: bool = False

    def decode(self, path: Path, media_type: MediaType, deadline: Deadline, share: str, *, slow: bool) -> DecodedMedia:
        self.begun.set()
        with deadline.interrupting(self.may_end.set):
            assert self.may_end.wait(WAIT_SECONDS)
        self.interrupted = deadline.passed
        return super().decode(path, media_type, deadline, share, slow=slow)


@pytest.fixture
def long_file(world: World, monkeypatch: pytest.MonkeyPatch) -> SlowDecoder:
    """Every file counts as a long one, and the engine says nothing before the decoder has begun."""
    monkeypatch.setattr(inspect_media, "LONG_FILE_BYTES", len(PICTURE))
    decoder = SlowDecoder()
    world.decoder = decoder
    world.engine.before_the_verdict = lambda: decoder.begun.wait(WAIT_SECONDS)
    return decoder


def test_a_long_file_is_decoded_beside_its_scan(world: World, long_file: SlowDecoder) -> None:
    long_file.may_end.set()

    inspection = world.inspect("a.jpg", PICTURE)

    assert isinstance(inspection.verdict, Acceptance)
    assert world.engine.scanned == [PICTURE]
    assert long_file.given == [(PICTURE, JPEG)]
    assert long_file.slow == [True]
    assert not long_file.interrupted


def test_a_short_file_is_decoded_as_a_quick_one(world: World) -> None:
    world.inspect("a.jpg", PICTURE)

    assert world.decoder.slow == [False]


def beginning_of(width: int, height: int) -> bytes:
    """A PNG that says so; whoever decodes it is a fake."""
    content = png()
    return content[:16] + struct.pack(">II", width, height) + content[24:]


VAST = ("a.png", beginning_of(10_000, 5000))


def test_a_picture_of_many_pixels_is_decoded_as_a_slow_one_however_short_it_is(world: World) -> None:
    name, content = VAST

    assert isinstance(world.inspect(name, content).verdict, Acceptance)
    assert world.decoder.slow == [True]


def test_a_slow_picture_with_a_place_for_quick_ones_is_sent_back_before_it_is_scanned(world: World) -> None:
    name, content = VAST
    declared = DeclaredFile(name, len(content), SHARE, said_slow=False)
    begun = world.inspect_media().begin(declared, world.deadline)
    assert isinstance(begun, BegunInspection)

    with pytest.raises(SlowFile):
        begun.finish(iter([content]))

    assert (world.engine.scanned, world.decoder.given, world.leftovers()) == ([], [], [])


def test_a_film_with_a_place_for_quick_files_is_sent_back_before_its_first_byte(world: World) -> None:
    with pytest.raises(SlowFile):
        world.inspect_media().begin(DeclaredFile("a.mp4", 10, SHARE, said_slow=False), world.deadline)


@pytest.mark.parametrize("name", ["a.mp4", VAST[0]])
def test_a_slow_file_with_a_place_as_one_is_inspected(world: World, name: str) -> None:
    declared = DeclaredFile(name, 10, SHARE, said_slow=True)

    assert declared.slow
    assert isinstance(world.inspect_media().begin(declared, world.deadline), BegunInspection)


@pytest.mark.parametrize(
    ("hidden", "expected"), [(EICAR, RejectionReason.MALWARE_FOUND), (ENCRYPTED, RejectionReason.UNSCANNABLE)]
)
def test_a_late_verdict_ends_the_decoding_of_a_long_file(
    world: World, long_file: SlowDecoder, hidden: bytes, expected: RejectionReason
) -> None:
    inspection = world.inspect("a.jpg", PICTURE + hidden)

    assert reason(inspection) is expected
    assert long_file.interrupted
    assert world.leftovers() == []


def test_what_the_decoder_says_of_a_long_file_does_not_hide_its_malware(world: World, long_file: SlowDecoder) -> None:
    long_file.error = FileRejected(Rejection(RejectionReason.CONTENT_DAMAGED, "Broken."))
    long_file.may_end.set()

    assert reason(world.inspect("a.jpg", PICTURE + EICAR)) is RejectionReason.MALWARE_FOUND
    assert reason(world.inspect("a.jpg", PICTURE)) is RejectionReason.CONTENT_DAMAGED


def test_without_a_verdict_the_decoding_of_a_long_file_counts_for_nothing(world: World, long_file: SlowDecoder) -> None:
    world.engine.late_verdict = True

    with pytest.raises(NoVerdict):
        world.inspect("a.jpg", PICTURE)

    assert long_file.interrupted
    assert world.leftovers() == []


def test_a_caller_who_goes_away_ends_scan_and_decoding_of_a_long_file(world: World, long_file: SlowDecoder) -> None:
    def go_away() -> None:
        long_file.begun.wait(WAIT_SECONDS)
        world.deadline.end()

    world.engine.before_the_verdict = go_away

    with pytest.raises(NoVerdict):
        world.inspect("a.jpg", PICTURE)

    assert long_file.interrupted


def test_with_signatures_that_are_too_old_no_byte_is_asked_for_and_nothing_is_called_clean(world: World) -> None:
    assert world.engine.signed_at is not None
    age = FixedClock().now() - world.engine.signed_at
    world.signatures_for = age - timedelta(seconds=1)
    with pytest.raises(SignaturesStale):
        world.inspect("lake.jpg", PICTURE)
    assert world.engine.scans == []
    world.signatures_for = age
    assert isinstance(world.inspect("lake.jpg", PICTURE).verdict, Acceptance)


def test_with_signatures_of_unknown_age_nothing_is_called_clean_where_age_counts(world: World) -> None:
    world.engine.signed_at = None
    world.signatures_for = timedelta(hours=72)
    with pytest.raises(SignaturesStale):
        world.inspect("lake.jpg", PICTURE)
    assert world.engine.scans == []

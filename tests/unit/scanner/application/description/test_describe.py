from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from momento_scanner.application.deadline import Deadline
from momento_scanner.application.description.describe import DescribeMedia
from momento_scanner.application.ports.labeler import LabelsUnavailable
from momento_scanner.domain.description.crop import Crop
from momento_scanner.domain.description.decoded_media import DecodedMedia
from momento_scanner.domain.description.facts import Camera, MediaFacts, Position
from momento_scanner.domain.description.tag import Tag, TagSource
from momento_scanner.domain.description.taken_at import TimeClues
from momento_scanner.domain.formats.file_name import FileName
from momento_scanner.domain.formats.media_type import JPEG

from tests.fakes.scanner.clock import FixedClock
from tests.fakes.scanner.gazetteer import FakeGazetteer
from tests.fakes.scanner.labeler import FakeLabeler

CAT = Tag("cat", TagSource.MODEL, 0.9)
PIXEL = Crop(1, 1, b"\xdc\x14\x14")


@dataclass
class World:
    labeler: FakeLabeler = field(default_factory=FakeLabeler)
    deadline: Deadline = field(default_factory=lambda: Deadline.after(60))

    def describe(self, decoded: DecodedMedia, name: str = "a.jpg") -> MediaFacts:
        describe_media = DescribeMedia(self.labeler, FakeGazetteer(), FixedClock())
        return describe_media(FileName.parse(name), JPEG, decoded, self.deadline)


@pytest.fixture
def world() -> World:
    return World()


def picture(
    camera: Camera | None = None, position: Position | None = None, original: datetime | None = None
) -> DecodedMedia:
    return DecodedMedia(
        3000,
        4000,
        (),
        b"hash",
        crops=(PIXEL,),
        miniature=PIXEL,
        camera=camera,
        position=position,
        clues=TimeClues(original=original),
    )


def test_tags_come_from_every_source(world: World) -> None:
    world.labeler.answer = (CAT,)

    facts = world.describe(picture(Camera(make="Apple"), Position(43.4, 11.9), datetime(2021, 7, 4, 12)))  # noqa: DTZ001  # EXIF has no zone

    assert [(tag.name, tag.source.value) for tag in facts.tags] == [
        ("cat", "model"),
        ("arezzo", "place"),
        ("tuscany", "place"),
        ("italy", "place"),
        ("apple", "camera"),
        ("2021", "time"),
        ("july", "time"),
        ("summer", "time"),
        ("weekend", "time"),
        ("portrait", "shape"),
        ("red", "colour"),
    ]


def test_a_word_of_two_sources_is_one_tag(world: World) -> None:
    world.labeler.answer = (Tag("red", TagSource.MODEL, 0.7),)

    assert [tag for tag in world.describe(picture()).tags if tag.name == "red"] == [*world.labeler.answer]


def test_labels_that_cannot_be_had_are_left_out_and_the_loss_is_told(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.labeler.error = LabelsUnavailable("the model failed")

    with caplog.at_level(logging.WARNING):
        facts = world.describe(picture(Camera(make="Apple")))

    assert [tag.name for tag in facts.tags] == ["apple", "portrait", "red"]
    assert "no labels for a file" in caplog.text


def test_a_caller_that_waits_no_longer_still_gets_the_facts(world: World) -> None:
    world.labeler.answer, world.deadline = (CAT,), Deadline.after(0)

    assert CAT not in world.describe(picture()).tags


def test_a_place_that_nobody_lives_in_has_no_name(world: World) -> None:
    facts = world.describe(picture(position=Position(0.5, -30.0)))

    assert facts.position == Position(0.5, -30.0)
    assert TagSource.PLACE not in {tag.source for tag in facts.tags}


def test_the_name_of_the_file_can_tell_when_it_was_taken(world: World) -> None:
    facts = world.describe(picture(), "IMG_20190823_142311.jpg")

    assert {"2019", "august"} <= {tag.name for tag in facts.tags}

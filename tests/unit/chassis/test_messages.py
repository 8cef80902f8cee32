from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from typing import TYPE_CHECKING

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from hypothesis import given
from hypothesis import strategies as st
from momento.media.v1 import media_pb2
from momento_chassis.grpc.messages import MessageReader, MessageWriter, enum_members, moment, timestamp

if TYPE_CHECKING:
    from collections.abc import Callable


class Source(Enum):
    USER = "user"
    MODEL = "model"


@dataclass(frozen=True)
class Tag:
    name: str
    source: Source | None = None
    confidence: float | None = None


@dataclass(frozen=True)
class Nearly:
    name: str
    confidence: float | None = None


def known(word: str) -> Source | None:
    return Source(word) if word in {"user", "model"} else None


read = MessageReader(Tag, media_pb2.Tag, {"source": known})
write = MessageWriter(media_pb2.Tag)
TAGS = [Tag(""), Tag("lake"), Tag("lake", Source.USER), Tag("lake", Source.MODEL, 0.0), Tag("lake", None, 0.5)]


@pytest.mark.parametrize("tag", TAGS)
def test_what_was_written_is_read_again(tag: Tag) -> None:
    assert read(media_pb2.Tag.FromString(write(tag).SerializeToString())) == tag


def test_a_value_of_an_enum_that_is_not_known_counts_as_not_said() -> None:
    newer = media_pb2.Tag.FromString(media_pb2.Tag(name="lake").SerializeToString() + b"\x10\x63")
    assert newer.source == 99
    assert read(newer) == Tag("lake")


def test_a_word_that_an_enum_lacks_is_not_written() -> None:
    with pytest.raises(KeyError):
        write(Tag("lake", source="stars"))  # type: ignore[arg-type]  # that is the point


@pytest.mark.parametrize(
    "make",
    [
        lambda: MessageReader(Nearly, media_pb2.Tag),
        lambda: MessageReader(Tag, media_pb2.Position),
        lambda: MessageReader(Tag, media_pb2.Tag, {"source": known}, without={"confidence"}),
    ],
)
def test_a_field_on_one_side_only_is_noticed_when_a_service_starts(make: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="on one side only"):
        make()


def test_a_field_may_be_left_out_by_name() -> None:
    nearly = MessageReader(Nearly, media_pb2.Tag, without={"source"})
    assert nearly(media_pb2.Tag(name="lake", source=media_pb2.TAG_SOURCE_USER)) == Nearly("lake")


def test_a_field_may_lie_deeper() -> None:
    writer = MessageWriter(media_pb2.Position, {"latitude": "real", "longitude": "imag"})
    assert writer(1 + 2j) == media_pb2.Position(latitude=1, longitude=2)


def test_members_of_enums_are_found_by_their_words() -> None:
    kinds = enum_members(media_pb2.MediaKind.DESCRIPTOR, str)
    assert kinds == {media_pb2.MEDIA_KIND_PHOTO: "photo", media_pb2.MEDIA_KIND_VIDEO: "video"}


@given(st.datetimes(timezones=st.just(UTC) | st.just(timezone(timedelta(hours=-9)))))
def test_moments_are_those_that_protobuf_says(when: datetime) -> None:
    expected = Timestamp()
    try:
        expected.FromDatetime(when)
        again = expected.ToDatetime(UTC)
    except (OverflowError, ValueError):
        return
    assert (timestamp(when), moment(expected)) == (expected, again)


@pytest.mark.parametrize("seconds", [10**15, -(10**15), 253_402_300_800, -62_135_596_801])
def test_a_moment_that_no_calendar_has_is_refused(seconds: int) -> None:
    with pytest.raises(OverflowError):
        moment(Timestamp(seconds=seconds))

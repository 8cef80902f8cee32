"""What a fenced process does with a film, called without the fence."""

from __future__ import annotations

import io
import socket
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import numpy as np
import pytest
from momento_scanner.adapters.outbound.decoder.formats.decode import decode
from momento_scanner.adapters.outbound.decoder.sandbox.faults import reply_to
from momento_scanner.domain.formats.media_type import MKV, MOV, MP4, WEBM, MediaType
from momento_scanner.domain.inspection.limits import MediaLimits
from momento_scanner.domain.rejection import RejectionReason
from PIL import Image

from tests.media import foreign, images, videos
from tests.media.videos import box

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from momento_scanner.domain.description.decoded_media import DecodedMedia

    Decode = Callable[..., DecodedMedia]

FILMS = [
    pytest.param(videos.mp4, MP4, "h264", id="mp4"),
    pytest.param(videos.mov, MOV, "h264", id="mov"),
    pytest.param(videos.webm, WEBM, "vp8", id="webm"),
    pytest.param(videos.mkv, MKV, "h264", id="mkv"),
]
ISO_FILMS = FILMS[:2]


@pytest.fixture
def decoded(tmp_path: Path) -> Decode:
    def decode_bytes(content: bytes, media_type: MediaType, **limits: int) -> DecodedMedia:
        path = tmp_path / "file"
        path.write_bytes(content)
        with path.open("rb") as file:
            return decode(file, media_type, MediaLimits(**limits))

    return decode_bytes


@pytest.fixture
def refusal(decoded: Decode) -> Callable[..., RejectionReason]:
    def refuse(content: bytes, media_type: MediaType, **limits: int) -> RejectionReason:
        with pytest.raises(Exception, match=r"\S") as raised:
            decoded(content, media_type, **limits)
        assert isinstance(raised.value, Exception)
        reply = reply_to(raised.value)
        assert reply.rejection is not None, reply
        return reply.rejection.reason

    return refuse


@pytest.mark.parametrize(("make", "media_type", "codec"), FILMS)
def test_every_format_gives_size_duration_codec_and_previews(
    decoded: Decode, make: Callable[..., bytes], media_type: MediaType, codec: str
) -> None:
    media = decoded(make(), media_type)

    assert (media.width, media.height, media.video_codec) == (96, 64, codec)
    assert media.duration_seconds == pytest.approx(1.5, abs=0.11)
    assert [preview.name for preview in media.previews] == ["256", "1440"]
    assert media.thumbhash


@pytest.mark.parametrize(("make", "media_type", "codec"), FILMS)
def test_containers_tell_when_and_where(
    decoded: Decode, make: Callable[..., bytes], media_type: MediaType, codec: str
) -> None:
    media = decoded(make(), media_type)

    assert media.video_codec == codec
    assert media.clues.container == datetime(2020, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert media.position is not None
    assert (media.position.latitude, media.position.longitude) == (52.52, 13.405)


def test_apples_own_keys_tell_the_zone_and_the_camera(decoded: Decode) -> None:
    apple = "com.apple.quicktime."
    tags = {"creationdate": "2020-02-03T04:05:06+0100", "make": "Apple", "model": "iPhone 13"}

    media = decoded(videos.mov(metadata={apple + name: value for name, value in tags.items()}), MOV)

    assert media.clues.container == datetime(2020, 2, 3, 4, 5, 6, tzinfo=timezone(timedelta(hours=1)))
    assert media.camera is not None
    assert (media.camera.make, media.camera.model) == ("Apple", "iPhone 13")


def test_broken_tags_do_not_fail_an_upload(decoded: Decode) -> None:
    media = decoded(videos.mp4(metadata={"location": "+99.0+999.0/", "comment": "\x01\x02"}), MP4)

    assert media.position is None
    assert media.camera is None


def test_films_stand_upright(decoded: Decode) -> None:
    # A phone held upright writes this: turn by 90 degrees clockwise.
    media = decoded(videos.mp4(turn=-90), MP4)

    assert (media.width, media.height) == (64, 96)
    large = media.previews[1]
    assert (large.width, large.height) == (64, 96)
    # In the film red grows to the right and green downwards. Turned clockwise, red grows downwards.
    shown = np.asarray(Image.open(io.BytesIO(large.content)).convert("RGB"), int)
    assert shown[-8:, :, 0].mean() > shown[:8, :, 0].mean() + 100
    assert shown[:, :8, 1].mean() > shown[:, -8:, 1].mean() + 100


@pytest.mark.parametrize(("make", "media_type", "codec"), FILMS)
@pytest.mark.parametrize("part", [0.3, 0.6, 0.97])
def test_a_film_that_was_cut_off_is_damaged(
    refusal: Callable[..., RejectionReason], make: Callable[..., bytes], media_type: MediaType, codec: str, part: float
) -> None:
    del codec
    content = make()

    assert refusal(content[: int(len(content) * part)], media_type) is RejectionReason.CONTENT_DAMAGED


@pytest.mark.parametrize("missing", [1, 2, 8])
def test_a_matroska_element_whose_head_crosses_the_end_of_its_segment_is_damaged(
    refusal: Callable[..., RejectionReason], missing: int
) -> None:
    empty_void = bytearray(foreign.mkv_with(0xEC, b""))
    size_at = empty_void.index(b"\x18\x53\x80\x67") + 4
    size = int.from_bytes(empty_void[size_at : size_at + 8]) - missing
    empty_void[size_at : size_at + 8] = size.to_bytes(8)

    assert refusal(bytes(empty_void), MKV) is RejectionReason.CONTENT_DAMAGED


@pytest.mark.parametrize(("make", "media_type", "codec"), FILMS)
@pytest.mark.parametrize("tail", [b"<html><script>alert(1)</script></html>", b"PK\x03\x04" + bytes(range(60))])
def test_nothing_may_follow_the_end(
    refusal: Callable[..., RejectionReason], make: Callable[..., bytes], media_type: MediaType, codec: str, tail: bytes
) -> None:
    del codec

    assert refusal(make() + tail, media_type) is RejectionReason.TRAILING_CONTENT


@pytest.mark.parametrize(("make", "media_type", "codec"), ISO_FILMS)
def test_boxes_that_nobody_knows_are_fine(
    decoded: Decode, make: Callable[..., bytes], media_type: MediaType, codec: str
) -> None:
    assert decoded(make() + box(b"sefd", b"maker's own") + bytes(8), media_type).video_codec == codec


@pytest.mark.parametrize(("make", "media_type", "codec"), FILMS)
def test_size_tracks_and_duration_are_limited(
    refusal: Callable[..., RejectionReason], make: Callable[..., bytes], media_type: MediaType, codec: str
) -> None:
    del codec

    assert refusal(make(), media_type, pixels=96 * 64 - 1) is RejectionReason.TOO_MANY_PIXELS
    assert refusal(make(), media_type, video_pixels=96 * 64 - 1) is RejectionReason.TOO_MANY_PIXELS
    assert refusal(make(), media_type, side=95) is RejectionReason.IMAGE_TOO_LARGE
    assert refusal(make(), media_type, duration_seconds=1) is RejectionReason.TOO_LONG


def test_a_film_without_a_picture_is_none(refusal: Callable[..., RejectionReason]) -> None:
    assert refusal(videos.sound_only_mp4(), MP4) is RejectionReason.CONTENT_MISMATCH


def test_a_playlist_in_a_films_name_is_damaged_and_nobody_is_called(refusal: Callable[..., RejectionReason]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)  # noqa: FBT003  # as the socket module has it
        port = server.getsockname()[1]
        playlist = videos.playlist().replace(b":9/", f":{port}/".encode())
        disguised = box(b"ftyp", b"isom" + bytes(4) + b"isom") + playlist

        assert refusal(playlist, MP4) is RejectionReason.CONTENT_DAMAGED
        assert refusal(disguised, MP4) is RejectionReason.CONTENT_DAMAGED
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.parametrize(("make", "media_type", "codec"), FILMS)
def test_a_picture_is_no_film(
    refusal: Callable[..., RejectionReason], make: Callable[..., bytes], media_type: MediaType, codec: str
) -> None:
    del make, codec

    assert refusal(images.png(), media_type) is RejectionReason.CONTENT_DAMAGED


def test_the_liveliest_of_three_pictures_stands_for_a_film(decoded: Decode) -> None:
    large = decoded(videos.mp4(seconds=3), MP4).previews[1]

    assert np.asarray(Image.open(io.BytesIO(large.content))).std() > 30

"""What a fenced process does with a picture, called without the fence."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from momento_scanner.adapters.outbound.decoder.formats.decode import decode
from momento_scanner.adapters.outbound.decoder.sandbox.faults import reply_to
from momento_scanner.domain.formats.media_type import AVIF, GIF, HEIC, JPEG, PNG, WEBP, MediaType
from momento_scanner.domain.inspection.limits import MediaLimits
from momento_scanner.domain.rejection import FileRejected, Rejection, RejectionReason
from PIL import Image, ImageCms

from tests.media import images
from tests.media.foreign import samsung

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from momento_scanner.domain.description.decoded_media import DecodedMedia

    Decode = Callable[..., DecodedMedia]

STILLS = [
    pytest.param(images.jpeg, JPEG, id="jpeg"),
    pytest.param(images.png, PNG, id="png"),
    pytest.param(images.webp, WEBP, id="webp"),
    pytest.param(images.gif, GIF, id="gif"),
    pytest.param(images.avif, AVIF, id="avif"),
    pytest.param(images.heic, HEIC, id="heic"),
]
ANIMATIONS = [
    pytest.param(images.webp, WEBP, id="webp"),
    pytest.param(images.gif, GIF, id="gif"),
    pytest.param(images.avif, AVIF, id="avif"),
]


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
        assert isinstance(reply.rejection, Rejection), reply
        return reply.rejection.reason

    return refuse


def shown(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


@pytest.mark.parametrize(("make", "media_type"), STILLS)
def test_every_format_gives_size_previews_and_a_thumbhash(
    decoded: Decode, make: Callable[..., bytes], media_type: MediaType
) -> None:
    media = decoded(make(1600, 800), media_type)

    assert (media.width, media.height) == (1600, 800)
    assert [(preview.name, preview.width, preview.height) for preview in media.previews] == [
        ("256", 256, 128),
        ("1440", 1440, 720),
    ]
    assert [(preview.content_type, preview.extension) for preview in media.previews] == [
        ("image/webp", "webp"),
        ("image/jpeg", "jpg"),
    ]
    assert 15 <= len(media.thumbhash) <= 30


@pytest.mark.parametrize(("make", "media_type"), STILLS)
def test_previews_show_the_picture(decoded: Decode, make: Callable[..., bytes], media_type: MediaType) -> None:
    for preview in decoded(make(400, 300), media_type).previews:
        expected = images.picture(400, 300).resize((preview.width, preview.height))
        difference = np.abs(np.asarray(shown(preview.content), int) - np.asarray(expected, int))
        # GIF has 256 colours only, the others lose a little by compression.
        assert difference.mean() < 12


@pytest.mark.parametrize(("make", "media_type"), STILLS)
def test_small_pictures_are_not_enlarged(decoded: Decode, make: Callable[..., bytes], media_type: MediaType) -> None:
    assert {(preview.width, preview.height) for preview in decoded(make(96, 64), media_type).previews} == {(96, 64)}


@pytest.mark.parametrize(("make", "media_type"), ANIMATIONS)
def test_animations_have_a_duration(decoded: Decode, make: Callable[..., bytes], media_type: MediaType) -> None:
    assert decoded(make(frames=3), media_type).duration_seconds == pytest.approx(0.3)
    assert decoded(make(), media_type).duration_seconds is None


@pytest.mark.parametrize(("make", "media_type"), ANIMATIONS)
def test_too_many_frames_are_refused(
    refusal: Callable[..., RejectionReason], make: Callable[..., bytes], media_type: MediaType
) -> None:
    assert refusal(make(frames=3), media_type, frames=2) is RejectionReason.TOO_MANY_FRAMES
    assert refusal(make(frames=3), media_type, animation_pixels=3 * 96 * 64 - 1) is RejectionReason.TOO_MANY_FRAMES


@pytest.mark.parametrize(("make", "media_type"), STILLS)
def test_pixels_and_sides_are_limited(
    refusal: Callable[..., RejectionReason], make: Callable[..., bytes], media_type: MediaType
) -> None:
    assert refusal(make(96, 64), media_type, pixels=96 * 64 - 1) is RejectionReason.TOO_MANY_PIXELS
    assert refusal(make(96, 64), media_type, side=95) is RejectionReason.IMAGE_TOO_LARGE


def test_a_pixel_flood_is_refused_by_its_header(refusal: Callable[..., RejectionReason]) -> None:
    assert refusal(images.png_claiming(20_000, 20_000), PNG) is RejectionReason.TOO_MANY_PIXELS
    assert refusal(images.png_claiming(1, 50_000), PNG) is RejectionReason.IMAGE_TOO_LARGE


@pytest.mark.parametrize(("make", "media_type"), STILLS)
@pytest.mark.parametrize("part", [0.5, 0.9])
def test_a_file_that_was_cut_off_is_damaged(
    refusal: Callable[..., RejectionReason], make: Callable[..., bytes], media_type: MediaType, part: float
) -> None:
    content = make(400, 300)

    assert refusal(content[: int(len(content) * part)], media_type) is RejectionReason.CONTENT_DAMAGED


@pytest.mark.parametrize(("make", "media_type"), STILLS)
def test_a_file_that_misses_its_last_byte_is_damaged(
    refusal: Callable[..., RejectionReason], make: Callable[..., bytes], media_type: MediaType
) -> None:
    assert refusal(make(96, 64)[:-1], media_type) is RejectionReason.CONTENT_DAMAGED


@pytest.mark.parametrize(("make", "media_type"), STILLS)
@pytest.mark.parametrize(
    "tail", [b"<html><script>alert(1)</script>", b"PK\x03\x04" + bytes(60), b"MZ" + bytes(200), bytes(70_000)]
)
def test_nothing_may_follow_the_end(
    refusal: Callable[..., RejectionReason], make: Callable[..., bytes], media_type: MediaType, tail: bytes
) -> None:
    assert refusal(make(96, 64) + tail, media_type) is RejectionReason.TRAILING_CONTENT


@pytest.mark.parametrize(("make", "media_type"), STILLS)
def test_a_little_padding_may_follow_the_end(
    decoded: Decode, make: Callable[..., bytes], media_type: MediaType
) -> None:
    assert decoded(make(96, 64) + bytes(512), media_type).width == 96


def test_a_jpeg_whose_missing_half_was_papered_over_is_damaged(refusal: Callable[..., RejectionReason]) -> None:
    content = images.jpeg(400, 300)

    assert refusal(content[: len(content) // 2] + b"\xff\xd9", JPEG) is RejectionReason.CONTENT_DAMAGED


@pytest.mark.parametrize("size", [(12_000, 200), (6000, 400), (3000, 2000), (2449, 3001), (97, 65)])
def test_a_jpeg_that_is_shown_reduced_is_still_read_to_its_end(
    refusal: Callable[..., RejectionReason], size: tuple[int, int]
) -> None:
    content = images.jpeg(*size)

    assert refusal(content[: int(len(content) * 0.97)] + b"\xff\xd9", JPEG) is RejectionReason.CONTENT_DAMAGED


@pytest.mark.parametrize("size", [(400, 300), (97, 64), (2880, 401), (6000, 401), (3000, 2000), (12_000, 200)])
@pytest.mark.parametrize("subsampling", [0, 2])
def test_damage_in_the_last_rows_of_a_jpeg_is_found(
    refusal: Callable[..., RejectionReason], size: tuple[int, int], subsampling: int
) -> None:
    content = images.jpeg(*size, subsampling=subsampling)

    assert refusal(content[:-12] + b"\xff\xd9", JPEG) is RejectionReason.CONTENT_DAMAGED


@pytest.mark.parametrize("least", [2880, 5760, 11_520])
@pytest.mark.parametrize("beyond", range(8))
@pytest.mark.parametrize("subsampling", [0, 2])
def test_damage_in_the_last_row_of_blocks_is_found_however_few_pixels_that_has(
    refusal: Callable[..., RejectionReason], least: int, beyond: int, subsampling: int
) -> None:
    content = images.jpeg(160, least + beyond, subsampling=subsampling)

    assert refusal(content[:-12] + b"\xff\xd9", JPEG) is RejectionReason.CONTENT_DAMAGED


def test_the_damage_of_one_jpeg_is_not_laid_to_the_next(
    decoded: Decode, refusal: Callable[..., RejectionReason]
) -> None:
    content = images.jpeg(400, 300)
    assert refusal(content[:-12] + b"\xff\xd9", JPEG) is RejectionReason.CONTENT_DAMAGED

    assert decoded(content, JPEG).width == 400


@pytest.mark.parametrize("size", [(2879, 100), (2880, 1620), (2881, 101), (3264, 2448), (6000, 4000), (200, 12_000)])
def test_a_large_jpeg_has_previews_that_show_it(decoded: Decode, size: tuple[int, int]) -> None:
    media = decoded(images.jpeg(*size), JPEG)

    assert (media.width, media.height) == size
    large = media.previews[1]
    assert max(large.width, large.height) == 1440
    expected = images.picture(*size).resize((large.width, large.height), Image.Resampling.LANCZOS)
    assert np.abs(np.asarray(shown(large.content), int) - np.asarray(expected, int)).mean() < 2


def test_lines_as_fine_as_a_preview_can_show_are_seen_in_it(decoded: Decode) -> None:
    across = np.arange(3264)
    # Six pixels of the original a line and its space, 2.6 of the preview: less than two could not be shown.
    row = (np.sin(across * 2 * np.pi / 6) * 127 + 128).astype(np.uint8)
    target = io.BytesIO()
    Image.fromarray(np.tile(row, (2448, 1))).convert("RGB").save(target, "JPEG", quality=90)

    large = decoded(target.getvalue(), JPEG).previews[1]

    assert (large.width, large.height) == (1440, 1080)
    assert np.asarray(shown(large.content), int).std() > 60


def test_a_picture_of_one_pixel_has_previews(decoded: Decode) -> None:
    previews = decoded(images.png(1, 1), PNG).previews

    assert [(preview.width, preview.height) for preview in previews] == [(1, 1), (1, 1)]


@pytest.mark.parametrize("size", [(3000, 1), (1, 3000), (1440, 511), (1439, 1079)])
def test_previews_of_any_shape_fit_into_their_square(decoded: Decode, size: tuple[int, int]) -> None:
    for preview in decoded(images.png(*size), PNG).previews:
        side = int(preview.name)
        assert max(preview.width, preview.height) == min(side, max(size))
        assert preview.width == pytest.approx(size[0] * side / max(size), abs=1)
        assert preview.height == pytest.approx(size[1] * side / max(size), abs=1)


def test_a_small_preview_has_the_shape_of_its_original_to_the_pixel(decoded: Decode) -> None:
    small = decoded(images.jpeg(1000, 517), JPEG).previews[0]
    assert (small.width, small.height) == (256, 132)


def test_a_transparent_picture_keeps_its_transparency_in_the_small_preview(decoded: Decode) -> None:
    target = io.BytesIO()
    half = Image.new("RGBA", (1200, 1200), (200, 0, 0, 255))
    half.paste((0, 0, 255, 0), (0, 0, 600, 1200))
    half.save(target, "PNG")

    small = Image.open(io.BytesIO(decoded(target.getvalue(), PNG).previews[0].content)).convert("RGBA")

    alpha = np.asarray(small)[..., 3]
    assert (alpha[:, :120] == 0).all()
    assert (alpha[:, 136:] == 255).all()
    # What cannot be seen does not colour what can.
    red, _, blue = small.getpixel((140, 128))[:3]  # type: ignore[index]  # four bands
    assert red > 150
    assert blue < 60


def test_a_png_with_a_wrong_checksum_is_damaged(refusal: Callable[..., RejectionReason]) -> None:
    content = bytearray(images.png(400, 300))
    content[len(content) // 2] ^= 1

    assert refusal(bytes(content), PNG) is RejectionReason.CONTENT_DAMAGED


@pytest.mark.parametrize(("make", "media_type"), STILLS)
@pytest.mark.parametrize(("_other", "other_type"), [(param.values[0], param.values[1]) for param in STILLS])
def test_a_file_is_opened_as_its_own_type_only(
    refusal: Callable[..., RejectionReason],
    make: Callable[..., bytes],
    media_type: MediaType,
    _other: Callable[..., bytes],
    other_type: MediaType,
) -> None:
    if other_type is media_type:
        return
    expected = {RejectionReason.CONTENT_DAMAGED, RejectionReason.CONTENT_MISMATCH}
    assert refusal(make(), other_type) in expected


def test_cameras_may_put_a_second_picture_behind_the_first(decoded: Decode) -> None:
    content = images.jpeg(400, 300) + bytes(100) + images.jpeg(96, 64)

    assert decoded(content, JPEG).width == 400


def test_a_second_picture_has_to_be_whole(refusal: Callable[..., RejectionReason]) -> None:
    content = images.jpeg(400, 300) + images.jpeg(96, 64)

    assert refusal(content[:-10], JPEG) is RejectionReason.CONTENT_DAMAGED


@pytest.mark.parametrize(("make", "media_type"), ANIMATIONS)
def test_an_animation_that_its_length_does_not_pay_for_is_accepted_and_decoded_in_part(
    decoded: Decode, make: Callable[..., bytes], media_type: MediaType
) -> None:
    whole = decoded(make(frames=4), media_type)
    part = decoded(make(frames=4), media_type, free_animation_pixels=1, animation_pixels_per_byte=1)

    assert (part.width, part.height, part.previews) == (whole.width, whole.height, whole.previews)


def test_of_a_gif_only_the_frames_that_its_length_pays_for_are_decoded(
    decoded: Decode, refusal: Callable[..., RejectionReason]
) -> None:
    content = bytearray(images.gif(frames=3))
    # The last picture is cut short within its blocks: whole by its structure, and damaged by its pixels.
    last = content.rindex(b"\x2c\0\0\0\0")
    data = last + 11
    table = 3 << (content[last + 9] & 7) + 1 if content[last + 9] & 0x80 else 0
    cut = bytes(content[: data + table]) + b"\x01\x00\x00;"

    assert refusal(cut, GIF) is RejectionReason.CONTENT_DAMAGED
    assert decoded(cut, GIF, free_animation_pixels=96 * 64, animation_pixels_per_byte=1).width == 96


@pytest.mark.parametrize(("make", "media_type"), STILLS)
def test_a_picture_of_many_pixels_and_few_bytes_is_refused(
    refusal: Callable[..., RejectionReason], make: Callable[..., bytes], media_type: MediaType
) -> None:
    assert refusal(make(), media_type, free_pixels=1, pixels_per_byte=1) is RejectionReason.TOO_MANY_PIXELS


def test_samsungs_trailer_is_known(decoded: Decode, refusal: Callable[..., RejectionReason]) -> None:
    assert decoded(images.jpeg() + samsung((b"Image_UTC_Data", b"1695045600000")), JPEG).width == 96
    assert refusal(images.jpeg() + b"<html>" + b"SEFT", JPEG) is RejectionReason.TRAILING_CONTENT


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_stand_upright(decoded: Decode, orientation: int) -> None:
    media = decoded(images.jpeg_with_gps(orientation=orientation), JPEG)

    lying = orientation >= 5
    assert (media.width, media.height) == ((64, 96) if lying else (96, 64))
    from PIL import ImageOps  # noqa: PLC0415  # the reference implementation, used here alone

    reference = ImageOps.exif_transpose(Image.open(io.BytesIO(images.jpeg_with_gps(orientation=orientation))))
    for preview in media.previews:
        difference = np.abs(np.asarray(shown(preview.content), int) - np.asarray(reference.convert("RGB"), int))
        assert difference.mean() < 6


def test_previews_carry_no_metadata(decoded: Decode) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = images.jpeg(1600, 800, exif=images.exif(), icc_profile=profile, comment=b"a secret")

    for preview in decoded(content, JPEG).previews:
        opened = Image.open(io.BytesIO(preview.content))
        assert not set(opened.info) & {"exif", "icc_profile", "xmp", "comment"}
        assert b"Testcam" not in preview.content
        assert b"secret" not in preview.content


def test_the_large_preview_is_a_jpeg(decoded: Decode) -> None:
    large = decoded(images.png(1600, 800), PNG).previews[1]

    shown_large = Image.open(io.BytesIO(large.content), formats=["JPEG"])
    assert shown_large.size == (1440, 720)
    # A progressive one costs five times the processor time.
    assert "progressive" not in shown_large.info


@pytest.mark.parametrize(("kind", "media_type"), [("PNG", PNG), ("WEBP", WEBP), ("AVIF", AVIF)])
def test_transparency_is_shown_on_white(decoded: Decode, kind: str, media_type: MediaType) -> None:
    target = io.BytesIO()
    Image.new("RGBA", (64, 64), (200, 0, 0, 0)).save(target, kind)
    media = decoded(target.getvalue(), media_type)

    assert min(shown(media.previews[1].content).getpixel((32, 32))) >= 250  # type: ignore[arg-type]  # three colours
    assert media.thumbhash


def test_a_gif_that_lacks_pixels_is_damaged(refusal: Callable[..., RejectionReason]) -> None:
    whole = bytearray(images.gif(200, 200))
    # In the middle of the compressed pixels: libvips shows what it has, and says nothing.
    whole[len(whole) // 2] ^= 0xFF

    assert refusal(bytes(whole), GIF) is RejectionReason.CONTENT_DAMAGED


@pytest.mark.parametrize("place", [0.75, 0.85, 0.95])
def test_a_broken_avif_frame_is_damaged(refusal: Callable[..., RejectionReason], place: float) -> None:
    whole = bytearray(images.avif(256, 256))
    at = round(len(whole) * place)
    whole[at : at + 4] = b"\xff\x00\xff\x00"

    assert refusal(bytes(whole), AVIF) is RejectionReason.CONTENT_DAMAGED


def test_a_heic_with_a_broken_decoder_configuration_is_damaged(refusal: Callable[..., RejectionReason]) -> None:
    whole = bytearray(images.heic())
    # The version in HEVC's decoder configuration: libheif does not look at it.
    whole[whole.index(b"hvcC") + 4] = 101

    assert refusal(bytes(whole), HEIC) is RejectionReason.CONTENT_DAMAGED


def test_a_heic_in_which_nothing_can_be_read_is_damaged(refusal: Callable[..., RejectionReason]) -> None:
    # Without a decoder configuration libheif opens the file and finds no picture.
    assert refusal(images.heic().replace(b"hvcC", b"hv#C"), HEIC) is RejectionReason.CONTENT_DAMAGED


def test_a_broken_colour_profile_does_not_fail_an_upload(decoded: Decode) -> None:
    assert decoded(images.jpeg(icc_profile=b"no profile at all" * 10), JPEG).width == 96


@pytest.mark.parametrize("mode", ["L", "LA", "RGBA", "P", "1", "I;16"])
def test_every_kind_of_png_has_previews(decoded: Decode, mode: str) -> None:
    source = images.picture(400, 300).convert("L" if mode == "I;16" else mode)
    if mode == "I;16":
        source = Image.fromarray(np.asarray(source).astype(np.uint16) * 257)
    target = io.BytesIO()
    source.save(target, "PNG")

    previews = decoded(target.getvalue(), PNG).previews

    grey = np.asarray(images.picture(400, 300).convert("L"), int)
    assert [preview.width for preview in previews] == [256, 400]
    assert abs(np.asarray(shown(previews[1].content).convert("L"), int).mean() - grey.mean()) < 10


def test_a_cmyk_jpeg_has_previews_in_srgb(decoded: Decode) -> None:
    target = io.BytesIO()
    images.picture(400, 300).convert("CMYK").save(target, "JPEG")

    large = decoded(target.getvalue(), JPEG).previews[1]

    assert Image.open(io.BytesIO(large.content)).mode == "RGB"


def test_unforeseen_errors_are_told_apart_from_damage() -> None:
    assert "ZeroDivisionError" in reply_to(ZeroDivisionError()).fault
    assert reply_to(FileNotFoundError(2, "gone")).fault
    limit = reply_to(MemoryError()).rejection
    assert limit is not None
    assert limit.reason is RejectionReason.DECODER_LIMIT
    assert reply_to(FileRejected(limit)).rejection is limit

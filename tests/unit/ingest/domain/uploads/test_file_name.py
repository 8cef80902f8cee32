from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_ingest.domain.errors import InvalidInput
from momento_ingest.domain.uploads.file_name import MAXIMUM_BYTES, FileName

COMPOSED, DECOMPOSED = "caf\u00e9.jpg", "cafe\u0301.jpg"
PATH = "contains a path"
HIDDEN = "contains characters that cannot be shown"
DIRECTION = "contains marks that change the direction of text"
REFUSED = {
    "": "is empty",
    "   ": "is empty",
    ".": "is empty",
    "..": "is empty",
    ". . .": "is empty",
    "../../etc/passwd.jpg": PATH,
    "..\\..\\boot.jpg": PATH,
    "C:\\fakepath\\lake.jpg": PATH,
    "\\\\server\\share\\lake.jpg": PATH,
    "/lake.jpg": PATH,
    "lake.jpg/": PATH,
    "lake\x00.jpg": HIDDEN,
    "lake.jpg\x00.exe": HIDDEN,
    "lake\r\nSet-Cookie: a=b.jpg": HIDDEN,
    "lake\x1b[2J.jpg": HIDDEN,
    "lake\x7f.jpg": HIDDEN,
    "lake\u0085.jpg": HIDDEN,
    "lake\u2028.jpg": HIDDEN,
    "lake\u2029.jpg": HIDDEN,
    "lake\ue000.jpg": HIDDEN,
    "lake\ud800.jpg": HIDDEN,
    "gpj.\u202eexe.jpg": DIRECTION,
    "lake\u200f.jpg": DIRECTION,
    "lake\u2066.jpg": DIRECTION,
    "lake\u061c.jpg": DIRECTION,
    "x" * 4096 + ".jpg": "is longer than 255 bytes",
    "é" * 127 + ".jpg": "is longer than 255 bytes",
}
TAKEN = [
    "lake.jpg",
    "Été à la mer.JPG",
    "写真.heic",
    "a b.jpg",
    "...jpg",
    "x" * 251 + ".jpg",
    "👩‍💻.png",
    "100%.jpg",
    '"q".jpg',
]


@pytest.mark.parametrize(("text", "fault"), REFUSED.items())
def test_a_name_that_could_harm_or_mislead_is_refused_with_its_reason(text: str, fault: str) -> None:
    with pytest.raises(InvalidInput, match=fault) as raised:
        FileName.given(text)
    assert raised.value.reason == "FILE_NAME_INVALID"


@pytest.mark.parametrize("text", REFUSED)
def test_no_file_name_can_hold_what_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is|contains"):
        FileName(text)


@pytest.mark.parametrize("text", TAKEN)
def test_a_harmless_name_is_kept_as_it_is(text: str) -> None:
    assert str(FileName.given(text)) == text


def test_composed_and_decomposed_letters_are_one_name() -> None:
    assert FileName.given(DECOMPOSED) == FileName.given(COMPOSED) == FileName(COMPOSED)


@pytest.mark.parametrize("text", [DECOMPOSED, " lake.jpg", "lake.jpg\t"])
def test_a_file_name_that_is_not_in_its_normal_form_cannot_be_made(text: str) -> None:
    with pytest.raises(ValueError, match=r"normal form|shown"):
        FileName(text)


def test_white_space_around_a_name_is_dropped() -> None:
    assert FileName.given("  lake.jpg \n") == FileName("lake.jpg")


def test_the_limit_counts_bytes_of_utf_8() -> None:
    longest = "é" * 125 + "x.jpg"
    assert len(longest.encode()) == MAXIMUM_BYTES
    assert FileName.given(longest).value == longest


@pytest.mark.parametrize(
    ("name", "extension"),
    [
        ("lake.jpg", "jpg"),
        ("LAKE.JPG", "jpg"),
        ("lake.tar.gz", "gz"),
        ("lake.jpg.exe", "exe"),
        ("lake", ""),
        (".jpg", ""),
        ("lake.", ""),
        ("lake.jpg ", "jpg"),
        ("lake. jpg", " jpg"),
    ],
)
def test_the_extension_is_what_follows_the_last_dot(name: str, extension: str) -> None:
    assert FileName.given(name).extension == extension


@given(st.text(max_size=300))
def test_whatever_is_given_becomes_a_safe_name_or_is_refused(text: str) -> None:
    try:
        name = FileName.given(text)
    except InvalidInput:
        return
    assert unicodedata.is_normalized("NFC", name.value)
    assert len(name.value.encode()) <= MAXIMUM_BYTES
    assert not set("/\\\r\n\x00\u202e") & set(name.value)
    assert FileName.given(name.value) == name

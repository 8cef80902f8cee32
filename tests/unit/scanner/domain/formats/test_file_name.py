from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_scanner.domain.formats.file_name import MAXIMUM_BYTES, FileName
from momento_scanner.domain.rejection import FileRejected, RejectionReason


@pytest.mark.parametrize(
    ("name", "extension"),
    [
        ("photo.jpg", "jpg"),
        ("PHOTO.JPG", "jpg"),
        ("my.holiday.HeIc", "heic"),
        ("photo.jpg.exe", "exe"),
        ("photo.jpg ", "jpg "),
        ("photo.jpg.", ""),
        ("photo", ""),
        (".jpg", "jpg"),
        ("photo.jpg%00.php", "php"),
        ("клип.mp4", "mp4"),
        ("\u200fصورة.png", "png"),
        # The Kelvin sign, which NFC makes an ordinary K.
        ("film.m\u212av", "mkv"),
        ("photo.\uff4a\uff50\uff47", "\uff4a\uff50\uff47"),
    ],
)
def test_the_extension_is_all_that_follows_the_last_dot(name: str, extension: str) -> None:
    assert FileName.parse(name).extension == extension


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../photo.jpg",
        "a/b.jpg",
        "a\\b.jpg",
        "photo.jpg\0.png",
        "photo\n.jpg",
        "photo\u2028.jpg",
        "photo\x7f.jpg",
        "photo\u202egpj.exe",
        "photo\u2066.jpg",
        "photo\ud800.jpg",
        "x" * (MAXIMUM_BYTES + 1),
        "é" * 130,
        "x" * 4096,
    ],
)
def test_a_name_that_could_mislead_is_refused(name: str) -> None:
    with pytest.raises(FileRejected) as refused:
        FileName.parse(name)

    assert refused.value.rejection.reason is RejectionReason.FILE_NAME_INVALID


def test_a_decomposed_name_is_composed() -> None:
    assert FileName.parse(unicodedata.normalize("NFD", "été.jpg")).text == "été.jpg"


@given(st.text(max_size=300))
def test_whatever_comes_is_refused_or_harmless(text: str) -> None:
    try:
        name = FileName.parse(text)
    except FileRejected:
        return

    assert name.text.isprintable() or any(unicodedata.category(letter) in {"Cf", "Co", "Cn", "Zs"} for letter in text)
    assert not set(name.text) & {"/", "\\", "\0", "\n", "\u202e"}
    assert len(name.text.encode()) <= MAXIMUM_BYTES

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_ingest.application.archives.zip_stream import ZipStream

TAKEN = datetime(2008, 10, 22, 16, 28, 39, tzinfo=UTC)
UTF8 = 0x800


def archive(files: dict[str, list[bytes]], moment: datetime = TAKEN, comment: str = "Complete.") -> bytes:
    """What comes out, piece by piece."""
    written = b""
    with ZipStream() as stream:
        for path, pieces in files.items():
            stream.begin_file(path, moment, sum(map(len, pieces)))
            for piece in pieces:
                stream.write(piece)
                written += stream.take()
            stream.end_file()
        stream.finish(comment)
        written += stream.take()
    return written


@given(st.dictionaries(st.sampled_from(["a.jpg", "2008/10/Été.jpg", "写真.png"]), st.lists(st.binary(max_size=50))))
def test_what_goes_in_comes_out(files: dict[str, list[bytes]]) -> None:
    opened = zipfile.ZipFile(io.BytesIO(archive(files)))
    assert opened.testzip() is None
    assert {name: opened.read(name) for name in opened.namelist()} == {k: b"".join(v) for k, v in files.items()}
    assert opened.comment == b"Complete."


def test_files_are_stored_with_their_time_and_names_in_utf_8() -> None:
    (entry,) = zipfile.ZipFile(io.BytesIO(archive({"Été.jpg": [b"x"]}))).infolist()
    assert entry.compress_type == zipfile.ZIP_STORED
    assert entry.flag_bits & UTF8
    assert entry.date_time == (2008, 10, 22, 16, 28, 38)  # a ZIP counts every other second


@pytest.mark.parametrize(("year", "reported"), [(1826, 1980), (2500, 2107)])
def test_a_time_that_a_zip_cannot_tell_becomes_the_nearest(year: int, reported: int) -> None:
    (entry,) = zipfile.ZipFile(io.BytesIO(archive({"a.jpg": [b"x"]}, datetime(year, 5, 1, tzinfo=UTC)))).infolist()
    assert entry.date_time[0] == reported


def test_a_large_file_has_lengths_in_64_bits_and_a_small_one_has_not() -> None:
    for size, version in ((5_000_000_000, zipfile.ZIP64_VERSION), (5, zipfile.DEFAULT_VERSION)):
        with ZipStream() as stream:
            stream.begin_file("film.mp4", TAKEN, size)
            assert int.from_bytes(stream.take()[4:6], "little") == version


@pytest.mark.parametrize("files", [0, 1])
def test_an_archive_that_was_left_is_taken_for_a_whole_one_by_nobody(files: int) -> None:
    written = b""
    with ZipStream() as stream:
        for _ in range(files):
            stream.begin_file("a.jpg", TAKEN, 1)
            stream.write(b"x")
            stream.end_file()
        stream.begin_file("b.jpg", TAKEN, 2)
        stream.write(b"x")
        written += stream.take()
    assert stream.take() == b""
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(written))


def test_nothing_is_written_into_no_file() -> None:
    with ZipStream() as stream, pytest.raises(ValueError, match="No file"):
        stream.write(b"x")

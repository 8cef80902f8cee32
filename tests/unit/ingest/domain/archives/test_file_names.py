from __future__ import annotations

from datetime import UTC, datetime
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_ingest.domain.archives.file_names import ArchiveNames, month_folder

NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=300)


def test_folders_are_years_and_months_and_the_trash_stands_apart() -> None:
    taken = datetime(2008, 10, 22, tzinfo=UTC)
    assert month_folder(taken, trashed=False) == "2008/10"
    assert month_folder(taken, trashed=True) == "trash/2008/10"


def test_a_name_stays_as_it_is_and_the_next_like_it_is_numbered() -> None:
    names = ArchiveNames()
    assert [names.place("2008/10", "Été am See.jpg") for _ in range(3)] == [
        "2008/10/Été am See.jpg",
        "2008/10/Été am See (2).jpg",
        "2008/10/Été am See (3).jpg",
    ]
    assert names.place("2008/11", "Été am See.jpg") == "2008/11/Été am See.jpg"


def test_names_that_differ_in_case_alone_are_numbered_too() -> None:
    names = ArchiveNames()
    assert names.place("", "lake.JPG") == "lake.JPG"
    assert names.place("", "LAKE.jpg") == "LAKE (2).jpg"


def test_a_number_that_is_a_name_of_its_own_is_passed_over() -> None:
    names = ArchiveNames()
    placed = [names.place("", name) for name in ("a (2).jpg", "a.jpg", "a.jpg")]
    assert placed == ["a (2).jpg", "a.jpg", "a (3).jpg"]


@pytest.mark.parametrize(
    ("name", "fit"),
    [
        ("../../etc/passwd.jpg", "_.._etc_passwd.jpg"),
        ("C:\\windows\\a.jpg", "C__windows_a.jpg"),
        ("con.jpg", "_con.jpg"),
        ("Com1.tar.jpg", "_Com1.tar.jpg"),
        ("what?.jpg", "what_.jpg"),
        ("dots....", "dots"),
        (" .jpg", "jpg"),
        ("a\x00b\n.jpg", "a_b_.jpg"),
    ],
)
def test_what_leads_elsewhere_or_fits_no_file_system_is_replaced(name: str, fit: str) -> None:
    assert ArchiveNames().place("", name) == fit


@given(st.lists(NAMES, min_size=1, max_size=8))
def test_every_path_is_one_new_file_in_its_folder_everywhere(given_names: list[str]) -> None:
    names = ArchiveNames()
    paths = [names.place("2008/10", name) for name in [*given_names, *given_names]]
    assert len({path.casefold() for path in paths}) == len(paths)
    for path in paths:
        assert len(PurePosixPath(path).parts) == len(PureWindowsPath(path).parts) == 3
        assert ".." not in PurePosixPath(path).parts
        assert not PureWindowsPath(path).drive
        assert len(PurePosixPath(path).name.encode()) <= 255

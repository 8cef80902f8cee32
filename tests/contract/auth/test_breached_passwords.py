from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_auth.adapters.outbound.breaches.breached_passwords import FileBreachedPasswords
from momento_auth.domain.errors import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from momento_auth.application.ports.breached_passwords import BreachedPasswords

LISTED = ["correct horse", "P@ssw0rd2024", "ПарольНаРусском", " spaces ", *(f"listed{number}" for number in range(500))]


def digest(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


def written(
    path: Path, listed: Collection[str], *, numbered: bool = True, end: str = "\r\n", last: str = "\r\n"
) -> Path:
    """The list as its makers give it out, or in another of the forms that are about."""
    lines = sorted(f"{digest(each)}:{len(each) ** 7}" if numbered else digest(each) for each in listed)
    path.write_bytes((end.join(lines) + last).encode())
    return path


FORMS: dict[str, Callable[[Path], BreachedPasswords]] = {
    "in memory": lambda _: frozenset(LISTED),
    "as it comes": lambda path: FileBreachedPasswords(written(path, LISTED)),
    "without numbers": lambda path: FileBreachedPasswords(written(path, LISTED, numbered=False, end="\n", last="\n")),
    "without a last line end": lambda path: FileBreachedPasswords(written(path, LISTED, end="\n", last="")),
}


@pytest.fixture(params=list(FORMS.values()), ids=list(FORMS))
def breached(request: pytest.FixtureRequest, tmp_path: Path) -> BreachedPasswords:
    form: Callable[[Path], BreachedPasswords] = request.param
    return form(tmp_path / "hashes.txt")


def test_every_listed_password_is_known(breached: BreachedPasswords) -> None:
    assert [each for each in LISTED if each not in breached] == []


@pytest.mark.parametrize("password", ["", "listed", "Listed1", "listed500", "CORRECT HORSE", "spaces"])
def test_no_other_is(breached: BreachedPasswords, password: str) -> None:
    assert password not in breached


@given(st.sets(st.text(st.characters(codec="utf-8")), min_size=1), st.text(st.characters(codec="utf-8")))
def test_any_list_knows_what_it_lists(tmp_path_factory: pytest.TempPathFactory, listed: set[str], another: str) -> None:
    breached = FileBreachedPasswords(written(tmp_path_factory.mktemp("lists") / "hashes.txt", listed))
    assert [each for each in listed if each not in breached] == []
    assert (another in breached) == (another in listed)


@pytest.mark.parametrize(
    "content", [b"", b"password\n", b"5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8:1\n", b"0" * 32 + b":3\n"]
)
def test_another_kind_of_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "hashes.txt").write_bytes(content)
    with pytest.raises(ValueError, match="SHA-1 in capitals"):
        FileBreachedPasswords(tmp_path / "hashes.txt")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"nowhere\.txt cannot be read: No such file"):
        FileBreachedPasswords(tmp_path / "nowhere.txt")


def test_a_disk_that_fails_later_is_no_leave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    breached = FileBreachedPasswords(written(tmp_path / "hashes.txt", LISTED))

    def fail(*_: int) -> bytes:
        raise OSError("the disk does not answer")

    monkeypatch.setattr(os, "pread", fail)
    with pytest.raises(StoreUnavailable, match="try again"):
        "anything" in breached  # noqa: B015  # the question itself fails

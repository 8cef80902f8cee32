"""What lint says of names that use a word of the former private language."""

from __future__ import annotations

import subprocess
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

import pytest
from momento_local.ordinary_words.check import LISTED, OldWords, ordinary_words
from momento_local.ordinary_words.names import names_in, words_of

if TYPE_CHECKING:
    from pathlib import Path

WORDS: Final = """
[instead]
zorble = "process"
gribbled = "published"
"third opinion" = "cross check"
UTMOST_ = "MAX_"
"""


def planted(folder: Path, name: str, text: str = "", allowed: str = "[]") -> bool:
    """Whether a repository with one file is in order."""
    subprocess.run(("git", "init", "--quiet"), cwd=folder, check=True)  # noqa: S607  # git, wherever it is
    for path, content in ((folder / LISTED, f"allowed = {allowed}\n{WORDS}"), (folder / name, text)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return ordinary_words(folder)


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.py", "def zorble_upload() -> None: ...", "zorble_upload"),
        ("a.py", "class GribbledUser: ...", "GribbledUser"),
        ("a.py", "def send(gribbled: str) -> None: ...", "gribbled"),
        ("a.py", "_UTMOST_TAGS = 3", "_UTMOST_TAGS"),
        ("a.py", "self.gribbled_at = 3", "gribbled_at"),
        ("a.py", "import json as gribbled", "gribbled"),
        ("a.py", 'log.info("sent", extra={"gribbled_to": 1})', "gribbled_to"),
        ("a.py", 'meter.create_counter("momento.upload.zorble.duration")', "momento.upload.zorble.duration"),
        ("a.ts", "export const zorbleNow = 1;", "zorbleNow"),
        ("a.svelte", "<script lang='ts'>let gribbled = 1;</script><p>{gribbled}</p>", "gribbled"),
        ("a.proto", "message ZorbleUpload {}", "ZorbleUpload"),
        ("a.yaml", "expr: rate(momento_upload_zorble_total[5m])", "momento_upload_zorble_total"),
        ("a.env", "MOMENTO_ZORBLE_SECONDS=3", "MOMENTO_ZORBLE_SECONDS"),
        ("third_opinion.py", "", "third_opinion.py"),
        ("gribbled/a.py", "", "gribbled"),
    ],
)
def test_a_name_with_an_old_word_fails_and_the_ordinary_word_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, found: str
) -> None:
    assert planted(tmp_path, name, text) is False
    assert f"{name}: {found} uses a word of the old list; say " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", '"""What is gribbled."""  # gribbled\nunzorbled = "gribbled"'),
        ("a.py", "def test_what_is_gribbled_is_kept() -> None: ..."),
        ("a.py", "utmost_tags = 3"),
        ("a.py", "from momento_ingest.zorble import process"),
        ("a.ts", "// gribbled\nexport const text = 'gribbled' + `gribbled`; /* gribbled */"),
        ("a.svelte", "<script>let kept = 1;</script><p>gribbled</p>"),
        ("a.proto", "// Gribbled once.\nmessage Upload {}"),
        ("opinion/second.py", ""),
    ],
)
def test_sentences_and_other_words_are_let_be(tmp_path: Path, name: str, text: str) -> None:
    assert planted(tmp_path, name, text) is True


def test_an_allowed_name_passes_until_nothing_uses_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert planted(tmp_path, "a.py", "gribbled = 1", '["gribbled"]') is True
    assert planted(tmp_path, "a.py", "published = 1", '["gribbled"]') is False
    assert "gribbled is not used any longer; remove it" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("HTTPServerError", ("http", "server", "error")),
        ("send_uploads", ("send", "uploads")),
        ("upload-way.svelte.ts", ("upload", "way", "svelte", "ts")),
        ("UTMOST_AT_ONCE", ("utmost", "at", "once")),
    ],
)
def test_a_name_is_taken_apart_however_it_is_written(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words


def test_python_that_cannot_be_read_is_a_fault() -> None:
    with pytest.raises(SyntaxError):
        list(names_in(PurePosixPath("a.py"), "def"))


def test_an_old_word_is_one_wherever_it_stands_in_a_name() -> None:
    old = OldWords({"zorble": "process"}, frozenset())
    assert [old.ordinary(name) for name in ("zorble", "can_zorble", "zorbleNow", "zorbler")] == [*["process"] * 3, None]

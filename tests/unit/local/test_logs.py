from __future__ import annotations

from typing import TYPE_CHECKING

from momento_local.logs import rotate, tail

if TYPE_CHECKING:
    from pathlib import Path


def test_the_tail_of_a_log_is_its_last_lines(tmp_path: Path) -> None:
    log = tmp_path / "auth.log"
    log.write_text("".join(f"{number}\n" for number in range(100)))
    assert tail(log, 2) == "98\n99\n"


def test_a_log_that_is_not_there_has_a_tail_that_says_so(tmp_path: Path) -> None:
    assert tail(tmp_path / "none.log") == "(nothing)"


def test_a_small_log_is_left_alone(tmp_path: Path) -> None:
    log = tmp_path / "auth.log"
    log.write_text("ten bytes!")
    assert not rotate(log, limit=10)
    assert log.read_text() == "ten bytes!"


def test_a_program_goes_on_writing_to_a_log_that_was_rotated(tmp_path: Path) -> None:
    log = tmp_path / "auth.log"
    with log.open("ab", buffering=0) as writer:
        for generation in ("first ....", "second ...", "third ....", "fourth ..."):
            writer.write(generation.encode())
            assert rotate(log, limit=5, generations=3)
        writer.write(b"now")
    kept = [log, *(log.with_name(f"auth.log.{number}") for number in (1, 2, 3))]
    assert [path.read_text() for path in kept] == ["now", "fourth ...", "third ....", "second ..."]
    assert not log.with_name("auth.log.4").exists()

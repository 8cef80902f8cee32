"""Patterns that a guesser tries before anything else: sequences, rows of keys, repetitions."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final

_ROWS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "12345678901234567890",
    "!@#$%^&*()_+",
    '!"§$%&/()=?',
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "qwertzuiopü",
    "asdfghjklöä",
    "yxcvbnm,.-",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
)
"""The alphabet, the digits twice (0 comes before 1 and after 9), and the rows of common keyboards."""
_MAX_STRIDE: Final = 4
"""Sequences are interwoven (`1q2w3e4r`), and columns of keys lie four characters apart (`1qaz2wsx3edc`)."""
_AROUND: Final = re.compile(r"[\W\d_]*(?P<core>.*?)[\W\d_]*", re.DOTALL)


def _places() -> dict[str, list[tuple[int, int]]]:
    places = defaultdict(list)
    for number, row in enumerate(_ROWS):
        for place, character in enumerate(row):
            places[character].append((number, place))
    return places


_PLACES: Final = _places()


def unpredictable_length(text: str) -> int:
    """How many characters of a folded text do not go on with a sequence, a row of keys or a repetition.

    Two equal steps in a row make one: of `abcdef`, `qwerty` and `1q2w3e` the first two of each sequence count, of
    random letters nearly all. Whatever repeats one block counts as that block.
    """
    block = repeated_block(text)
    return sum(not _goes_on(block, place) for place in range(len(block)))


def repeated_block(text: str) -> str:
    """The shortest start that `text` repeats at least twice, the last time perhaps in part; else the whole text."""
    for length in range(1, len(text) // 2 + 1):
        if text[length:] == text[:-length]:
            return text[:length]
    return text


def without_decoration(text: str) -> tuple[str, str]:
    """The text without the digits and signs around it, and those."""
    match = _AROUND.fullmatch(text)
    core = match["core"] if match else text
    before, _, after = text.partition(core) if core else (text, "", "")
    return core, before + after


def _goes_on(text: str, place: int) -> bool:
    return any(
        _steps(text[place - 2 * stride], text[place - stride]) & _steps(text[place - stride], text[place])
        for stride in range(1, min(_MAX_STRIDE, place // 2) + 1)
    )


def _steps(former: str, latter: str) -> set[tuple[int, int]]:
    """Each way in which the second character follows the first: the row, and 1, 0 or -1 places on."""
    steps = {
        (row, there - here)
        for row, here in _PLACES.get(former, ())
        for other, there in _PLACES.get(latter, ())
        if row == other and abs(there - here) <= 1
    }
    distance = ord(latter) - ord(former)
    return steps | {(-1, distance)} if abs(distance) <= 1 else steps

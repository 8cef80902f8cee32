"""Places in an order that a person arranges: between any two of them there is room for another.

Moving one thing changes its own key and no other one ("fractional indexing"). Keys are texts that sort as their bytes
do: six digits that number the places at both ends, and after them, where something was put in between, a fraction.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from momento_catalog.domain.errors import AlbumOrderFull

MAX_ORDER_KEY_LENGTH: Final = 200
"""Digits. Room for more than nine hundred insertions, each into the gap that the one before has left."""
_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""In the order of their bytes."""
_BASE: Final = len(_DIGITS)
_VALUES: Final = {digit: value for value, digit in enumerate(_DIGITS)}
_HEAD: Final = 6
_HEADS: Final = _BASE**_HEAD
_KEY: Final = re.compile(r"[0-9A-Za-z]{6}([0-9A-Za-z]*[1-9A-Za-z])?")
"""No fraction ends with a zero: that would be a second way to write the same place."""


@dataclass(frozen=True, slots=True, order=True)
class OrderKey:
    """A place; raises ValueError for a text that is none."""

    value: str

    def __post_init__(self) -> None:
        if len(self.value) > MAX_ORDER_KEY_LENGTH or not _KEY.fullmatch(self.value):
            raise ValueError("A place in an order is written in digits and letters.")

    def __str__(self) -> str:
        return self.value


def keys_between(low: OrderKey | None, high: OrderKey | None, count: int) -> list[OrderKey]:
    """`count` keys above `low` and below `high`, ascending; None is an open end.

    Raises:
        AlbumOrderFull: there is no room for so many, after nine hundred insertions into the same gap.
    """
    if low is not None and high is not None:
        return _within(low, high, count)
    if low is not None:
        first = _number(low, _HEAD) + 1
    elif high is not None:
        first = _number(high, _HEAD) - count
    else:
        first = _HEADS // 2
    if not 0 <= first <= _HEADS - count:
        raise _full()
    return [OrderKey(_written(number, _HEAD)) for number in range(first, first + count)]


def _within(low: OrderKey, high: OrderKey, count: int) -> list[OrderKey]:
    for width in range(max(_HEAD, _shared(low, high)), MAX_ORDER_KEY_LENGTH + 1):
        floor = _number(low, width)
        # A larger number of this many digits is above everything that begins with the digits of the floor.
        gap = _number(high, width) - floor
        if gap > count:
            return [OrderKey(_written(floor + gap * place // (count + 1), width)) for place in range(1, count + 1)]
    raise _full()


def _shared(low: OrderKey, high: OrderKey) -> int:
    """How many digits both begin with: with no more than these, there is no number in between."""
    padded = low.value.ljust(len(high.value), _DIGITS[0])
    return next(
        (place for place, digits in enumerate(zip(padded, high.value, strict=False)) if len(set(digits)) > 1), 0
    )


def _number(key: OrderKey, width: int) -> int:
    """The first `width` digits as a number."""
    number = 0
    for digit in key.value[:width].ljust(width, _DIGITS[0]):
        number = number * _BASE + _VALUES[digit]
    return number


def _written(number: int, width: int) -> str:
    digits: list[str] = []
    for _ in range(width):
        number, value = divmod(number, _BASE)
        digits.append(_DIGITS[value])
    text = "".join(reversed(digits))
    return text[:_HEAD] + text[_HEAD:].rstrip(_DIGITS[0])


def _full() -> AlbumOrderFull:
    return AlbumOrderFull("There is no room left at this place of the album; choose another one.")

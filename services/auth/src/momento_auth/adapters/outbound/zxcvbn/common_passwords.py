"""The 30,000 most frequent passwords; 11,000 of them are long enough to matter (ASVS V6.2.4 asks for 3,000)."""

from __future__ import annotations

from zxcvbn.frequency_lists import FREQUENCY_LISTS  # type: ignore[import-untyped]  # zxcvbn ships no types


def common_passwords() -> frozenset[str]:
    """The list, in lower case."""
    return frozenset(FREQUENCY_LISTS["passwords"])

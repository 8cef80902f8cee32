"""Reads the list beside this file; see `README.md` there for where it comes from."""

from __future__ import annotations

import lzma
from importlib.resources import files


def common_passwords() -> frozenset[str]:
    """The 100,000 most frequent ones (ASVS V6.2.4 asks for 3,000), folded, without those of less than 4 characters."""
    packed = files("momento_auth.adapters.outbound.common_passwords").joinpath("passwords.txt.xz").read_bytes()
    return frozenset(lzma.decompress(packed).decode().splitlines())

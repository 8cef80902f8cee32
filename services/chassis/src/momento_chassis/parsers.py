"""Parsers for settings: each turns text into a value or raises `ValueError` with a sentence."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from momento_chassis.config import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

_TRUE = frozenset({"true", "1", "yes", "on"})
_FALSE = frozenset({"false", "0", "no", "off"})


def boolean(text: str) -> bool:
    """Reads true/false, 1/0, yes/no or on/off."""
    word = text.strip().lower()
    if word not in _TRUE | _FALSE:
        raise ValueError("say true or false")
    return word in _TRUE


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """A parser for whole numbers from `least` to `most`."""

    def parse(text: str) -> int:
        if not text.strip().isdecimal() or not least <= int(text) <= most:
            raise ValueError(f"say a whole number from {least} to {most}")
        return int(text)

    return parse


def one_of(*words: str) -> Callable[[str], str]:
    """A parser for one of a few words."""

    def parse(text: str) -> str:
        if text not in words:
            raise ValueError(f"say one of: {', '.join(words)}")
        return text

    return parse


def origin(text: str) -> str:
    """Reads an origin as browsers write it: `https://host[:port]`, in lower case and without a path (RFC 6454)."""
    parts = urlsplit(text.strip().lower())
    if parts.scheme != "https" or not parts.hostname or text.strip().lower() != f"https://{parts.netloc}":
        raise ValueError("say https://host or https://host:port, and nothing after it")
    return f"https://{parts.netloc.removesuffix(':443')}"


def secret_key(length: int) -> Callable[[str], Secret]:
    """A parser for a base64 key of exactly `length` bytes; the result holds the base64 text."""

    def parse(text: str) -> Secret:
        try:
            key = base64.b64decode(text, validate=True)
        except ValueError:
            key = b""
        if len(key) != length:
            raise ValueError(f"it must be base64 of exactly {length} bytes")
        return Secret(text)

    return parse


def secret_keys(length: int) -> Callable[[str], Secret]:
    """A parser for one or more such keys, separated by commas; the result holds them without anything between."""
    one = secret_key(length)

    def parse(text: str) -> Secret:
        keys = [one(key.strip()).reveal() for key in text.split(",")]
        return Secret(",".join(keys))

    return parse

"""The names that a repository gives: to files, in Python, TypeScript and messages, and to metrics and variables."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePosixPath

WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
"""A word within a name, whether it is written likeThis, like_this, like-this or LIKE_THIS."""
IDENTIFIER: Final = re.compile(r"[A-Za-z_$][\w$]*")
PUBLISHED: Final = re.compile(r"(?<![\w./])(?:momento(?:\.[a-z_]+)+|momento(?:_[a-z]+)+(?![\w.])|MOMENTO(?:_[A-Z]+)+)")
"""A metric or its label, an attribute of a span, or a variable of the configuration."""
SCRIPT: Final = re.compile(r"<script[^>]*>(.*?)</script>", re.DOTALL)
NOT_CODE: Final = re.compile(
    r"//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|`(?:\\.|[^`\\])*`", re.DOTALL
)
"""Comments and texts of TypeScript and of messages, which both have from C."""


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in lower case: `MediaItem` has media and item."""
    return tuple(word.lower() for word in WORD.findall(name))


def names_in(path: PurePosixPath, text: str) -> Iterator[str]:
    """Every name that the file at `path` gives, and those in the path itself.

    Raises SyntaxError for Python that cannot be read. Sentences are no names: comments, texts, and what a test says
    that it shows.
    """
    yield from path.parts
    yield from PUBLISHED.findall(text)
    if path.suffix == ".py":
        yield from _in_python(ast.parse(text))
    elif path.suffix == ".svelte":
        for script in SCRIPT.findall(text):
            yield from _in_code(script)
    elif path.suffix in {".ts", ".proto"}:
        yield from _in_code(text)


def _in_code(text: str) -> list[str]:
    return IDENTIFIER.findall(NOT_CODE.sub(" ", text))


def _in_python(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                if not name.startswith("test_"):
                    yield name
            case ast.ClassDef(name=name) | ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.Attribute(attr=name, ctx=ast.Store()) | ast.alias(asname=str(name)):
                yield name
            case ast.keyword(arg="extra", value=ast.Dict(keys=keys)):
                yield from _log_fields(keys)
            case _:
                pass


def _log_fields(keys: list[ast.expr | None]) -> Iterator[str]:
    for key in keys:
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value

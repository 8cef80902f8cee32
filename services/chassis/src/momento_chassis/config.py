"""Configuration from environment variables into frozen dataclasses.

A service states each variable once, with its meaning; `load` reads them all and names every mistake at the same time,
so that an operator does not have to find them one by one. A value may lie in a file instead, which `NAME_FILE` names:
secrets that are mounted need not stand in an environment, where every child process and `docker inspect` show them.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

from momento_chassis.former_variables import FILE_SUFFIX, former_names, with_present_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

T = TypeVar("T")
_METADATA_KEY = "momento.setting"


class ConfigurationError(Exception):
    """At least one environment variable is missing or wrong; the message names each of them."""


class Secret:
    """A value that must not be printed: `repr` and `str` hide it."""

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself, for the one place that needs it."""
        return self._value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__


@dataclasses.dataclass(frozen=True, slots=True)
class _Setting:
    """What is known of one environment variable."""

    name: str
    doc: str
    parse: Callable[[str], Any]


def setting(name: str, doc: str, *, default: Any = dataclasses.MISSING, parse: Callable[[str], Any] = str) -> Any:
    """Binds a dataclass field to the environment variable `name`.

    Args:
        name: the variable, for example `MOMENTO_LISTEN`.
        doc: what it means, in one sentence, with the unit.
        default: the value when the variable is not set; without one the variable is required.
        parse: turns the text into the value and raises `ValueError` with a sentence when it cannot.
    """
    return dataclasses.field(default=default, metadata={_METADATA_KEY: _Setting(name, doc, parse)})


@dataclasses.dataclass(frozen=True, slots=True)
class MeshTls:
    """The certificate that proves this service to the others, and the authority that vouches for them."""

    certificate: Path = setting("MOMENTO_TLS_CERTIFICATE", "PEM file of this service's certificate chain", parse=Path)
    key: Path = setting("MOMENTO_TLS_KEY", "PEM file of its private key", parse=Path)
    authority: Path = setting("MOMENTO_TLS_AUTHORITY", "PEM file of the authority for all services", parse=Path)


def load(cls: type[T], environ: Mapping[str, str]) -> T:
    """Makes a `cls` from `environ`.

    Fields that are configuration dataclasses themselves are loaded in turn. Variables may have their former names; a
    line break at the end of a file does not count.

    Raises:
        ConfigurationError: names every variable that is missing or cannot be read.
    """
    mistakes = [
        f"{former} and {present} are both set; remove {former}"
        for former, present in former_names(environ).items()
        if present in environ
    ]
    config = _load(cls, with_present_names(environ), mistakes)
    if mistakes:
        raise ConfigurationError("configuration: " + "; ".join(mistakes))
    return config


def describe(cls: type[Any]) -> Iterator[tuple[str, str, str]]:
    """Every variable of `cls` as (name, default or "required", meaning), for documentation."""
    hints = get_type_hints(cls)
    for field in dataclasses.fields(cls):
        known: _Setting | None = field.metadata.get(_METADATA_KEY)
        if known is None:
            yield from describe(hints[field.name])
        else:
            default = "required" if field.default is dataclasses.MISSING else str(field.default)
            yield known.name, default, known.doc


def _load(cls: type[T], environ: Mapping[str, str], mistakes: list[str]) -> T:
    hints = get_type_hints(cls)
    values: dict[str, Any] = {}
    for field in dataclasses.fields(cls):  # type: ignore[arg-type]  # callers pass dataclasses
        known: _Setting | None = field.metadata.get(_METADATA_KEY)
        if known is None:
            values[field.name] = _load(hints[field.name], environ, mistakes)
        elif known.name in environ or known.name + FILE_SUFFIX in environ:
            text = _text(known.name, environ, mistakes)
            values[field.name] = None if text is None else _parse(known, text, mistakes)
        elif field.default is dataclasses.MISSING:
            mistakes.append(f"{known.name} is not set ({known.doc})")
            values[field.name] = None
    return cls(**values) if not mistakes else _unchecked(cls)


def _text(name: str, environ: Mapping[str, str], mistakes: list[str]) -> str | None:
    in_file = name + FILE_SUFFIX
    if in_file not in environ:
        return environ[name]
    if name in environ:
        mistakes.append(f"{name} and {in_file} are both set; remove one of them")
        return None
    try:
        return Path(environ[in_file]).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        mistakes.append(f"{in_file} names a file that cannot be read: {reason}")
        return None


def _parse(known: _Setting, text: str, mistakes: list[str]) -> Any:
    try:
        return known.parse(text)
    except ValueError as error:
        # The text itself is left out: it may be a secret.
        mistakes.append(f"{known.name} cannot be used ({known.doc}): {_reason(known, error)}")
        return None


def _reason(known: _Setting, error: ValueError) -> str:
    return "its value is malformed" if known.parse is Secret else str(error)


def _unchecked(cls: type[T]) -> T:
    # A placeholder that `load` throws away: it only lets the search for further mistakes go on.
    return object.__new__(cls)

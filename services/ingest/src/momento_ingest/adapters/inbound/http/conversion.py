"""Application objects as the schemas of answers."""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from momento_ingest.adapters.inbound.http import schemas

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

T = TypeVar("T", bound=schemas.Reply)
# By the words of an annotation; bytes go out in base64.
_TYPES: Final[dict[str, Any]] = {"str": str, "int": int, "float": float, "bytes": str, "datetime": datetime}


def mirrors(
    value_type: type, *, without: Collection[str] = (), parts: Mapping[str, Any] | None = None
) -> Callable[[type[T]], type[T]]:
    """Gives a schema all fields of the dataclass `value_type`, so that none is forgotten in the answers or in OpenAPI.

    Takes the fields that it shall not have, and the types of those that are not plain.
    """
    shown = [it for it in fields(value_type) if it.name not in without]

    def mirrored(schema: type[T]) -> type[T]:
        unset = schema.__struct_config__.omit_defaults is False
        added = [_mirrored(it, (parts or {}).get(it.name) or _TYPES[_word(it)], unset=unset) for it in shown]
        names = {"__doc__": schema.__doc__, "__qualname__": schema.__qualname__}
        made: type[T] = msgspec.defstruct(  # type: ignore[assignment]  # it is made of one
            schema.__name__, added, bases=(schema,), namespace=names, module=schema.__module__, kw_only=True
        )
        return made

    return mirrored


def _word(field: Field[Any]) -> str:
    return str(field.type).removesuffix(" | None")


def _mirrored(field: Field[Any], kind: Any, *, unset: bool) -> tuple[Any, ...]:
    if field.default is MISSING:
        return (field.name, kind)
    if unset:
        return (field.name, kind | msgspec.UnsetType, msgspec.UNSET)
    return (field.name, kind | None if field.default is None else kind, field.default)


def converted(value: object, schema: type[T]) -> T:
    """`value` as a schema that has its attributes; raises msgspec.ValidationError where one does not fit."""
    return msgspec.convert(value, schema, from_attributes=True)


def present(value: Any) -> Any:
    """`value`, or what leaves a field out of an answer where it is None."""
    return msgspec.UNSET if value is None else value

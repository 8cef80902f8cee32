"""Reads answers of DynamoDB quickly.

botocore looks, for every attribute of every item, for each of the ten kinds of value that it may hold: a third of the
processor time of a list. An attribute says itself of which kind it is, and only bytes have to be decoded.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Final

from botocore import parsers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.model import MapShape

_PROTOCOL: Final = "json"
_ATTRIBUTE: Final = "AttributeValue"


class QuickJsonParser(parsers.JSONParser):
    """The parser of botocore, but for the attributes of items; the result is the same."""

    def _handle_map(self, shape: MapShape, value: Any) -> Any:
        if shape.value.name == _ATTRIBUTE and value is not None:
            return _attributes(value)
        return super()._handle_map(shape, value)  # type: ignore[misc]  # the stubs leave it out


def read_quickly() -> None:
    """Lets every client made from now on read its answers so."""
    parsers.PROTOCOL_PARSERS[_PROTOCOL] = QuickJsonParser  # type: ignore[assignment]  # the stubs want an instance


def _attributes(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _attribute(value) for name, value in values.items()}


def _attribute(value: Mapping[str, Any]) -> Any:
    ((kind, content),) = value.items()
    if kind == "B":
        return {kind: base64.b64decode(content)}
    if kind == "BS":
        return {kind: [base64.b64decode(each) for each in content]}
    if kind == "M":
        return {kind: _attributes(content)}
    if kind == "L":
        return {kind: [_attribute(each) for each in content]}
    return value

"""Writes requests to DynamoDB quickly: what `answers` is for the other direction.

botocore walks through every attribute of every item twice, to check it and to copy it: half of the processor time of a
transaction. The attributes that our own modules write are of the form that DynamoDB takes, but for bytes.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Final

from botocore import serialize, validate
from botocore.model import MapShape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.model import Shape

_PROTOCOL: Final = "json"
_ATTRIBUTE: Final = "AttributeValue"


class QuickJsonSerializer(serialize.JSONSerializer):
    """The serializer of botocore, but for the attributes of items; the result is the same."""

    def _serialize_type_map(self, serialized: dict[str, Any], value: Mapping[str, Any], shape: Any, key: str) -> None:
        if shape.value.name == _ATTRIBUTE:
            serialized[key] = _attributes(value)
        else:
            super()._serialize_type_map(serialized, value, shape, key)  # type: ignore[misc]  # the stubs leave it out


class QuickValidator(validate.ParamValidator):
    """The validator of botocore, which leaves the attributes of items to DynamoDB."""

    def _validate(self, params: Any, shape: Any, errors: Any, name: str) -> None:
        if not (_is_attributes(shape) and isinstance(params, dict)):
            super()._validate(params, shape, errors, name)  # type: ignore[misc]  # the stubs leave it out


def write_quickly() -> None:
    """Lets every client made from now on write its requests so."""
    serialize.SERIALIZERS[_PROTOCOL] = QuickJsonSerializer  # type: ignore[assignment]  # the stubs want an instance
    validate.ParamValidator = QuickValidator  # type: ignore[misc]  # botocore makes its clients with it


def _is_attributes(shape: Shape) -> bool:
    return isinstance(shape, MapShape) and shape.value.name == _ATTRIBUTE


def _attributes(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _attribute(value) for name, value in values.items()}


def _attribute(value: Mapping[str, Any]) -> Any:
    ((kind, content),) = value.items()
    if kind == "B":
        return {kind: _text(content)}
    if kind == "BS":
        return {kind: [_text(each) for each in content]}
    if kind == "M":
        return {kind: _attributes(content)}
    if kind == "L":
        return {kind: [_attribute(each) for each in content]}
    return value


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()

"""Between messages and dataclasses whose fields have the same names: one description of both, the `.proto`.

A field of a message that nothing would read or write is an error when a service starts, so that none is lost silently.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from enum import Enum
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, cast

from google.protobuf.message_factory import GetMessageClass
from google.protobuf.timestamp_pb2 import Timestamp

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from google.protobuf.descriptor import EnumDescriptor, FieldDescriptor
    from google.protobuf.message import Message

    Convert = Callable[[Any], Any]

Value = TypeVar("Value")
Wire = TypeVar("Wire", bound="Message")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TIMESTAMP: Final = Timestamp.DESCRIPTOR.full_name


def timestamp(moment: datetime) -> Timestamp:
    """The message that says `moment`, which has a time zone."""
    # FromDatetime and ToDatetime take three times as long as this, and an item of a page has five moments.
    since = moment - _EPOCH
    return Timestamp(seconds=since.days * 86400 + since.seconds, nanos=since.microseconds * 1000)


def moment(message: Timestamp) -> datetime:
    """What `timestamp` wrote, in UTC; raises OverflowError outside the years 1 to 9999."""
    return _EPOCH + timedelta(0, message.seconds, message.nanos // 1000)


def enum_words(enum: EnumDescriptor) -> dict[int, str]:
    """The values of an enum as words: MEDIA_KIND_PHOTO of MediaKind is `photo`."""
    prefix = enum.values_by_number[0].name.removesuffix("UNSPECIFIED")
    return {number: value.name.removeprefix(prefix).lower() for number, value in enum.values_by_number.items()}


def enum_members(enum: EnumDescriptor, member: Callable[[str], Value]) -> dict[Any, Value]:
    """What `member` makes of the word of each value of an enum, by its number; without that which says nothing."""
    return {number: member(word) for number, word in enum_words(enum).items() if number}


class MessageReader(Generic[Value]):
    """Makes dataclasses of messages.

    What a message may leave open and does has the dataclass's default, and so have values of enums that this version
    does not know.
    """

    def __init__(
        self,
        value_type: type[Value],
        message_type: type[Message],
        parts: Mapping[str, Convert] | None = None,
        *,
        without: Collection[str] = (),
    ) -> None:
        """Takes what makes the value of each field that is an enum (of its word) or a message (of that).

        `without` names fields of the message that the dataclass has not. Raises TypeError for every other difference.
        """
        self._make: Callable[..., Value] = value_type
        described = _described(message_type, without)
        declared = {it.name: it for it in fields(value_type)}  # type: ignore[arg-type]  # a dataclass, says the contract
        if described.keys() != declared.keys():
            raise TypeError(f"{value_type.__name__}: {sorted(described.keys() ^ declared.keys())} on one side only")
        # A page reads thousands: plain fields come with one call, and the others without a descriptor each.
        plain = [it for it in described.values() if not (it.has_presence or it.enum_type or it.is_repeated)]
        self._plain = tuple(it.name for it in plain)
        self._get = _getter(self._plain)
        converts = {name: _reads(it, parts or {}) for name, it in described.items() if name not in self._plain}
        self._optional = [(name, converts[name]) for name, it in described.items() if it.has_presence]
        self._converted = [(name, read) for name, read in converts.items() if not described[name].has_presence]

    def __call__(self, message: Message) -> Value:
        """The dataclass; raises OverflowError for a moment outside the years 1 to 9999."""
        values = dict(zip(self._plain, self._get(message), strict=True))
        for name, read in self._optional:
            if message.HasField(name):
                content = getattr(message, name)
                values[name] = content if read is None else read(content)
        for name, read in self._converted:
            value = getattr(message, name) if read is None else read(getattr(message, name))
            if value is not None:
                values[name] = value
        return self._make(**values)


class MessageWriter(Generic[Wire]):
    """Makes messages of anything that has attributes with the names of their fields; None is left out."""

    def __init__(
        self, message_type: type[Wire], paths: Mapping[str, str] | None = None, *, without: Collection[str] = ()
    ) -> None:
        """Takes where the values of fields are that have another name or lie deeper, as `attrgetter` writes it.

        `without` names fields that are left out.
        """
        self._make: Callable[..., Wire] = message_type
        described = _described(message_type, without)
        self._names = tuple(described)
        self._values = _getter([(paths or {}).get(name, name) for name in self._names])
        self._write = [(name, write) for name, it in described.items() if (write := _writes(it)) is not None]

    def __call__(self, value: object) -> Wire:
        """The message; raises KeyError for a word that its enum lacks."""
        values = dict(zip(self._names, self._values(value), strict=True))
        for name, write in self._write:
            if values[name] is not None:
                values[name] = write(values[name])
        return self._make(**values)


def _getter(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(attrgetter(name)(value) for name in names)


def _described(message_type: type[Message], without: Collection[str]) -> dict[str, FieldDescriptor]:
    described = cast("list[FieldDescriptor]", message_type.DESCRIPTOR.fields)
    return {it.name: it for it in described if it.name not in without}


def _reads(field: FieldDescriptor, parts: Mapping[str, Convert]) -> Convert | None:
    read: Convert | None = None
    if field.enum_type is not None:
        read = enum_members(field.enum_type, parts[field.name]).get
    elif field.message_type is not None:
        read = moment if field.message_type.full_name == _TIMESTAMP else parts[field.name]
    return _each(read) if field.is_repeated else read


def _writes(field: FieldDescriptor) -> Convert | None:
    write: Convert | None = None
    if field.enum_type is not None:
        write = _number_of(field.enum_type)
    elif field.message_type is not None:
        stamped = field.message_type.full_name == _TIMESTAMP
        write = timestamp if stamped else MessageWriter(GetMessageClass(field.message_type))
    return _each(write) if field.is_repeated else write


def _number_of(enum: EnumDescriptor) -> Convert:
    numbers: dict[Any, int] = {word: number for number, word in enum_words(enum).items()}
    return lambda word: numbers[word.value if isinstance(word, Enum) else word]


def _each(convert: Convert | None) -> Convert:
    return tuple if convert is None else lambda values: tuple(map(convert, values))

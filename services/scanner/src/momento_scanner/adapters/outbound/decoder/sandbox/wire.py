"""What a sandboxed process and the scanner say to each other: frames of a length and MessagePack.

Not pickle: anyone who takes over a decoder with a crafted file could then run code in the scanner. Here the worst a
process can say is a wrong picture; every field is checked for its type and by the domain's own constructors.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final, TypeVar

import msgspec

from momento_scanner.adapters.outbound.decoder.sandbox.isolation.layer import SandboxLayer  # noqa: TC001  # read at run time by msgspec
from momento_scanner.domain.description.decoded_media import DecodedMedia  # noqa: TC001  # likewise
from momento_scanner.domain.inspection.limits import MediaLimits  # noqa: TC001  # likewise
from momento_scanner.domain.rejection import Rejection  # noqa: TC001  # likewise

T = TypeVar("T")
LENGTH: Final = struct.Struct(">I")
MAX_FRAME: Final = 32 * 1024 * 1024
"""Previews of 1440 pixels stay below 3 MB each."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """A process is ready; the first thing it says.

    Attributes:
        layers: those of its sandbox that stand.
        process: its id.
    """

    layers: frozenset[SandboxLayer]
    process: int


@dataclass(frozen=True, slots=True)
class Job:
    """Decode one file, whose open descriptor comes with it."""

    content_type: str
    limits: MediaLimits


@dataclass(frozen=True, slots=True)
class Reply:
    """Exactly one of these is set.

    Attributes:
        fault: an error that was not foreseen, as its type and the line it came from; nothing of the file.
    """

    decoded: DecodedMedia | None = None
    rejection: Rejection | None = None
    fault: str = ""


_encoder: Final = msgspec.msgpack.Encoder()
_jobs: Final = msgspec.msgpack.Decoder(Job)
_replies: Final = msgspec.msgpack.Decoder(Reply)
_greetings: Final = msgspec.msgpack.Decoder(Greeting)


class FrameMalformed(Exception):
    """A frame is too long or does not say what it should."""


def framed(message: Greeting | Job | Reply) -> bytes:
    """`message` as one frame."""
    body = _encoder.encode(message)
    return LENGTH.pack(len(body)) + body


def body_length(head: bytes) -> int:
    """How many bytes follow the head of a frame.

    Raises:
        FrameMalformed: more than any honest reply has.
    """
    (length,) = LENGTH.unpack(head)
    if length > MAX_FRAME:
        raise FrameMalformed(f"a frame of {length} bytes")
    return int(length)


def job_from(body: bytes) -> Job:
    """The job in a frame's body."""
    return _jobs.decode(body)


def greeting_from(body: bytes) -> Greeting:
    """The greeting in a frame's body; raises FrameMalformed when it is not a valid one."""
    return _decoded(_greetings, body)


def reply_from(body: bytes) -> Reply:
    """The reply in a frame's body; raises FrameMalformed when it is not a valid one."""
    return _decoded(_replies, body)


def _decoded(decoder: msgspec.msgpack.Decoder[T], body: bytes) -> T:
    try:
        return decoder.decode(body)
    except msgspec.MsgspecError as error:
        raise FrameMalformed(str(error)) from error

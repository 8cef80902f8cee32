"""Second factors: what there is, and what somebody offers as proof."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


class Method(StrEnum):
    """A way to prove more than a password."""

    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery_code"


@dataclass(frozen=True, slots=True)
class Proof:
    """An answer to a challenge: a code as it was typed, or the JSON of a passkey's answer."""

    method: Method
    answer: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AskedFactor:
    """A challenge as it is given out: the text, how it may be answered, and what a browser needs to ask for a passkey.

    `passkey_options` is a `PublicKeyCredentialRequestOptionsJSON`, or empty where no passkey will do.
    """

    challenge: str = field(repr=False)
    methods: Sequence[Method]
    passkey_options: str
    expires_at: datetime

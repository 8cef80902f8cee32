"""Second factors: what there is, and what somebody offers as proof."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


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

"""What the API says and hears, as in the OpenAPI document: camelCase, unknown fields refused on the way in."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from momento_ingest.domain.identifiers import ULID_PATTERN

Kind = Literal["photo", "video"]
TagNames = Annotated[list[str], Meta(max_length=200)]
UploadIds = Annotated[list[Annotated[str, Meta(pattern=f"^{ULID_PATTERN}$")]], Meta(min_length=1, max_length=500)]
"""Lower-case ULIDs, 1 to 500."""


class Reply(Struct, rename="camel", omit_defaults=True):
    """What the API says; what is absent is left out."""


class Request(Struct, rename="camel", forbid_unknown_fields=True):
    """What the API hears."""


class ProblemReply(Struct, rename="camel"):
    """RFC 9457; `code` is stable, `detail` is a sentence for people.

    `uploadId` is the item that is there already; `position` is the character of a search where a mistake in it begins,
    counted from 1. With `SECOND_FACTOR_REQUIRED` come `challenge`, `methods` and, where a passkey is one of them,
    `passkeyOptions`.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    upload_id: str | UnsetType = UNSET
    position: int | UnsetType = UNSET
    challenge: str | UnsetType = UNSET
    methods: list[str] | UnsetType = UNSET
    passkey_options: dict[str, Any] | UnsetType = UNSET

"""Condition keys about the tags of objects, which ministack fills for reads alone.

`s3:ExistingObjectTag/KEY` decides what may be marked for removal, so that writes of tags need it too (Service
Authorization Reference, "Actions, resources, and condition keys for Amazon S3").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from ministack.core import iam_actions
from ministack.services import s3

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Context = dict[str, Any]
    ContextOf = Callable[..., Context]

_TAGGING: Final = "s3:PutObjectTagging"
_PUTTING: Final = "s3:PutObject"


def fill_object_tags() -> None:
    """Has ministack look at the tags of an object before it lets anybody replace them, and at those of a new one."""
    iam_actions.s3_service_context = _with_tags(iam_actions.s3_service_context)


def _with_tags(context_of: ContextOf) -> ContextOf:
    def context(
        action: str, query: dict[str, Any] | None, path: str = "", headers: Mapping[str, str] | None = None
    ) -> Context:
        found: Context = context_of(action, query, path, headers)
        bucket, _, key = path.lstrip("/").partition("/")
        if action == _TAGGING and key:
            existing = s3.object_tags_for_condition(bucket, key, query or {})
            found |= {f"s3:ExistingObjectTag/{name}": value for name, value in existing.items()}
        requested = (headers or {}).get("x-amz-tagging", "")
        if action == _PUTTING and requested:
            found["s3:RequestObjectTagKeys"] = [name for name, _ in parse_qsl(requested, keep_blank_values=True)]
        return found

    return context

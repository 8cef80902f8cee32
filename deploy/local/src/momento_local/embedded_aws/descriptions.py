"""Keeps what describes resources: CloudFormation's stacks, IAM, tables and their settings, buckets and theirs.

All of it is small and changes only when somebody administers, so that a change holds the whole part of it that differs.
While CloudFormation is at work nothing is recorded: a start after a crash finds a stack as it was before, and not one
that nobody goes on making.
"""
# ruff: noqa: SLF001  # ministack has no other way in; requirements.lock pins its exact version

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from ministack.core import persistence
from ministack.core.responses import AccountRegionScopedDict
from ministack.services import cloudformation, dynamodb, iam, s3

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from momento_local.embedded_aws.recorder import Change, Recorder

TABLE_STORES: Final = {
    "tags": dynamodb._tags,
    "ttl_settings": dynamodb._ttl_settings,
    "pitr_settings": dynamodb._pitr_settings,
    "kinesis_destinations": dynamodb._kinesis_destinations,
    "contributor_insights": dynamodb._contributor_insights,
    "backups": dynamodb._backups,
    "resource_policies": dynamodb._resource_policies,
    "exports": dynamodb._exports,
    "imports": dynamodb._imports,
}
"""What ministack keeps about tables beside the tables themselves (`dynamodb.get_state`)."""
NOT_DESCRIBING: Final = frozenset({"items", dynamodb._INDEX_MEMBERS, "ItemCount", "TableSizeBytes"})


class Descriptions:
    """The descriptions of all resources, by part."""

    kinds: Final = ("describe",)

    def __init__(self) -> None:
        """Knows nothing recorded yet."""
        self._recorder: Recorder | None = None
        self._recorded: dict[str, str] = {}

    def install(self, recorder: Recorder) -> None:
        """Records when `record_changed` is called: requests say when that may be needed."""
        self._recorder = recorder

    def record_changed(self) -> None:
        """Records the parts that differ from what was recorded last."""
        if self._recorder is None or _at_work():
            return
        with self._recorder.lock:
            for part, text in _texts().items():
                if self._recorded.get(part) != text:
                    self._recorded[part] = text
                    self._recorder.record(["describe", part, text], first=True)

    def adopt(self) -> None:
        """Takes what is there for recorded."""
        self._recorded = _texts()

    def apply(self, change: Change) -> None:
        """Puts a part in the place of what is there."""
        _, part, text = change
        self._recorded[part] = text
        PARTS[part][1](json.loads(text, object_hook=persistence._json_object_hook))

    def recovered(self) -> None:
        """Has nothing to do."""

    def dump(self) -> Iterator[Change]:
        """What was recorded last: the rest is CloudFormation's work, not done yet."""
        for part, text in self._recorded.items():
            yield ["describe", part, text]


def _at_work() -> bool:
    stacks = cloudformation._stacks._data
    return any(str(stack.get("StackStatus")).endswith("_IN_PROGRESS") for stack in list(stacks.values()))


def _texts() -> dict[str, str]:
    return {part: json.dumps(get(), default=persistence._json_default) for part, (get, _) in PARTS.items()}


def _get_tables() -> dict[str, Any]:
    tables = AccountRegionScopedDict()
    for (account, region, name), table in dynamodb._tables.all_items():
        described = {key: value for key, value in table.items() if key not in NOT_DESCRIBING}
        tables.set_scoped(account, region, name, described)
    return {"tables": tables, **TABLE_STORES}


def _set_tables(state: Mapping[str, Any]) -> None:
    items = {table["TableId"]: table["items"] for table in dynamodb._tables.all_values()}
    for store in (dynamodb._tables, *TABLE_STORES.values()):
        store._data.clear()
    dynamodb.load_persisted_state(state)
    for table in dynamodb._tables.all_values():
        table["items"] = items.get(table["TableId"], defaultdict(dict))


def _set_buckets(state: Mapping[str, Any]) -> None:
    """Objects stay: they lie in files, each with its own description."""
    described = state["buckets_meta"]._data
    for scoped_name, bucket in list(s3._buckets._data.items()):
        if scoped_name not in described and not bucket["objects"]:
            del s3._buckets._data[scoped_name]
    for store in s3._PERSISTED_BUCKET_DICTS.values():
        store._data.clear()
    s3.load_persisted_state(state)


def _set_iam(state: Mapping[str, Any]) -> None:
    iam.reset()
    iam.load_persisted_state(state)


def _set_stacks(state: Mapping[str, Any]) -> None:
    cloudformation.reset()
    cloudformation.load_persisted_state(state)


PARTS: Final[Mapping[str, tuple[Callable[[], Any], Callable[[Any], None]]]] = {
    "cloudformation": (cloudformation.get_state, _set_stacks),
    "iam": (iam.get_state, _set_iam),
    "tables": (_get_tables, _set_tables),
    "buckets": (s3.get_state, _set_buckets),
}

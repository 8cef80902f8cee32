"""The embedded AWS with 20,000 items and their index: a burst of edits survives `kill -9`, and a start is short."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

import psutil
import pytest
from momento_local.embedded_aws import snapshots
from momento_local.embedded_aws.endpoint import ACCOUNT, REGION
from momento_local.embedded_aws.kept_state import LOG_FOLDER
from momento_local.embedded_aws.recorder import encode
from momento_local.embedded_aws.write_ahead_log import WriteAheadLog, recover
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ITEMS: Final = 20_000
ENTRIES: Final = 16
"""Index entries of an item, about what a tagged photo with a date and a place has."""
EDITS: Final = 400
EDITORS: Final = 8
MEDIA, FACETS = "momento-media", "momento-facets"
USER: Final = "01jaaaaaaaaaaaaaaaaaaaaaaa"


def _arn(table: str) -> str:
    return f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}"


def _changes(number: int) -> list[list[Any]]:
    """What recording one upload changes: about 8 kB, as measured with the catalog's own records."""
    upload_id = f"{number:026}"
    record = {
        "userId": {"S": USER},
        "uploadId": {"S": upload_id},
        "title": {"S": "before"},
        "media": {"M": {f"fact{fact}": {"S": "x" * 30} for fact in range(40)}},
    }
    changes: list[list[Any]] = [["put", _arn(MEDIA), USER, upload_id, record]]
    for entry in range(ENTRIES):
        key, sort = f"{USER}#tag{entry}#{number % 50}", upload_id
        item = {"facetKey": {"S": key}, "sortKey": {"S": sort}, "shown": {"M": {"s": {"S": "x" * 120}}}}
        changes.append(["put", _arn(FACETS), key, sort, item])
    return changes


@pytest.fixture
def large(tmp_path: Path) -> Iterator[Stack]:
    """A stack whose log holds 20,000 uploads and no snapshot of them: the longest start there is."""
    with Stack(Settings(tmp_path, Ports.free()), only=("aws",)) as stack:
        stack["aws"].stop()
        folder = stack.home.aws / LOG_FOLDER
        last = snapshots.sequence_of(snapshots.newest(folder))
        for frame in recover(folder, last):
            last = frame.sequence
        log = WriteAheadLog(folder, last)
        for number in range(ITEMS):
            log.append(encode(_changes(number)))
        log.close()
        yield stack


def _start(stack: Stack, what: str) -> None:
    began = time.monotonic()
    stack["aws"].start()
    stack["aws"].wait_ready()
    size = sum(path.stat().st_size for path in (stack.home.aws / LOG_FOLDER).iterdir()) / 1e6
    took, used = time.monotonic() - began, psutil.Process(stack["aws"].pid).cpu_times()
    print(f"\n{what}: ready after {took:.1f} s, {used.user + used.system:.1f} s of CPU; {size:.0f} MB on disk")  # noqa: T201


@pytest.mark.thorough
@pytest.mark.timeout(1800)
def test_a_burst_of_edits_survives_a_kill_with_twenty_thousand_items(large: Stack) -> None:
    _start(large, "log alone")
    client = large.aws.endpoint.client("dynamodb", large.aws.root)

    def edit(number: int) -> None:
        key = {"userId": {"S": USER}, "uploadId": {"S": f"{number:026}"}}
        values = {":after": {"S": f"after {number}"}}
        client.update_item(
            TableName=MEDIA, Key=key, UpdateExpression="SET title = :after", ExpressionAttributeValues=values
        )

    with ThreadPoolExecutor(EDITORS) as editors:
        list(editors.map(edit, range(EDITS)))
    large["aws"].kill()
    _start(large, "after the kill")
    client = large.aws.endpoint.client("dynamodb", large.aws.root)
    pages = client.get_paginator("query").paginate(
        TableName=MEDIA,
        KeyConditionExpression="userId = :user",
        ProjectionExpression="uploadId, title",
        ExpressionAttributeValues={":user": {"S": USER}},
    )
    titles = [(item["uploadId"]["S"], item["title"]["S"]) for page in pages for item in page["Items"]]
    expected = [(f"{n:026}", f"after {n}" if n < EDITS else "before") for n in range(ITEMS)]
    assert json.dumps(titles) == json.dumps(expected)

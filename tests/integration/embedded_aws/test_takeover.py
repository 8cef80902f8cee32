"""A folder of version 13f091e, which kept files of state in the place of the log, is taken over."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from momento_local import up
from momento_local.errors import NotReady, PartFailed
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.integration.embedded_aws import earlier_version
from tests.integration.embedded_aws.conftest import ALICE, BUCKET

if TYPE_CHECKING:
    from collections.abc import Iterator

MEDIA = "momento-media"
ITEMS = [{"userId": {"S": ALICE}, "uploadId": {"S": str(number)}} for number in range(3)]
KEY = f"user-{ALICE}/photos/a.jpg"


def _client(stack: Stack, service: str) -> Any:
    return stack.aws.endpoint.client(service, stack.aws.root)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the earlier version, to be copied."""
    path = tmp_path_factory.mktemp("earlier")
    with Stack(Settings(path, Ports.free()), only=("aws",)) as stack:
        for item in ITEMS:
            _client(stack, "dynamodb").put_item(TableName=MEDIA, Item=item)
        _client(stack, "s3").put_object(Bucket=BUCKET, Key=KEY, Body=b"bytes", Tagging="a=b")
    subprocess.run((sys.executable, earlier_version.__file__, str(stack.home.aws)), check=True)  # noqa: S603  # ours
    return path


@pytest.fixture
def earlier(folder: Path, tmp_path: Path, said: list[str]) -> Iterator[Stack]:
    """A stack over a folder of the earlier version; not started yet."""
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    stack = Stack(Settings(tmp_path, Ports.free()), only=("aws",), announce=said.append)
    yield stack
    stack.stop()


def _assert_taken_over(stack: Stack) -> None:
    assert _client(stack, "dynamodb").scan(TableName=MEDIA)["Items"] == ITEMS
    found = _client(stack, "s3").get_object_tagging(Bucket=BUCKET, Key=KEY)["TagSet"]
    assert found == [{"Key": "a", "Value": "b"}]


def test_everything_is_there_and_survives_a_kill_from_the_first_moment_on(earlier: Stack, said: list[str]) -> None:
    earlier.start()
    _assert_taken_over(earlier)
    assert not list((earlier.home.aws / "state").iterdir())
    assert not (earlier.home.aws / "snapshot.json").exists()
    assert "every object has its record" in said
    assert earlier["aws"].why_not_ready() is None
    new = {**ITEMS[0], "uploadId": {"S": "new"}}
    _client(earlier, "dynamodb").put_item(TableName=MEDIA, Item=new)
    earlier["aws"].kill()
    earlier["aws"].start()
    earlier["aws"].wait_ready()
    assert _client(earlier, "dynamodb").scan(TableName=MEDIA)["Items"] == [*ITEMS, new]


def test_it_is_not_ready_before_its_records_were_compared_with_s3_however_often_it_is_killed(earlier: Stack) -> None:
    earlier["aws"].start()
    while not _answers(earlier):
        assert earlier["aws"].running
    assert "compares" in str(earlier["aws"].why_not_ready())
    earlier["aws"].kill()
    earlier["aws"].start()
    while not _answers(earlier):
        assert earlier["aws"].running
    assert "compares" in str(earlier["aws"].why_not_ready())
    earlier["aws"].wait_ready()
    assert earlier["aws"].why_not_ready() is None
    _assert_taken_over(earlier)


def test_the_operator_is_told_what_had_to_be_made_again(
    earlier: Stack, said: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report = "there 128, mended 143, duplicate 0, purged 0, unreadable 0"
    monkeypatch.setattr(earlier, "_restore", lambda: report)
    earlier.start()
    assert any(report in sentence for sentence in said)
    monkeypatch.setattr("momento_local.records.find", lambda *_: psutil.Process())
    up.status(earlier.settings)
    assert report in capsys.readouterr().out
    earlier.stop()
    earlier.start()
    up.status(earlier.settings)
    assert report not in capsys.readouterr().out


def test_a_comparison_that_could_not_read_everything_is_made_again(
    earlier: Stack, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(earlier, "_restore", lambda: None)
    earlier.start()
    assert "compares" in str(earlier["aws"].why_not_ready())
    assert any("not every record could be compared" in sentence for sentence in said)
    monkeypatch.undo()
    earlier.stop()
    earlier.start()
    assert earlier["aws"].why_not_ready() is None


def _answers(stack: Stack) -> bool:
    try:
        stack.aws.probe()
    except NotReady:
        return False
    return True


def test_an_unreadable_file_of_state_stops_the_start_and_is_kept(earlier: Stack) -> None:
    path = Path(earlier.home.aws / "state" / "dynamodb.json")
    path.write_text(json.dumps({"payload": {}})[:-1], encoding="ascii")
    earlier["aws"].start()
    with pytest.raises(PartFailed, match="cannot be read"):
        earlier["aws"].wait_ready()
    assert path.exists()

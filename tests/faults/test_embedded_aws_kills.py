"""The embedded AWS is killed at every step it takes to the disk, also in snapshots and while it starts.

Four writers put, count, delete and transact; what was answered is there afterwards, once, and what was not answered is
there wholly or not at all. `MOMENTO_KILLS` says how many kills there are, at the least.
"""

from __future__ import annotations

import os
import random
import sys
import threading
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from momento_local.embedded_aws.endpoint import REGION
from momento_local.embedded_aws.part import EmbeddedAws
from momento_local.errors import PartFailed
from momento_local.home import Home
from momento_local.part import Launch
from momento_local.ports import Ports
from momento_local.process import Process
from momento_local.settings import Settings

from tests.faults import dying_aws

if TYPE_CHECKING:
    from collections.abc import Iterator

    Item = dict[str, Any]

KILLS: Final = int(os.environ.get("MOMENTO_KILLS", "6"))
WRITERS: Final = 4
KEYS: Final = 5
TABLE: Final = "items"
NEVER: Final = 0
AT_ONCE: Final = Config(retries={"total_max_attempts": 1}, connect_timeout=10, read_timeout=120)
"""A writer that is not answered must not ask again: whether it was done stays open."""


class DyingAws:
    """The embedded AWS of one folder, whose end is chosen at each start."""

    def __init__(self, folder: Path) -> None:
        self._home = Home(folder)
        self._home.prepare()
        self.aws = EmbeddedAws(self._home, Ports.free().aws)
        self.die_at = NEVER
        whole = self.aws.part(Settings(folder, Ports.free()).base_environment(), lambda: None)
        usual = whole.launch()

        def launch() -> Launch:
            command = (sys.executable, str(Path(dying_aws.__file__)), *usual.command[3:])
            extra = {"DIE_AT": str(self.die_at), "SNAPSHOT_BYTES": "20000", "PYTHONPATH": str(Path.cwd())}
            return Launch(command, {**usual.environment, **extra})

        self._process = Process(replace(whole, launch=launch), self._home)

    def start(self, die_at: int) -> bool:
        """Starts it; whether it came as far as to answer."""
        self.die_at = die_at
        self._process.start()
        try:
            self._process.wait_ready()
        except PartFailed:
            assert self._process.exit_code == -9, self._home.log("aws").read_text(encoding="utf-8")[-3000:]
            return False
        return True

    def kill(self) -> None:
        self._process.kill()

    def client(self) -> Any:
        root = self.aws.root
        session = boto3.Session(root.access_key_id, root.secret_access_key, region_name=REGION)
        authority = str(self.aws.endpoint.authority)
        return session.client("dynamodb", endpoint_url=self.aws.endpoint.url, verify=authority, config=AT_ONCE)


@dataclass
class Writer:
    """Writes to items of its own, and knows what each may be."""

    number: int
    seed: random.Random
    states: dict[str, list[Item | None]] = field(default_factory=dict)
    """For each sort key what may be there: one state, or two while an answer is missing."""
    answers: int = 0

    def write_until_killed(self, dynamodb: Any, enough: int) -> None:
        """Writes until nobody answers any more, or `enough` times."""
        for _ in range(enough):
            keys = self.seed.sample(range(KEYS), 2)
            before = {f"{key}": self.states.setdefault(f"{key}", [None])[0] for key in keys}
            after = {key: self._changed(key, item) for key, item in before.items()}
            if self.seed.random() < 0.5:  # half of them are transactions
                after = dict(list(after.items())[:1])
            for key, item in after.items():
                self.states[key] = [before[key], item]
            try:
                self._send(dynamodb, after)
            except (BotoCoreError, ClientError):
                return
            self.answers += 1
            for key, item in after.items():
                self.states[key] = [item]

    def _changed(self, key: str, item: Item | None) -> Item | None:
        if item is not None and self.seed.random() < 0.2:  # one in five is deleted
            return None
        count = 0 if item is None else int(item["count"]["N"])
        text = self.seed.choice("abc") * self.seed.choice([1, 100, 3000])
        return {**self._key(key), "count": {"N": str(count + 1)}, "text": {"S": text}}

    def _key(self, key: str) -> Item:
        return {"owner": {"S": str(self.number)}, "key": {"S": key}}

    def _send(self, dynamodb: Any, after: dict[str, Item | None]) -> None:
        """One call, or one transaction; counts are added to and not set, so that nothing may be done twice."""
        operations = [self._operation(key, item) for key, item in after.items()]
        if len(operations) > 1:
            dynamodb.transact_write_items(TransactItems=operations)
            return
        ((kind, arguments),) = operations[0].items()
        getattr(dynamodb, {"Update": "update_item", "Delete": "delete_item"}[kind])(**arguments)

    def _operation(self, key: str, item: Item | None) -> dict[str, Any]:
        target = {"TableName": TABLE, "Key": self._key(key)}
        if item is None:
            return {"Delete": {**target, "ConditionExpression": "attribute_exists(#c)", **NAMES}}
        values = {":one": {"N": "1"}, ":text": item["text"]}
        words = "SET #t = :text ADD #c :one"
        return {
            "Update": {
                **target,
                "UpdateExpression": words,
                "ExpressionAttributeNames": {"#c": "count", "#t": "text"},
                "ExpressionAttributeValues": values,
            }
        }

    def compare(self, dynamodb: Any) -> None:
        """What is there is what was answered; an open question is answered by what is there."""
        found = dynamodb.query(
            TableName=TABLE,
            KeyConditionExpression="#o = :o",
            ExpressionAttributeNames={"#o": "owner"},
            ExpressionAttributeValues={":o": {"S": str(self.number)}},
            ConsistentRead=True,
        )["Items"]
        there = {item["key"]["S"]: item for item in found}
        for key, states in self.states.items():
            assert there.get(key) in states
        unsure = [key for key, states in self.states.items() if len(states) > 1]
        # A transaction is there wholly or not at all.
        assert len({self.states[key].index(there.get(key)) for key in unsure if _differ(self.states[key])}) <= 1
        self.states = {key: [there.get(key)] for key in self.states}


NAMES: Final = {"ExpressionAttributeNames": {"#c": "count"}}


def _differ(states: list[Item | None]) -> bool:
    return states[0] != states[1]


@pytest.fixture
def dying(tmp_path: Path) -> Iterator[DyingAws]:
    aws = DyingAws(tmp_path)
    yield aws
    aws.kill()


def _burst(dying: DyingAws, writers: list[Writer], enough: int) -> None:
    threads = [threading.Thread(target=writer.write_until_killed, args=(dying.client(), enough)) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _compared(dying: DyingAws, writers: list[Writer]) -> bool:
    """Compares what is there with what was answered; False when it was killed before all was seen."""
    try:
        for writer in writers:
            writer.compare(dying.client())
    except BotoCoreError:
        return False
    return True


@pytest.mark.timeout(600 + 60 * KILLS)
def test_whatever_step_it_is_killed_at_what_was_answered_is_there_once(dying: DyingAws) -> None:
    seed = random.Random(14)  # noqa: S311  # the same kills every time
    writers = [Writer(number, random.Random(number)) for number in range(WRITERS)]  # noqa: S311  # likewise
    assert dying.start(NEVER)
    dying.client().create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "owner", "KeyType": "HASH"}, {"AttributeName": "key", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("owner", "key")],
    )
    dying.kill()
    kills = starts = 0
    while kills < KILLS:
        # Every third kill meets the start, and the others what comes after it.
        early = kills % 3 == 2
        if not dying.start(seed.randrange(1, 8) if early else seed.randrange(8, 160)):
            starts += 1
        elif _compared(dying, writers):
            _burst(dying, writers, 200)
        dying.kill()
        kills += 1
    assert dying.start(NEVER)
    assert _compared(dying, writers)
    answers = sum(writer.answers for writer in writers)
    print(f"\n{kills} kills, {starts} of them during the start; {answers} writes answered, none lost, none done twice")  # noqa: T201
    assert answers

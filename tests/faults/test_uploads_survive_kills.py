"""`kill -9` of each part at each step: what was accepted is catalogued once, or rejected with its reason."""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pytest
from momento_local.ports import Ports
from momento_local.settings import Settings

from tests.e2e.member import Member
from tests.faults.gated_stack import GatedStack, gated
from tests.faults.senders import OneShotSender, Outcome, Sender, TusSender
from tests.faults.upload_steps import VARIANTS, Half, Step, Stops, Variant, Way
from tests.faults.upload_traces import Traces
from tests.faults.waiting import eventually
from tests.media.eicar import EICAR
from tests.media.images import jpeg
from tests.media.videos import mp4

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.thorough

PARTS: Final = ("ingest", "scanner", "catalog", "auth", "clamd", "aws")
MIN_KILLS: Final = 100
SILENCE_SECONDS: Final = 600
IN_PARTS_BYTES: Final = 68_000_000
"""More than one `PutObject` carries."""
DONE: Final = Outcome("done")
REJECTED: Final = Outcome("rejected", "MALWARE_FOUND")


@pytest.fixture(scope="module")
def gates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GatedStack]:
    # One sender is silent for as long as the other takes to get to its step: with a film, on a slow machine, for long.
    chosen = {"MOMENTO_UPLOAD_IDLE_SECONDS": str(SILENCE_SECONDS)}
    with gated(Settings(tmp_path_factory.mktemp("kills"), Ports.free(), chosen=chosen)) as running:
        yield running


@dataclass
class Table:
    """What came of every kill, by what was killed and when."""

    kills: Counter[tuple[str, Step]] = field(default_factory=Counter)
    outcomes: Counter[tuple[str, Step, str]] = field(default_factory=Counter)

    def note(self, part: str, step: Step, reported: tuple[Outcome, ...]) -> None:
        """Counts a kill."""
        self.kills[part, step] += 1
        self.outcomes.update((part, step, outcome.state) for outcome in reported)

    def __str__(self) -> str:
        """One line a step, one column a part: kills, clean uploads done, infected ones rejected."""
        lines = ["{:26}".format("") + "".join(f"{part:>12}" for part in PARTS)]
        for step in Step:
            cells = (
                f"{self.kills[part, step]}: {self.outcomes[part, step, 'done']}+{self.outcomes[part, step, 'rejected']}"
                for part in PARTS
            )
            lines.append(f"{step.value:26}" + "".join(f"{cell:>12}" for cell in cells))
        return "\n".join([*lines, f"{self.kills.total()} kills (kills: done+rejected)"])


@dataclass(frozen=True)
class Person:
    """Somebody whose uploads the kills meet."""

    member: Member
    traces: Traces

    def clean(self, number: int, variant: Variant, step: Step) -> Sender:
        """A file of its own for each number; a film where it has to go to S3 in parts."""
        if (step, variant.half) == (Step.STORING, Half.IN_PARTS):
            return self._sender(variant.clean, f"{number}.mp4", long_film(number))
        return self._sender(variant.clean, f"{number}.jpg", jpeg(100 + number, 90))

    def infected(self, number: int, variant: Variant) -> Sender:
        """A picture with the test virus."""
        return self._sender(variant.infected, f"infected-{number}.jpg", jpeg(100 + number, 80) + EICAR)

    def _sender(self, way: Way, name: str, content: bytes) -> Sender:
        if way is Way.IN_PIECES:
            return TusSender(self.member, name, content)
        keyed = way is Way.AT_ONCE_WITH_KEY
        return OneShotSender(self.member, name, content, self.traces.under_way, keyed=keyed)


def long_film(number: int) -> bytes:
    """A short film with much that players skip (`free`, ISO/IEC 14496-12, 8.1.2)."""
    return mp4(seconds=0.5) + IN_PARTS_BYTES.to_bytes(4) + b"free" + bytes([number]) * (IN_PARTS_BYTES - 8)


@pytest.mark.timeout(2400)
def test_whichever_part_is_killed_at_whichever_step_nothing_is_lost_doubled_or_orphaned(gates: GatedStack) -> None:
    member = Member.registered(gates.stack, "somebody@example.org")
    person = Person(member, Traces(gates.stack, member.user_id))
    table, kept, cut_off = Table(), {}, set()
    for number, (variant, step, part) in enumerate(itertools.product(VARIANTS, Step, PARTS)):
        clean, infected = person.clean(number, variant, step), person.infected(number, variant)
        eventually(lambda: reached(member))
        member.stay_signed_in()
        reported = outcomes(gates, Stops(gates, person.traces, clean, infected, variant), step, part)
        assert reported == (DONE, REJECTED), (step, variant, part)
        table.note(part, step, reported)
        kept[hashlib.sha256(clean.content).hexdigest()] = clean.upload_id
        if step is Step.STORING and part in {"ingest", "aws"}:
            cut_off.add(clean.upload_id)
    print(f"\n{table}")  # noqa: T201  # the figures are worth some lines
    assert table.kills.total() >= MIN_KILLS
    assert_in_order(gates, person, kept, cut_off)


def reached(member: Member) -> bool:
    """Whether the edge has found its way back to auth and catalog, to which it connects anew within two seconds."""
    return all(member.call("GET", path).status_code == 200 for path in ("/account/sessions", "/timeline"))


def outcomes(gates: GatedStack, stops: Stops, step: Step, part: str) -> tuple[Outcome, Outcome]:
    """Brings both uploads to the step, kills the part there, starts it again, and brings both to their ends."""
    for sender in (stops.clean, stops.infected):
        sender.begin()
    stops.at(step)
    gates.kill(part)
    gates.restart(part)
    return stops.clean.end(), stops.infected.end()


def assert_in_order(gates: GatedStack, person: Person, kept: dict[str, str], cut_off: set[str]) -> None:
    """Each clean file is one item with all its objects, and there is nothing else anywhere.

    `cut_off` are uploads during which the sender or the receiver of a file in parts was killed.
    """
    items = list(person.member.items())
    assert sorted((item["sha256"], item["uploadId"]) for item in items) == sorted(kept.items())
    assert person.traces.records() == set(kept.values())
    expected = {key for item in items for key in keys_of(person.traces.folder, item)}
    assert person.traces.keys() == expected
    # Parts that nobody can put together or away any more: on AWS a rule of the bucket removes them (storage.yaml).
    assert person.traces.in_parts() <= cut_off
    # Nothing was ever written over, and nothing deleted.
    assert person.traces.versions() == len(expected)
    spool = gates.stack.home.spool
    assert not list((spool / "files").iterdir())
    assert not list((spool / "journal").glob("*/*.json"))


def keys_of(folder: str, item: dict[str, str]) -> set[str]:
    """All objects that an item has."""
    upload = item["uploadId"]
    original = f"videos/{upload}.mp4" if item["kind"] == "video" else f"photos/{upload}.jpg"
    others = (f"previews/{upload}/256.webp", f"previews/{upload}/1440.jpg", f"records/{upload}.json")
    return {f"{folder}/{name}" for name in (original, *others)}

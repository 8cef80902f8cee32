"""The steps of an upload, and how one is stopped at each of them: exactly there, as its traces prove."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from tests.faults.upload_traces import PREVIEWS
from tests.faults.valve import Flow
from tests.faults.waiting import eventually

if TYPE_CHECKING:
    from tests.faults.gated_stack import GatedStack
    from tests.faults.senders import Sender
    from tests.faults.upload_traces import Traces

SCAN: Final = "zINSTREAM"
"""How the connection of a scan begins (clamd(8))."""
STORED: Final = PREVIEWS | {"original"}


class Step(Enum):
    """Where an upload can be."""

    RECEIVING = "receiving"
    RECEIVED = "received"
    SCANNING = "mid-scan"
    JUDGED = "verdict given"
    STORING = "mid-S3"
    STORED = "after S3, before catalog"
    RECORDED = "after catalog"


class Half(Enum):
    """What is in S3 when an upload is stopped in the middle of it."""

    WITHOUT_ORIGINAL = "previews"
    WITHOUT_RECORD = "original and previews"
    IN_PARTS = "previews and parts of the original"


class Way(Enum):
    """How a file is sent."""

    IN_PIECES = "tus"
    AT_ONCE = "one request"
    AT_ONCE_WITH_KEY = "one request with an Idempotency-Key"


@dataclass(frozen=True)
class Variant:
    """How the two files are sent, and which of the moments within a step is meant.

    Attributes:
        scanned: whether clamd has seen the file and only its answer is held, or not even that.
        half: what S3 has in the middle of it.
        heard: whether ingest knows that S3 has everything.
    """

    clean: Way
    infected: Way
    scanned: bool
    half: Half
    heard: bool


VARIANTS: Final = (
    Variant(Way.IN_PIECES, Way.AT_ONCE_WITH_KEY, scanned=True, half=Half.WITHOUT_RECORD, heard=True),
    Variant(Way.AT_ONCE, Way.IN_PIECES, scanned=False, half=Half.WITHOUT_ORIGINAL, heard=False),
    Variant(Way.AT_ONCE_WITH_KEY, Way.IN_PIECES, scanned=True, half=Half.IN_PARTS, heard=True),
)


@dataclass(frozen=True)
class Stops:
    """Stops a clean upload at a step, and an infected one at the same, or at the verdict, beyond which it cannot go.

    Both have begun. Returning, each method has proved where they are.
    """

    gates: GatedStack
    traces: Traces
    clean: Sender
    infected: Sender
    variant: Variant

    def at(self, step: Step) -> None:
        """Stops them at `step`."""
        for sender in (self.clean, self.infected):
            self._receiving(sender)
        match step:
            case Step.RECEIVING:
                return
            case Step.RECEIVED:
                self._received()
            case Step.SCANNING:
                self._scanning(self.clean, self.infected)
            case Step.JUDGED:
                self._judged(self.clean, self.infected)
            case Step.STORING:
                self._storing(self.variant.half)
            case Step.STORED:
                self._stored()
            case Step.RECORDED:
                self._recorded()

    def _receiving(self, sender: Sender) -> None:
        eventually(lambda: self.traces.is_being_received(sender.upload_id))
        assert self.traces.state(sender.upload_id) == "receiving"
        assert self.traces.spooled_bytes(sender.upload_id) < len(sender.content)
        assert self.traces.objects(sender.upload_id) == set()

    def _received(self) -> None:
        # The first thing that is done with a received upload is to ask the catalog whether its bytes are known.
        self.gates.catalog.hold(Flow.REQUEST)
        for sender in (self.clean, self.infected):
            sender.go_on()
        for sender in (self.clean, self.infected):
            self._until(sender, "received")
            assert self.traces.spooled_bytes(sender.upload_id) == len(sender.content)
        self.gates.catalog.wait_until_held()
        # What was scanned before the last kill may be deleted a moment later.
        eventually(lambda: self.traces.under_inspection() == 0)
        self._assert_untouched(self.clean, self.infected)

    def _scanning(self, *senders: Sender) -> None:
        self.gates.clamd.hold(Flow.ANSWER if self.variant.scanned else Flow.REQUEST, SCAN)
        for sender in senders:
            sender.go_on()
        self.gates.clamd.wait_until_held(len(senders))
        # Likewise.
        eventually(lambda: self.traces.under_inspection() == len(senders))
        for sender in senders:
            assert self.traces.state(sender.upload_id) == "inspecting"
        self._assert_untouched(*senders)

    def _judged(self, *senders: Sender) -> None:
        self._scanning(*senders)
        self.gates.scanner.hold(Flow.ANSWER)
        self.gates.clamd.release()
        # The scanner has decided when it has deleted its copies; what it says does not get through.
        eventually(lambda: self.traces.under_inspection() == 0)
        self.gates.scanner.wait_until_held()
        for sender in senders:
            assert self.traces.state(sender.upload_id) == "inspecting"
        self._assert_untouched(*senders)

    def _storing(self, half: Half) -> None:
        upload = self.clean.upload_id
        stop, there = {
            Half.WITHOUT_ORIGINAL: (f"/photos/{upload}.", PREVIEWS),
            Half.WITHOUT_RECORD: (f"/records/{upload}.", STORED),
            Half.IN_PARTS: (f"/videos/{upload}.mp4?uploadId=", PREVIEWS),
        }[half]
        self.gates.aws.hold(Flow.REQUEST, stop)
        self.clean.go_on()
        self.gates.aws.wait_until_held()
        eventually(lambda: self.traces.objects(upload) == there)
        assert self.traces.state(upload) == "storing"
        assert (upload in self.traces.in_parts()) == (half is Half.IN_PARTS)
        assert not self.traces.is_recorded(upload)
        self._judged(self.infected)

    def _stored(self) -> None:
        self._storing(Half.WITHOUT_RECORD)
        if self.variant.heard:
            self.gates.catalog.hold(Flow.REQUEST)
            self.gates.aws.release()
            self.gates.catalog.wait_until_held()
        else:
            self.gates.aws.hold(Flow.ANSWER, f"/records/{self.clean.upload_id}.")
            self.gates.aws.wait_until_held()
        # A connection that is made anew is held as well, so this may come a moment later.
        eventually(self._is_all_there)
        assert not self.traces.is_recorded(self.clean.upload_id)
        assert self.traces.state(self.clean.upload_id) == "storing"

    def _recorded(self) -> None:
        self._storing(Half.WITHOUT_RECORD)
        self.gates.catalog.hold(Flow.ANSWER)
        self.gates.aws.release()
        eventually(lambda: self.traces.is_recorded(self.clean.upload_id))
        self.gates.catalog.wait_until_held()
        # A connection that is made anew is held as well, so this may come a moment later.
        eventually(self._is_all_there)
        assert self.traces.state(self.clean.upload_id) == "storing"

    def _is_all_there(self) -> bool:
        return self.traces.objects(self.clean.upload_id) == STORED | {"record"}

    def _until(self, sender: Sender, state: str) -> None:
        eventually(lambda: self.traces.state(sender.upload_id) == state)

    def _assert_untouched(self, *senders: Sender) -> None:
        for sender in senders:
            assert self.traces.objects(sender.upload_id) == set()
            assert not self.traces.is_recorded(sender.upload_id)

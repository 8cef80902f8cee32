"""The use case: inspect one file.

The order is the point. Cheap refusals come first (name, size, signature). Then every byte goes to the malware engine
and to a work file while it arrives, and what the engine calls clean is decoded and described. A long file is decoded
beside its scan, which takes a core of its own for seconds; what comes of that counts only when the engine calls it
clean, and any other end of the scan ends the decoder at once.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from momento_scanner.application.ports.malware_engine import Clean, Infected, Unscannable
from momento_scanner.application.ports.type_sniffer import HEAD_BYTES
from momento_scanner.domain.formats.file_name import FileName
from momento_scanner.domain.formats.media_type import MediaKind, agreed, by_extension
from momento_scanner.domain.inspection.effort import LONG_FILE_BYTES, decodes_slowly
from momento_scanner.domain.inspection.errors import ScanTimedOut, SlowFile, StreamMalformed
from momento_scanner.domain.inspection.verdict import Acceptance, Inspection, ScanReport
from momento_scanner.domain.rejection import FileRejected, Rejection, RejectionReason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_scanner.application.deadline import Deadline
    from momento_scanner.application.description.describe import DescribeMedia
    from momento_scanner.application.inspection.fresh_signatures import FreshSignatures
    from momento_scanner.application.ports.clock import Clock
    from momento_scanner.application.ports.malware_engine import MalwareEngine, MalwareScan, MalwareVerdict
    from momento_scanner.application.ports.media_decoder import MediaDecoder
    from momento_scanner.application.ports.type_sniffer import TypeSniffer
    from momento_scanner.application.ports.work_files import WorkFile, WorkFiles
    from momento_scanner.domain.description.decoded_media import DecodedMedia
    from momento_scanner.domain.formats.media_type import MediaType
    from momento_scanner.domain.inspection.limits import MediaLimits


@dataclass(frozen=True, slots=True)
class DeclaredFile:
    """What the sender says: the name its owner gave, exactly how many bytes follow, and for whose share it is.

    Attributes:
        said_slow: whether it is to have a place as a slow file; None from a sender who knows of no such places.
    """

    name: str
    size_bytes: int
    share: str
    said_slow: bool | None = None

    def __post_init__(self) -> None:
        """Refuses a length that cannot be."""
        if self.size_bytes < 0:
            raise StreamMalformed("The declared size is negative.")

    @property
    def slow(self) -> bool:
        """Whether it takes what a small photo needs many times over, and is to leave room for those."""
        return self.said_slow or self.long

    @property
    def long(self) -> bool:
        """Whether its scan takes so long that it is decoded meanwhile."""
        return self.size_bytes >= LONG_FILE_BYTES

    def require_place(self, *, slow: bool) -> None:
        """Raises SlowFile when it is `slow` and has a place for quick ones."""
        if slow and not self.slow and self.said_slow is not None:
            raise SlowFile


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectMedia:
    """Inspects files; safe to call from several threads. Memory use does not grow with the size of a file."""

    engine: MalwareEngine
    sniffer: TypeSniffer
    decoder: MediaDecoder
    work_files: WorkFiles
    describe_media: DescribeMedia
    fresh: FreshSignatures
    clock: Clock
    limits: MediaLimits

    def begin(self, declared: DeclaredFile, deadline: Deadline) -> BegunInspection | Inspection:
        """Says whether the bytes are wanted, or the verdict if that needs none of them.

        Raises:
            EngineUnavailable: the engine does not answer, or its signatures are too old.
            SlowFile: it has a place for quick files, and is none.
        """
        try:
            name = FileName.parse(declared.name)
            claimed = by_extension(name.extension)
            self.limits.check_size(declared.size_bytes)
        except FileRejected as rejected:
            return Inspection(rejected.rejection, scan=None)
        declared.require_place(slow=claimed.kind is MediaKind.VIDEO)
        # An engine that is away or stuck shows here, before anybody sends a byte. And asked before the scan, signatures
        # that are loaded meanwhile make it no older than the report says.
        version = self.engine.version()
        self.fresh.require(version)
        report = ScanReport(version.engine, version.signatures, self.clock.now())
        return BegunInspection(self, name, claimed, declared, report, deadline)


@dataclass(frozen=True, slots=True)
class _Job:
    """As what a file is decoded, and whether that takes long."""

    media_type: MediaType
    slow: bool


@dataclass(frozen=True, slots=True)
class BegunInspection:
    """The inspection of one file whose bytes may come now."""

    _with: InspectMedia
    _name: FileName
    _claimed: MediaType
    _declared: DeclaredFile
    _report: ScanReport
    _deadline: Deadline

    def finish(self, chunks: Iterator[bytes]) -> Inspection:
        """Says by the deadline whether the file may be stored.

        Raises:
            StreamMalformed: fewer or more bytes came than declared.
            EngineUnavailable: engine or decoder do not answer, whatever the file.
            NoVerdict: this file got none.
            ScannerBusy: no decoder became free in time.
            SlowFile: it has a place for quick files, and is none.
        """
        try:
            head, rest = _split_head(_counted(chunks, self._declared.size_bytes))
            media_type = agreed(self._claimed, self._with.sniffer.sniff(head))
        except FileRejected as rejected:
            return Inspection(rejected.rejection, scan=None)
        slow = decodes_slowly(media_type, self._with.sniffer.pixels(head, media_type))
        self._declared.require_place(slow=slow)
        job = _Job(media_type, slow=slow or self._declared.slow)
        with self._with.work_files.create() as work_file:
            return self._inspected(chain((head,), rest), work_file, job)

    def _inspected(self, chunks: Iterator[bytes], work_file: WorkFile, job: _Job) -> Inspection:
        try:
            decoded = self._scanned_and_decoded(chunks, work_file, job)
        except FileRejected as rejected:
            return Inspection(rejected.rejection, self._report)
        facts = self._with.describe_media(self._name, job.media_type, decoded, self._deadline)
        return Inspection(Acceptance(facts, decoded.previews), self._report)

    def _scanned_and_decoded(self, chunks: Iterator[bytes], work_file: WorkFile, job: _Job) -> DecodedMedia:
        with self._scan() as scan:
            for chunk in chunks:
                work_file.write(chunk)
                scan.feed(chunk)
            work_file.flush()
            if self._declared.long:
                return self._decoded_beside(scan, work_file, job)
            verdict = scan.finish()
        _require_clean(verdict)
        return self._decoded(work_file, job, self._deadline)

    def _decoded_beside(self, scan: MalwareScan, work_file: WorkFile, job: _Job) -> DecodedMedia:
        # Left by an error, the deadline ends first, and with it the decoding that the thread is waited for.
        with ThreadPoolExecutor(1, "decode") as thread, self._deadline.nested() as needed:
            decoding = thread.submit(copy_context().run, self._decoded, work_file, job, needed)
            _require_clean(scan.finish())
            return decoding.result()

    def _decoded(self, work_file: WorkFile, job: _Job, deadline: Deadline) -> DecodedMedia:
        return self._with.decoder.decode(work_file.path, job.media_type, deadline, self._declared.share, slow=job.slow)

    @contextmanager
    def _scan(self) -> Iterator[MalwareScan]:
        try:
            with self._with.engine.open_scan(self._declared.size_bytes, self._deadline) as scan:
                yield scan
        except ScanTimedOut:
            # An engine that answers nobody is no fault of this file.
            self._with.engine.version()
            raise


def _require_clean(verdict: MalwareVerdict) -> None:
    match verdict:
        case Clean():
            return
        case Infected(signature):
            raise FileRejected(
                Rejection(
                    RejectionReason.MALWARE_FOUND,
                    f"The file carries malware ({signature}) and was not stored. Check the device it comes from.",
                    signature,
                )
            )
        case Unscannable(signature):
            raise FileRejected(
                Rejection(
                    RejectionReason.UNSCANNABLE,
                    "The file is too complex or encrypted, so it cannot be checked for malware. "
                    "Export it anew and send that.",
                    signature,
                )
            )


def _counted(chunks: Iterator[bytes], size_bytes: int) -> Iterator[bytes]:
    received = 0
    for chunk in chunks:
        received += len(chunk)
        if received > size_bytes:
            raise StreamMalformed(f"More than the declared {size_bytes} bytes came. Send the file again.")
        yield chunk
    if received != size_bytes:
        raise StreamMalformed(f"{received} of the declared {size_bytes} bytes came. Send the file again.")


def _split_head(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    head = bytearray()
    while len(head) < HEAD_BYTES and (chunk := next(chunks, None)) is not None:
        head += chunk
    return bytes(head), chunks

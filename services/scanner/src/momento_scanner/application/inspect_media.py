"""The use case: inspect one file.

The order is the point. Cheap refusals come first (name, size, signature), then every byte goes to a work file and from
there to the malware engine, and only what the engine calls clean is decoded and then described.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from momento_scanner.application.ports.malware_engine import Clean, Infected, Unscannable
from momento_scanner.application.ports.type_sniffer import HEAD_BYTES
from momento_scanner.domain.errors import ScanTimedOut, StreamMalformed
from momento_scanner.domain.file_name import FileName
from momento_scanner.domain.media_type import agreed, by_extension
from momento_scanner.domain.verdict import (
    Acceptance,
    FileRejected,
    Inspection,
    Rejection,
    RejectionReason,
    ScanReport,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_scanner.application.deadline import Deadline
    from momento_scanner.application.describe_media import DescribeMedia
    from momento_scanner.application.ports.clock import Clock
    from momento_scanner.application.ports.malware_engine import MalwareEngine, MalwareVerdict
    from momento_scanner.application.ports.media_decoder import MediaDecoder
    from momento_scanner.application.ports.type_sniffer import TypeSniffer
    from momento_scanner.application.ports.work_files import WorkFile, WorkFiles
    from momento_scanner.domain.limits import MediaLimits
    from momento_scanner.domain.media_type import MediaType


@dataclass(frozen=True, slots=True)
class DeclaredFile:
    """What the sender says: the name its owner gave, exactly how many bytes follow, and for whose share it is."""

    name: str
    size_bytes: int
    share: str

    def __post_init__(self) -> None:
        """Refuses a length that cannot be."""
        if self.size_bytes < 0:
            raise StreamMalformed("The declared size is negative.")


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectMedia:
    """Inspects files; safe to call from several threads. Memory use does not grow with the size of a file."""

    engine: MalwareEngine
    sniffer: TypeSniffer
    decoder: MediaDecoder
    work_files: WorkFiles
    describe_media: DescribeMedia
    clock: Clock
    limits: MediaLimits

    def begin(self, declared: DeclaredFile, deadline: Deadline) -> BegunInspection | Inspection:
        """Says whether the bytes are wanted, or the verdict if that needs none of them.

        Raises:
            EngineUnavailable: the engine does not answer.
        """
        try:
            name = FileName.parse(declared.name)
            claimed = by_extension(name.extension)
            self.limits.check_size(declared.size_bytes)
        except FileRejected as rejected:
            return Inspection(rejected.rejection, scan=None)
        # An engine that is away or stuck shows here, before anybody sends a byte.
        self.engine.version()
        return BegunInspection(self, name, claimed, declared, deadline)


@dataclass(frozen=True, slots=True)
class BegunInspection:
    """The inspection of one file whose bytes may come now."""

    _with: InspectMedia
    _name: FileName
    _claimed: MediaType
    _declared: DeclaredFile
    _deadline: Deadline

    def finish(self, chunks: Iterator[bytes]) -> Inspection:
        """Says by the deadline whether the file may be stored.

        Raises:
            StreamMalformed: fewer or more bytes came than declared.
            EngineUnavailable: engine or decoder do not answer, whatever the file.
            NoVerdict: this file got none.
            ScannerBusy: no decoder became free in time.
        """
        try:
            head, rest = _split_head(_counted(chunks, self._declared.size_bytes))
            media_type = agreed(self._claimed, self._with.sniffer.sniff(head))
        except FileRejected as rejected:
            return Inspection(rejected.rejection, scan=None)
        with self._with.work_files.create() as work_file:
            _receive(chain((head,), rest), work_file)
            return self._inspected(work_file, media_type)

    def _inspected(self, work_file: WorkFile, media_type: MediaType) -> Inspection:
        report = self._report()
        try:
            _require_clean(self._scan(work_file))
            decoded = self._with.decoder.decode(work_file.path, media_type, self._deadline, self._declared.share)
        except FileRejected as rejected:
            return Inspection(rejected.rejection, report)
        facts = self._with.describe_media(self._name, media_type, decoded, self._deadline)
        return Inspection(Acceptance(facts, decoded.previews), report)

    def _report(self) -> ScanReport:
        # Asked before the scan: signatures that are loaded meanwhile make it no older than the report says.
        version = self._with.engine.version()
        return ScanReport(version.engine, version.signatures, self._with.clock.now())

    def _scan(self, work_file: WorkFile) -> MalwareVerdict:
        size = self._declared.size_bytes
        try:
            with self._with.engine.open_scan(size, self._deadline) as scan:
                for chunk in work_file.chunks():
                    scan.feed(chunk)
                return scan.finish()
        except ScanTimedOut:
            # An engine that answers nobody is no fault of this file.
            self._with.engine.version()
            raise


def _receive(chunks: Iterator[bytes], work_file: WorkFile) -> None:
    for chunk in chunks:
        work_file.write(chunk)
    work_file.flush()


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

"""The use case: inspect one file.

The order is the point. Cheap refusals come first (name, size, signature), then every byte goes to the malware engine
and to a work file in one pass, and only what the engine calls clean is decoded and then described.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from momento_scanner.application.ports.malware_engine import Clean, Infected, Unscannable
from momento_scanner.application.ports.type_sniffer import HEAD_BYTES
from momento_scanner.domain.errors import StreamMalformed
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
    """What the sender says: the name its owner gave, and exactly how many bytes follow."""

    name: str
    size_bytes: int

    def __post_init__(self) -> None:
        """Refuses a length that cannot be."""
        if self.size_bytes < 0:
            raise StreamMalformed("The declared size is negative.")


class InspectMedia:
    """Inspects one file at a time; safe to call from several threads."""

    def __init__(
        self,
        *,
        engine: MalwareEngine,
        sniffer: TypeSniffer,
        decoder: MediaDecoder,
        work_files: WorkFiles,
        describe_media: DescribeMedia,
        clock: Clock,
        limits: MediaLimits,
    ) -> None:
        self._engine = engine
        self._sniffer = sniffer
        self._decoder = decoder
        self._work_files = work_files
        self._describe_media = describe_media
        self._clock = clock
        self._limits = limits

    def __call__(self, declared: DeclaredFile, chunks: Iterator[bytes], deadline: Deadline) -> Inspection:
        """Says by `deadline` whether the file may be stored; memory use does not grow with its size.

        Raises:
            StreamMalformed: fewer or more bytes came than declared.
            EngineUnavailable: no verdict can be had.
            ScannerBusy: the decoder has too much to do.
        """
        try:
            name = FileName.parse(declared.name)
            claimed = by_extension(name.extension)
            self._limits.check_size(declared.size_bytes)
            head, rest = _split_head(_counted(chunks, declared.size_bytes))
            media_type = agreed(claimed, self._sniffer.sniff(head))
        except FileRejected as rejected:
            return Inspection(rejected.rejection, scan=None)
        return self._scan_and_decode(name, media_type, declared.size_bytes, chain((head,), rest), deadline)

    def _scan_and_decode(
        self, name: FileName, media_type: MediaType, size_bytes: int, chunks: Iterator[bytes], deadline: Deadline
    ) -> Inspection:
        with self._work_files.create() as work_file:
            verdict = self._scan(size_bytes, chunks, work_file, deadline)
            report = self._report()
            try:
                _require_clean(verdict)
                decoded = self._decoder.decode(work_file.path, media_type, deadline)
            except FileRejected as rejected:
                return Inspection(rejected.rejection, report)
        facts = self._describe_media(name, media_type, decoded, deadline)
        return Inspection(Acceptance(facts, decoded.previews), report)

    def _scan(
        self, size_bytes: int, chunks: Iterator[bytes], work_file: WorkFile, deadline: Deadline
    ) -> MalwareVerdict:
        with self._engine.open_scan(size_bytes, deadline) as scan:
            for chunk in chunks:
                scan.feed(chunk)
                work_file.write(chunk)
            work_file.flush()
            return scan.finish()

    def _report(self) -> ScanReport:
        version = self._engine.version()
        return ScanReport(version.engine, version.signatures, self._clock.now())


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

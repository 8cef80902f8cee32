"""The domain's answers in the words of the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from momento.media.v1 import media_pb2
from momento.scanner.v1 import scanner_pb2
from momento_chassis.grpc.messages import MessageWriter

from momento_scanner.domain.inspection.verdict import Acceptance
from momento_scanner.domain.rejection import Rejection

if TYPE_CHECKING:
    from momento_scanner.domain.inspection.verdict import Inspection

_write_facts: Final = MessageWriter(
    media_pb2.MediaFacts,
    {
        "kind": "media_type.kind",
        "content_type": "media_type.content_type",
        "extension": "media_type.extension",
        "taken_at": "taken_at.moment",
        "taken_at_source": "taken_at.source",
        "taken_at_offset_minutes": "taken_at.offset_minutes",
    },
)
_write_scan: Final = MessageWriter(media_pb2.ScanReport)
_write_preview: Final = MessageWriter(scanner_pb2.Preview)
_write_rejection: Final = MessageWriter(scanner_pb2.Rejection)


def response(inspection: Inspection) -> scanner_pb2.InspectMediaResponse:
    """The whole answer."""
    scan = None if inspection.scan is None else _write_scan(inspection.scan)
    match inspection.verdict:
        case Acceptance() as accepted:
            return scanner_pb2.InspectMediaResponse(acceptance=_acceptance(accepted), scan=scan)
        case Rejection() as rejected:
            return scanner_pb2.InspectMediaResponse(rejection=_write_rejection(rejected), scan=scan)


def recognised(rejected: Rejection | None) -> scanner_pb2.RecogniseMediaResponse:
    """The answer to a look at a beginning."""
    return scanner_pb2.RecogniseMediaResponse(rejection=None if rejected is None else _write_rejection(rejected))


def _acceptance(accepted: Acceptance) -> scanner_pb2.Acceptance:
    previews = map(_write_preview, accepted.previews)
    return scanner_pb2.Acceptance(facts=_write_facts(accepted.facts), previews=previews)

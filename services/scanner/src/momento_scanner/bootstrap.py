"""Puts the scanner together: every object is made here, by hand, once."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento.scanner.v1 import scanner_pb2_grpc
from momento_chassis.clock import SystemClock
from momento_chassis.grpc.server import GrpcServer, ServerOptions
from momento_chassis.lifecycle import Readiness
from momento_chassis.telemetry import observed

from momento_scanner.adapters.inbound.grpc.errors import ERRORS
from momento_scanner.adapters.inbound.grpc.service_authorization import CALLERS, SERVICE_NAME
from momento_scanner.adapters.inbound.grpc.servicer import ScannerServicer
from momento_scanner.adapters.outbound.clamd.malware_engine import ClamdEngine
from momento_scanner.adapters.outbound.clamd.readiness import ClamdReadiness
from momento_scanner.adapters.outbound.decoder.media_decoder import WorkerPool
from momento_scanner.adapters.outbound.filesystem.work_files import FolderWorkFiles
from momento_scanner.adapters.outbound.filetype.type_sniffer import SignatureSniffer
from momento_scanner.adapters.outbound.geonames.gazetteer import GeoNamesGazetteer
from momento_scanner.adapters.outbound.no_labels import NoLabels
from momento_scanner.adapters.outbound.no_places import NoPlaces
from momento_scanner.adapters.outbound.onnx.labeler import OnnxLabeler
from momento_scanner.adapters.outbound.telemetry.malware_engine import MeasuredEngine
from momento_scanner.application.description.describe import DescribeMedia
from momento_scanner.application.inspection.fair_slots import FairSlots
from momento_scanner.application.inspection.fresh_signatures import FreshSignatures
from momento_scanner.application.inspection.inspect import InspectMedia
from momento_scanner.application.inspection.recognise import RecogniseMedia

if TYPE_CHECKING:
    from momento_scanner.application.ports.clock import Clock
    from momento_scanner.application.ports.gazetteer import Gazetteer
    from momento_scanner.application.ports.labeler import Labeler
    from momento_scanner.config import ScannerConfig
    from momento_scanner.domain.inspection.time_limits import TimeLimits

_logger = logging.getLogger(__name__)
_MESSAGE_BYTES = 16 * 1024 * 1024
_OTHER_THREADS = 16


@dataclass(frozen=True, slots=True)
class ScannerService:
    """The service, ready to be started; `decoder` has to be closed after it."""

    server: GrpcServer
    readiness: Readiness
    decoder: WorkerPool


def bootstrap(config: ScannerConfig, clock: Clock | None = None, times: TimeLimits | None = None) -> ScannerService:
    """Makes the service; starts its decoder processes and empties its work folder on the way.

    Raises:
        ModelUnusable: the label model that the configuration names cannot be read.
    """
    clock = clock or SystemClock()
    times = times or config.times
    if config.signature_max_age is None:
        _logger.warning("the age of malware signatures is not enforced: what is newer than they are is not found")
    engine, fresh = ClamdEngine(config.clamd, times), FreshSignatures(clock, config.signature_max_age)
    decoder = WorkerPool(
        workers=config.workers.count,
        worker_limits=config.workers.limits,
        media_limits=config.limits.limits,
        required_layers=config.workers.required_layers,
        times=times,
    )
    inspect_media = InspectMedia(
        engine=observed(MeasuredEngine(engine, clock), "malware_engine"),
        sniffer=SignatureSniffer(),
        decoder=observed(decoder, "media_decoder"),
        work_files=FolderWorkFiles(config.work_folder),
        describe_media=_describe_media(config, clock),
        fresh=fresh,
        clock=clock,
        limits=config.limits.limits,
    )
    slots = FairSlots(config.concurrency, config.queue)
    servicer = ScannerServicer(inspect_media, RecogniseMedia(SignatureSniffer()), slots, times)
    options = ServerOptions(
        config.listen,
        config.tls,
        CALLERS,
        ERRORS,
        [SERVICE_NAME],
        # A file that waits takes a thread; anyone else who asks must not wait for one.
        threads=config.concurrency + config.queue + _OTHER_THREADS,
        message_bytes=_MESSAGE_BYTES,
    )
    server = GrpcServer(options, lambda it: scanner_pb2_grpc.add_ScannerServiceServicer_to_server(servicer, it))
    readiness = Readiness({"clamd": ClamdReadiness(engine, fresh), "decoder": decoder.check})
    return ScannerService(server, readiness, decoder)


def _describe_media(config: ScannerConfig, clock: Clock) -> DescribeMedia:
    return DescribeMedia(observed(_labeler(config), "labeler"), _gazetteer(config), clock)


def _labeler(config: ScannerConfig) -> Labeler:
    if config.tags.label_model is None:
        return NoLabels()
    # As many as decode at a time; anyone who comes faster waits for a turn.
    return OnnxLabeler.of_folder(config.tags.label_model, config.workers.count)


def _gazetteer(config: ScannerConfig) -> Gazetteer:
    return GeoNamesGazetteer() if config.tags.places else NoPlaces()

"""The scanner's configuration, all from environment variables."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

from momento_chassis.config import MeshTls, setting
from momento_chassis.parsers import boolean, whole_number

from momento_scanner.adapters.outbound.clamd.address import ClamdAddress, parse_address
from momento_scanner.adapters.outbound.decoder.sandbox.isolation.layer import (
    ALWAYS_REQUIRED,
    SandboxLayer,
    parse_layers,
)
from momento_scanner.adapters.outbound.decoder.sandbox.limits import WorkerLimits
from momento_scanner.adapters.outbound.onnx.model_folder import BUILT_IN
from momento_scanner.domain.inspection.limits import MediaLimits
from momento_scanner.domain.inspection.time_limits import TimeLimits

_MEBIBYTE: Final = 1024 * 1024
# clamd takes at most 2 GiB; below it, so that its own limits still lie between.
_CEILING_BYTES: Final = 1_950_000_000
_DEFAULTS: Final = MediaLimits()
_WORKER_DEFAULTS: Final = WorkerLimits()
_TIMES: Final = TimeLimits()


@dataclass(frozen=True, slots=True)
class LimitsConfig:
    """What one file may be."""

    size_bytes: int = setting(
        "MOMENTO_SCANNER_MAX_BYTES",
        "largest file in bytes; clamd's StreamMaxLength must not be smaller",
        default=_DEFAULTS.size_bytes,
        parse=whole_number(1, _CEILING_BYTES),
    )
    pixels: int = setting(
        "MOMENTO_SCANNER_MAX_PIXELS",
        "most pixels of one picture",
        default=_DEFAULTS.pixels,
        parse=whole_number(1, 1_000_000_000),
    )
    side: int = setting(
        "MOMENTO_SCANNER_MAX_SIDE",
        "longest side of a picture in pixels",
        default=_DEFAULTS.side,
        parse=whole_number(1, 65_535),
    )
    frames: int = setting(
        "MOMENTO_SCANNER_MAX_FRAMES",
        "most pictures in an animation",
        default=_DEFAULTS.frames,
        parse=whole_number(1, 100_000),
    )
    tracks: int = setting(
        "MOMENTO_SCANNER_MAX_TRACKS",
        "most tracks in a video",
        default=_DEFAULTS.tracks,
        parse=whole_number(1, 1000),
    )
    duration_seconds: int = setting(
        "MOMENTO_SCANNER_MAX_DURATION_SECONDS",
        "longest video in seconds",
        default=_DEFAULTS.duration_seconds,
        parse=whole_number(1, 7 * 24 * 3600),
    )

    @property
    def limits(self) -> MediaLimits:
        """As the domain knows them."""
        return MediaLimits(
            size_bytes=self.size_bytes,
            pixels=self.pixels,
            side=self.side,
            frames=self.frames,
            tracks=self.tracks,
            duration_seconds=self.duration_seconds,
        )


@dataclass(frozen=True, slots=True)
class WorkerConfig:
    """The processes that decode, and their sandbox."""

    count: int = setting(
        "MOMENTO_SCANNER_WORKERS", "processes that decode, at most one a core", default=2, parse=whole_number(1, 64)
    )
    memory_mebibytes: int = setting(
        "MOMENTO_SCANNER_WORKER_MEMORY_MIB",
        "address space of one such process in MiB",
        default=_WORKER_DEFAULTS.memory_bytes // _MEBIBYTE,
        parse=whole_number(512, 65_536),
    )
    cpu_seconds: int = setting(
        "MOMENTO_SCANNER_WORKER_CPU_SECONDS",
        "processor time to decode one file, in seconds",
        default=_WORKER_DEFAULTS.cpu_seconds,
        parse=whole_number(1, 3600),
    )
    wall_seconds: int = setting(
        "MOMENTO_SCANNER_WORKER_WALL_SECONDS",
        "longest time to decode the largest file, in seconds; small ones have less",
        default=int(_TIMES.longest_decode),
        parse=whole_number(1, 3600),
    )

    required_layers: frozenset[SandboxLayer] = setting(
        "MOMENTO_SCANNER_REQUIRED_SANDBOX_LAYERS",
        "layers that the sandbox of a decoder must have, with commas between; without them the scanner is not ready",
        default=ALWAYS_REQUIRED,
        parse=parse_layers,
    )

    @property
    def limits(self) -> WorkerLimits:
        """As the worker pool knows them."""
        return WorkerLimits(
            memory_bytes=self.memory_mebibytes * _MEBIBYTE,
            cpu_seconds=self.cpu_seconds,
        )


def label_model(text: str) -> Path | None:
    """Reads `builtin`, `none` or the path of a folder."""
    if text == "none":
        return None
    folder = BUILT_IN if text == "builtin" else Path(text)
    if not folder.is_dir():
        raise ValueError("say builtin, none, or a folder that holds a label model")
    return folder


@dataclass(frozen=True, slots=True)
class TagsConfig:
    """Where tags come from that need knowledge from outside the file."""

    label_model: Path | None = setting(
        "MOMENTO_SCANNER_LABEL_MODEL",
        "what says what is to be seen: `builtin`, `none`, or the folder of another model",
        default=BUILT_IN,
        parse=label_model,
    )
    places: bool = setting(
        "MOMENTO_SCANNER_GAZETTEER",
        "whether positions get the names of country, region and city, by the list of places that comes with it",
        default=True,
        parse=boolean,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannerConfig:
    """Everything that differs from one installation to the next."""

    clamd: ClamdAddress = setting(
        "MOMENTO_SCANNER_CLAMD", "where clamd listens: unix:/path or tcp:host:port", parse=parse_address
    )
    work_folder: Path = setting(
        "MOMENTO_SCANNER_WORK_FOLDER", "folder of this process alone for files under inspection", parse=Path
    )
    tls: MeshTls
    limits: LimitsConfig = field(default_factory=LimitsConfig)
    workers: WorkerConfig = field(default_factory=WorkerConfig)
    tags: TagsConfig = field(default_factory=TagsConfig)
    listen: str = setting("MOMENTO_LISTEN", "host:port of the gRPC server", default="127.0.0.1:7102")
    operations_listen: str = setting(
        "MOMENTO_OPERATIONS_LISTEN", "host:port for /livez and /readyz, never public; empty for none", default=""
    )
    concurrency: int = setting(
        "MOMENTO_SCANNER_CONCURRENCY",
        "files under inspection at the same time; more wait for a place",
        default=4,
        parse=whole_number(1, 256),
    )
    queue: int = setting(
        "MOMENTO_SCANNER_QUEUE",
        "files that wait for a slot; beyond, those of the user with most of them have to be sent again later",
        default=64,
        parse=whole_number(0, 1024),
    )
    wait_seconds: int = setting(
        "MOMENTO_SCANNER_WAIT_SECONDS",
        "how long a file waits for a slot before it has to be sent again later, in seconds",
        default=int(_TIMES.wait),
        parse=whole_number(1, 600),
    )
    scan_seconds: int = setting(
        "MOMENTO_SCANNER_SCAN_SECONDS",
        "longest time for clamd to scan the largest file, in seconds, above its MaxScanTime; small ones have less",
        default=int(_TIMES.longest_scan),
        parse=whole_number(1, 3600),
    )
    signature_max_age_hours: int = setting(
        "MOMENTO_SCANNER_SIGNATURE_MAX_AGE_HOURS",
        "age of signatures in hours above which the scanner is not ready and inspects nothing; 0 does not enforce it",
        default=72,
        parse=whole_number(0, 24 * 365),
    )

    @property
    def times(self) -> TimeLimits:
        """As the domain knows them."""
        return TimeLimits(
            wait=self.wait_seconds, longest_scan=self.scan_seconds, longest_decode=self.workers.wall_seconds
        )

    @property
    def signature_max_age(self) -> timedelta | None:
        """How old signatures may be; None when that is not enforced."""
        return timedelta(hours=self.signature_max_age_hours) if self.signature_max_age_hours else None

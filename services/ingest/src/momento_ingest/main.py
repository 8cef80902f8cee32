"""Starts the edge: `python -m momento_ingest.main`."""

from __future__ import annotations

import os
import resource
import signal
from functools import partial
from typing import TYPE_CHECKING

from granian.constants import HTTPModes, Interfaces, Loops, SSLProtocols
from granian.http import HTTP1Settings, HTTP2Settings
from granian.server import Server
from momento_chassis.aws.measured_calls import trace_calls
from momento_chassis.config import load
from momento_chassis.grpc.certificate_validity import measure_validity, of_the_mesh
from momento_chassis.grpc.certificates import CertificateFiles
from momento_chassis.telemetry import configure

from momento_ingest.adapters.inbound.http.app import create_app
from momento_ingest.adapters.inbound.http.connections.graceful_reload import (
    FINISH_SECONDS,
    OVERLAP_SECONDS,
    FinalAnswers,
    Succession,
)
from momento_ingest.background import lifespan
from momento_ingest.bootstrap import build_edge, readiness, remote_services
from momento_ingest.config import IngestConfig

if TYPE_CHECKING:
    from litestar.types import ASGIApp

CONNECTIONS = 10_000
"""Beyond these a client waits to be let in; each costs some 15 KB, measured."""
OTHER_FILES = 256
"""Descriptors for all but connections of clients."""
CONNECTION_HEADER_BYTES = 1024 * 1024
"""Where the connection is cut; the application refuses politely long before."""


def application() -> ASGIApp:
    """The application of one worker, from the environment; granian calls it where the worker's event loop is."""
    config = load(IngestConfig, os.environ)
    configure("ingest", config.log_level)
    trace_calls()
    # What granian has just read; when there is another, another worker takes over.
    public = config.certificate.read_bytes()
    measure_validity({**of_the_mesh(CertificateFiles(config.tls)), "edge": lambda: public})
    remote = remote_services(config)
    ready = readiness(config, remote.connections)
    edge = build_edge(config, remote, ready.absent)
    # granian's main process starts another worker on this signal, and later lets this one finish its requests.
    succession = Succession(partial(os.kill, os.getppid(), signal.SIGHUP))
    beside = lifespan(edge, config, ready, succession, remote.connections)
    return FinalAnswers(create_app(edge, [beside]), succession)


def connections() -> int:
    """How many connections may be open at once; lets this process have the descriptors for them."""
    _, hardest = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = CONNECTIONS + OTHER_FILES if hardest == resource.RLIM_INFINITY else min(hardest, CONNECTIONS + OTHER_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, hardest))
    return files - OTHER_FILES


def main() -> None:
    """Serves HTTPS until SIGTERM or Ctrl-C; requests under way are finished first."""
    config = load(IngestConfig, os.environ)
    host, _, port = config.listen.rpartition(":")
    most = connections()
    Server(
        "momento_ingest.main:application",
        address=host,
        port=int(port),
        interface=Interfaces.ASGI,
        factory=True,
        loop=Loops.uvloop,
        http=HTTPModes.auto,
        http1_settings=HTTP1Settings(max_buffer_size=CONNECTION_HEADER_BYTES),
        http2_settings=HTTP2Settings(max_headers_size=CONNECTION_HEADER_BYTES, max_concurrent_streams=100),
        websockets=False,
        backlog=most,
        backpressure=most,
        ssl_cert=config.certificate,
        ssl_key=config.key,
        ssl_protocol_min=SSLProtocols.tls12,
        log_enabled=False,
        respawn_failed_workers=True,
        respawn_interval=OVERLAP_SECONDS,
        workers_kill_timeout=FINISH_SECONDS,
    ).serve()


if __name__ == "__main__":
    main()

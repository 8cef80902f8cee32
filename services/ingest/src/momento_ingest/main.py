"""Starts the edge: `python -m momento_ingest.main`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from granian.constants import HTTPModes, Interfaces, Loops, SSLProtocols
from granian.http import HTTP1Settings, HTTP2Settings
from granian.server import Server
from momento_chassis.config import load
from momento_chassis.telemetry import configure

from momento_ingest.adapters.inbound.http.app import create_app
from momento_ingest.bootstrap import build_edge, lifespan, neighbours, readiness
from momento_ingest.config import IngestConfig

if TYPE_CHECKING:
    from litestar.types import ASGIApp

CONNECTION_HEADER_BYTES = 1024 * 1024
"""Where the connection is cut; the application refuses politely long before."""


def application() -> ASGIApp:
    """The application of one worker, from the environment; granian calls it where the worker's event loop is."""
    config = load(IngestConfig, os.environ)
    configure("ingest", config.log_level)
    ready = readiness(config)
    edge = build_edge(config, neighbours(config))
    return create_app(edge, [lifespan(edge, config, ready)])


def main() -> None:
    """Serves HTTPS until SIGTERM or Ctrl-C; requests under way are finished first."""
    config = load(IngestConfig, os.environ)
    host, _, port = config.listen.rpartition(":")
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
        ssl_cert=config.certificate,
        ssl_key=config.key,
        ssl_protocol_min=SSLProtocols.tls12,
        log_enabled=False,
        respawn_failed_workers=True,
    ).serve()


if __name__ == "__main__":
    main()

"""Another replica of a stack's edge, with settings of its own: quicker than another stack."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_local.part import Launch, Part
from momento_local.ports import Ports
from momento_local.process import Process
from momento_local.readiness import HttpReadiness

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from momento_local.stack import Stack


@dataclass(frozen=True)
class Edge:
    """Where an edge listens."""

    url: str


@contextmanager
def second_edge(stack: Stack, chosen: Mapping[str, str]) -> Iterator[Edge]:
    """Runs until the block ends; `chosen` goes before the settings of the stack's own edge."""
    ports = Ports.free()

    def launch() -> Launch:
        own = stack["ingest"].part.launch()
        listen = {
            "MOMENTO_LISTEN": f"127.0.0.1:{ports.edge}",
            "MOMENTO_OPERATIONS_LISTEN": f"127.0.0.1:{ports.operations}",
            "MOMENTO_METRICS_LISTEN": f"127.0.0.1:{ports.ingest_metrics}",
        }
        return Launch(own.command, {**own.environment, **listen, **chosen})

    process = Process(Part("ingest-second", launch, HttpReadiness(ports.operations)), stack.home)
    process.start()
    try:
        process.wait_ready()
        yield Edge(f"https://localhost:{ports.edge}")
    finally:
        process.stop()

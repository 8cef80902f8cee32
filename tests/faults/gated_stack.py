"""A whole Momento with a gate on every line on which an upload can be stopped."""

from __future__ import annotations

import dataclasses
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_local.stack import Stack

from tests.faults.aws_gate import AwsGate
from tests.faults.gate import TcpGate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from momento_local.part import Launch
    from momento_local.process import Process
    from momento_local.settings import Settings

    from tests.faults.valve import Valve


@dataclass(frozen=True)
class GatedStack:
    """The running stack and the valves of its gates.

    Attributes:
        scanner, catalog, aws: between ingest and each of them.
        clamd: between the scanner and clamd.
    """

    stack: Stack
    scanner: Valve
    clamd: Valve
    catalog: Valve
    aws: Valve

    def kill(self, name: str) -> None:
        """`kill -9`. What a gate holds is lost when an end of its line is the killed part, else it goes on."""
        self.stack[name].kill()
        for ends, valve in (
            ({"ingest", "scanner"}, self.scanner),
            ({"scanner", "clamd"}, self.clamd),
            ({"ingest", "catalog"}, self.catalog),
            ({"ingest", "aws"}, self.aws),
        ):
            if name in ends:
                valve.lose()
            else:
                valve.release()

    def restart(self, name: str) -> None:
        """Starts a part again; returns when it is ready."""
        self.stack[name].start()
        self.stack[name].wait_ready()


@contextmanager
def gated(settings: Settings) -> Iterator[GatedStack]:
    """Runs a stack while the block lasts."""
    stack, ports = Stack(settings), settings.ports
    with ExitStack() as opened:
        scanner = opened.enter_context(TcpGate(("127.0.0.1", ports.scanner)))
        catalog = opened.enter_context(TcpGate(("127.0.0.1", ports.catalog)))
        clamd = opened.enter_context(TcpGate(str(stack.home.clamd_socket)))
        aws = opened.enter_context(AwsGate(stack))
        addresses = {"MOMENTO_SCANNER_ADDRESS": scanner.address, "MOMENTO_CATALOG_ADDRESS": catalog.address}
        rerouted(stack["ingest"], {**addresses, **aws.environment})
        rerouted(stack["scanner"], {"MOMENTO_SCANNER_CLAMD": f"tcp:{clamd.address}"})
        opened.enter_context(stack)
        yield GatedStack(stack, scanner.valve, clamd.valve, catalog.valve, aws.valve)


def rerouted(process: Process, environment: Mapping[str, str]) -> None:
    """From its next start the process gets these variables in place of its own."""
    launch = process.part.launch

    def changed() -> Launch:
        plain = launch()
        return dataclasses.replace(plain, environment={**plain.environment, **environment})

    process.part = dataclasses.replace(process.part, launch=changed)

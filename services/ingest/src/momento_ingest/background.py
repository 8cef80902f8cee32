"""What runs beside the requests, for as long as the edge does."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Final

from momento_chassis.operations import OperationsServer

from momento_ingest.adapters.inbound.http.connections.graceful_reload import accept_in_newest_process
from momento_ingest.adapters.inbound.http.connections.idle_connections import close_idle
from momento_ingest.adapters.inbound.http.connections.public_certificate import RenewedFiles

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from contextlib import AbstractAsyncContextManager, AsyncExitStack

    from litestar import Litestar
    from momento_chassis.lifecycle import Readiness

    from momento_ingest.adapters.inbound.http.app_context import Edge
    from momento_ingest.adapters.inbound.http.connections.graceful_reload import Succession
    from momento_ingest.config import IngestConfig

    Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]

_logger = logging.getLogger(__name__)
RECONCILE_SECONDS: Final = 10.0
"""Pause between two looks at the whole journal, for what other replicas have left."""
FORGET_SECONDS: Final = 600.0
FINISH_SECONDS: Final = 15.0
"""How long uploads that are being processed may go on when the process is asked to stop."""
SILENCE_SECONDS: Final = 30.0
"""How long a connection may be silent beyond the longest that an answer may take."""
LISTEN_SECONDS: Final = 5.0
"""Pause between two looks for silent connections."""
RENEW_SECONDS: Final = 10.0
"""Pause between two looks for a renewed public certificate."""
BEGUN_SECONDS: Final = 0.1
"""Pause between two looks whether the server listens."""
PUBLISH_SECONDS: Final = 5.0
"""Pause between two rounds of publishing how uploads ended."""


def lifespan(
    edge: Edge, config: IngestConfig, ready: Readiness, succession: Succession, connections: AsyncExitStack
) -> Lifespan:
    """What runs beside the requests: readiness, its port, and the reconciliation of uploads.

    By `succession` this worker is followed by another, which reads the public certificate anew. `connections` are
    closed at the end, when nothing asks over them any more.
    """

    @asynccontextmanager
    async def running(_: Litestar) -> AsyncIterator[None]:
        # A worker begins before the one that it follows has ended.
        operations = OperationsServer(
            config.operations_listen, ready.missing, degraded=lambda: ready.degraded, shared=True
        )
        operations.start()
        ready.start(lambda _: None)
        await edge.reconcile_uploads()
        _logger.info("serving", extra={"listen": config.listen})
        tasks = [
            asyncio.create_task(_reconcile(edge)),
            asyncio.create_task(_forget(edge)),
            asyncio.create_task(_listen(config)),
            asyncio.create_task(_publish(edge)),
            asyncio.create_task(_purge(edge, config.purge_seconds)),
            asyncio.create_task(_prefer(_port(config))),
            asyncio.create_task(_renew(RenewedFiles(config.certificate, config.key), succession)),
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await edge.upload_queue.finish(FINISH_SECONDS)
            ready.stop()
            operations.stop()
            await asyncio.to_thread(ready.join)
            await connections.aclose()
            _logger.info("stopped")

    return running


async def _reconcile(edge: Edge) -> None:
    while True:
        await asyncio.sleep(RECONCILE_SECONDS)
        await _logged(edge.reconcile_uploads)


async def _forget(edge: Edge) -> None:
    while True:
        await _logged(edge.reconcile_uploads.forget)
        await _logged(edge.order_archive.forget)
        await asyncio.sleep(FORGET_SECONDS)


def _port(config: IngestConfig) -> int:
    return int(config.listen.rpartition(":")[2])


async def _listen(config: IngestConfig) -> None:
    while True:
        await asyncio.sleep(LISTEN_SECONDS)
        closed = await asyncio.to_thread(close_idle, _port(config), config.uploads.answer_seconds + SILENCE_SECONDS)
        if closed:
            _logger.info("closed silent connections", extra={"count": closed})


async def _publish(edge: Edge) -> None:
    while True:
        edge.outbox.added.clear()
        await _logged(edge.publish_reports)
        # Also without news: another replica may have left some, or the catalog may not have answered.
        with suppress(TimeoutError):
            await asyncio.wait_for(edge.outbox.added.wait(), PUBLISH_SECONDS)


async def _purge(edge: Edge, pause: int) -> None:
    while True:
        await _logged(edge.purge_closed_libraries)
        await asyncio.sleep(pause)


async def _prefer(port: int) -> None:
    preferred = False
    try:
        while not preferred:
            await asyncio.sleep(BEGUN_SECONDS)
            preferred = accept_in_newest_process(port)
    except OSError as problem:
        detail = {"detail": str(problem)}
        _logger.warning("a renewed public certificate may cost calls: the kernel takes no filter", extra=detail)


async def _renew(certificate: RenewedFiles, succession: Succession) -> None:
    renewed = False
    while not renewed:
        await asyncio.sleep(RENEW_SECONDS)
        renewed = await asyncio.to_thread(certificate.renewed)
    _logger.info("the public certificate was renewed; another worker takes over")
    succession.begin()


async def _logged(step: Callable[[], Awaitable[object]]) -> None:
    try:
        await step()
    except Exception:  # a disk that fails once must not end reconciliation until the next start
        _logger.exception("recovery failed; it is tried again")

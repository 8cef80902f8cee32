"""Ends connections of clients that do not answer the end of TLS."""
# ruff: noqa: SLF001  # hypercorn has no other way in; requirements.lock pins its exact version

from __future__ import annotations

from contextlib import suppress

from hypercorn.asyncio.tcp_server import TCPServer


def close_silent_clients_quietly() -> None:
    """Takes such a connection for closed after asyncio's 30 seconds; hypercorn alone makes a traceback of it.

    It knows of the other errors by which asyncio says that a client is gone already (`TCPServer._close`).
    """
    close = TCPServer._close

    async def close_quietly(server: TCPServer) -> None:
        with suppress(TimeoutError):
            await close(server)

    TCPServer._close = close_quietly  # type: ignore[method-assign,assignment]  # as above

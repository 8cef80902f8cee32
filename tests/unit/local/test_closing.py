from __future__ import annotations

import pytest
from hypercorn.asyncio.tcp_server import TCPServer
from momento_local.embedded_aws.closing import close_silent_clients_quietly


class SilentClient:
    """A connection whose client never answers the end of TLS."""

    closed = False

    def write_eof(self) -> None:
        raise NotImplementedError

    def close(self) -> None:
        self.closed = True

    async def wait_closed(self) -> None:
        raise TimeoutError("SSL shutdown timed out")


class IdleTask:
    async def stop(self) -> None:
        pass


async def test_a_client_that_does_not_answer_the_end_of_tls_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TCPServer, "_close", TCPServer._close)  # put back after the test
    server, client = object.__new__(TCPServer), SilentClient()
    server.writer = client  # type: ignore[assignment]  # all that is asked of it
    server.idle_task = IdleTask()  # type: ignore[assignment]  # likewise
    with pytest.raises(TimeoutError):
        await server._close()
    close_silent_clients_quietly()
    await server._close()
    assert client.closed

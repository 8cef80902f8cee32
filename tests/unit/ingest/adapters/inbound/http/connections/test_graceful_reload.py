from __future__ import annotations

import selectors
import socket
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Any, cast

import httpx
import pytest
from momento_ingest.adapters.inbound.http.connections.graceful_reload import (
    FinalAnswers,
    Succession,
    accept_in_newest_process,
)

if TYPE_CHECKING:
    from litestar.types import ASGIApp, Receive, Scope, Send

CONNECTIONS = 20


def listening(port: int) -> socket.socket:
    """Another listener at the same place; the first one finds a free port by 0."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(CONNECTIONS)
    listener.settimeout(0)
    return listener


def given(port: int, *listeners: socket.socket) -> list[int]:
    """How many of some new connections each of them is given."""
    numbers = dict.fromkeys(listeners, 0)
    with ExitStack() as opened, selectors.DefaultSelector() as selector:
        for listener in listeners:
            selector.register(listener, selectors.EVENT_READ)
        for _ in range(CONNECTIONS):
            opened.enter_context(socket.create_connection(("127.0.0.1", port)))
        # A connection that its client has need not be in the queue of a listener yet.
        while sum(numbers.values()) < CONNECTIONS:
            for key, _ in selector.select():
                listener = cast("socket.socket", key.fileobj)
                listener.accept()[0].close()
                numbers[listener] += 1
    return list(numbers.values())


def test_new_connections_go_to_whoever_began_to_listen_last_through_any_number_of_successions() -> None:
    first = listening(0)
    port = first.getsockname()[1]
    assert accept_in_newest_process(port)
    assert given(port, first) == [CONNECTIONS]
    for _ in range(3):
        second = listening(port)
        assert given(port, first, second) == [0, CONNECTIONS]
        assert accept_in_newest_process(port)
        assert given(port, first, second) == [0, CONNECTIONS]
        first.close()
        assert given(port, second) == [CONNECTIONS]
        first = second
    first.close()


def test_nothing_is_preferred_before_somebody_listens() -> None:
    with closing(socket.socket()) as bound:
        bound.bind(("127.0.0.1", 0))
        assert not accept_in_newest_process(bound.getsockname()[1])


@pytest.mark.parametrize(("version", "said"), [("1.0", "close"), ("1.1", "close"), ("2", None)])
async def test_answers_are_the_last_on_their_connection_once_another_worker_takes_over(
    version: str, said: str | None
) -> None:
    called: list[str] = []
    succession = Succession(lambda: called.append("successor"))
    app = spoken_in(version, FinalAnswers(_answer, succession))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://momento.example") as client:
        assert "Connection" not in (await client.get("/")).headers
        succession.begin()
        answer = await client.get("/")
    assert (answer.headers.get("Connection"), answer.text, called) == (said, "well", ["successor"])


def spoken_in(version: str, app: ASGIApp) -> Any:
    async def spoken(scope: Scope, receive: Receive, send: Send) -> None:
        scope["http_version"] = version
        await app(scope, receive, send)

    return spoken


async def _answer(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"well", "more_body": False})

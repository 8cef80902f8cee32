"""`/livez` and `/readyz` on a port of their own, for kubelet and launcher; never public."""

from __future__ import annotations

import json
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from momento_chassis.http_server import HttpServer

if TYPE_CHECKING:
    from collections.abc import Callable


class OperationsServer:
    """Says how the service is."""

    def __init__(
        self,
        listen: str,
        not_ready: Callable[[], dict[str, str]],
        *,
        degraded: Callable[[], dict[str, str]] = dict,
        shared: bool = False,
    ) -> None:
        """Listens on `listen` (`host:port`).

        `not_ready` names what is missing, by dependency; `degraded` what the service does without and is ready all the
        same. With `shared`, another process that asks for the same may listen beside it.
        """
        host, _, port = listen.rpartition(":")
        self._server = HttpServer(host, int(port), _handler(not_ready, degraded), name="operations", shared=shared)

    def start(self) -> int:
        """Begins to answer and returns the port."""
        return self._server.start()

    def stop(self) -> None:
        """Ends the thread."""
        self._server.stop()


def _handler(
    not_ready: Callable[[], dict[str, str]], degraded: Callable[[], dict[str, str]]
) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name that http.server looks for
            if self.path == "/livez":
                self._answer(HTTPStatus.OK, {"status": "alive"})
            elif self.path == "/readyz":
                missing = not_ready()
                status = HTTPStatus.SERVICE_UNAVAILABLE if missing else HTTPStatus.OK
                word = "not ready" if missing else "ready"
                self._answer(status, {"status": word, "missing": missing, "degraded": degraded()})
            else:
                self._answer(HTTPStatus.NOT_FOUND, {"status": "unknown path"})

        def log_message(self, *_: Any) -> None:
            """Probes come every few seconds; they are not worth a line."""

        def _answer(self, status: HTTPStatus, body: dict[str, Any]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    return Handler

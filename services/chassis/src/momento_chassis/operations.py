"""`/livez` and `/readyz` on a port of their own, for kubelet and launcher; never public."""

from __future__ import annotations

import json
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class OperationsServer:
    """Answers in a thread, so that a busy service still says how it is."""

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
        self._server = (_SharingServer if shared else ThreadingHTTPServer)(
            (host, int(port)), _handler(not_ready, degraded)
        )
        self._thread = Thread(target=self._server.serve_forever, name="operations", daemon=True)

    def start(self) -> int:
        """Begins to answer and returns the port."""
        self._thread.start()
        return int(self._server.server_address[1])

    def stop(self) -> None:
        """Ends the thread."""
        self._server.shutdown()
        self._server.server_close()


class _SharingServer(ThreadingHTTPServer):
    allow_reuse_port = True


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

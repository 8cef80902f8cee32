"""An edge that takes its time, without a clock: changes are on their way until the test lets them arrive."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request, Route

_CALLS = re.compile(r"/api/v1/(media|albums)\b")
_READING = {"GET", "HEAD"}
_ASKING = "/media/check"


class SlowAnswers:
    """Keeps back every change of items and albums until `release`, and remembers those that no typing may make."""

    def __init__(self, page: Page) -> None:
        self.harm: list[str] = []
        self._held: list[Route] = []
        self._holding = True
        page.on("request", self._note)
        page.route(_CALLS, self._hold)

    def release(self) -> None:
        """Lets everything arrive that is on its way."""
        held, self._held = self._held, []
        for route in held:
            route.continue_()

    def let_through(self) -> None:
        """Lets everything arrive, now and from now on."""
        self._holding = False
        self.release()

    def _hold(self, route: Route) -> None:
        if not self._holding or route.request.method in _READING or route.request.url.endswith(_ASKING):
            route.continue_()
        else:
            self._held.append(route)

    def _note(self, request: Request) -> None:
        if _is_harm(request):
            self.harm.append(f"{request.method} {request.url} {request.post_data}")


def _is_harm(request: Request) -> bool:
    """Whether a request trashes, deletes, marks as favourite or downloads something."""
    path = request.url.split("/api/v1", 1)[-1]
    if path.startswith("/media/archive") or path.endswith("/download"):
        return True
    if not path.startswith("/media"):
        return False
    changed = request.post_data or ""
    return request.method == "DELETE" or '"trashed"' in changed or '"favorite"' in changed

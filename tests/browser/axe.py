"""axe-core, let loose on a page as it stands."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "services/ingest/web/node_modules/axe-core/axe.min.js"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SIZES = ((1280, 800), (390, 844))
BAD = ("serious", "critical")
_RESTYLED = """() => {
  const { style } = document.documentElement;
  style.display = 'none';
  void document.documentElement.offsetHeight;
  style.display = '';
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
"""Chromium leaves inherited colours as they were before another scheme was emulated; this makes them anew."""
_RUN = "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations"


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands, a line for each element."""
    if page.evaluate("typeof axe") == "undefined":
        # Through the browser's own door for debuggers, because the page's policy allows no script but its own.
        page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = page.evaluate(_RUN)
    bad = [rule for rule in found if rule["impact"] in BAD]
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in bad for node in rule["nodes"]]


def violations_in_every_look(page: Page) -> list[str]:
    """The same, light and dark, wide and narrow; the page is left as wide as it was."""
    found, before = [], page.viewport_size
    for scheme, (width, height) in itertools.product(SCHEMES, SIZES):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(_RESTYLED)
        found += [f"{scheme} {width}: {line}" for line in violations(page)]
    if before is not None:
        page.set_viewport_size(before)
    return found

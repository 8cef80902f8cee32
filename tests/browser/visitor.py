"""A person at the page, in a real browser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from playwright.sync_api import Locator, Page, Request, expect

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.member import Member

FILES = "input[type=file]:not([webkitdirectory])"
FOLDER = "input[type=file][webkitdirectory]"
_KEEP = """async (input) => {
    const folder = await navigator.storage.getDirectory();
    const handle = await folder.getFileHandle(input.files[0].name, { create: true });
    await input.files[0].stream().pipeTo(await handle.createWritable());
    window.showOpenFilePicker = async () => [handle];
    input.remove();
}"""


class Visitor:
    """What a person does at the page, and what the page has said and asked meanwhile."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        self.begun: list[Request] = []
        self.panel: Locator = page.get_by_role("region", name="Uploads")
        self._browser = page.context.new_cdp_session(page)
        self._browser.send("Network.enable")
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        page.on("request", self._note)

    def sign_in(self, address: str, member: Member) -> None:
        self.page.goto(address)
        self.page.get_by_label("Email").fill(member.email)
        self.page.get_by_label("Password", exact=True).fill(member.password)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        expect(self.page.get_by_role("banner")).to_be_visible()

    def choose(self, *files: Path) -> None:
        """Gives the page files as its dialog would."""
        self.page.locator(FILES).first.set_input_files(list(files))

    def choose_folder(self, folder: Path) -> None:
        self.page.locator(FOLDER).first.set_input_files(folder)

    def drop(self, *paths: Path) -> None:
        """Drops files or folders on the page as a desktop would."""
        for kind in ("dragEnter", "dragOver", "drop"):
            self.drag(kind, *paths)

    def drag(self, kind: str, *paths: Path) -> None:
        """One step of a drag of files or folders over the page: dragEnter, dragOver or drop."""
        data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
        self._browser.send("Input.dispatchDragEvent", {"type": kind, "x": 300, "y": 400, "data": data})

    def stop_clock(self) -> None:
        """Lets no timer of the page end by itself any more; `page.clock.run_for` moves its time on."""
        self.page.clock.install()
        self.page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))

    def keep_privately(self, file: Path) -> None:
        """Lets the page's dialog give a handle of a copy of `file` that needs no leave to be opened again.

        The dialog itself is the browser's and cannot be reached by a test; the handle, and that it outlives the page in
        IndexedDB, are real: it leads into the origin private file system.
        """
        self.page.locator("body").evaluate(
            "body => body.insertAdjacentHTML('beforeend', '<input type=file id=copied>')"
        )
        self.page.locator("#copied").set_input_files(file)
        self.page.locator("#copied").evaluate(_KEEP)

    def limit_upload(self, bytes_per_second: int) -> None:
        """Slows sending down; -1 takes the limit away."""
        self._network(offline=False, uploadThroughput=bytes_per_second)

    def lose_network(self) -> None:
        """Takes the network away until the next `limit_upload`."""
        self._network(offline=True, uploadThroughput=0)

    def put_finger(self, element: Locator) -> None:
        """Rests a finger on the middle of an element until `lift_finger`."""
        box = element.bounding_box()
        assert box is not None
        self._finger("touchStart", {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2})

    def lift_finger(self) -> None:
        self._finger("touchEnd")

    def swipe_left(self) -> None:
        """Moves a finger over the page from right to left."""
        size = self.page.viewport_size
        assert size is not None
        self._finger("touchStart", {"x": size["width"] * 0.8, "y": size["height"] * 0.2})
        for share in (0.7, 0.6, 0.5, 0.4, 0.3, 0.2):
            self._finger("touchMove", {"x": size["width"] * share, "y": size["height"] * 0.2})
        self._finger("touchEnd")

    def row(self, name: str) -> Locator:
        """The line of a file."""
        return self.panel.get_by_role("listitem").filter(has_text=name)

    def expect_done(self, summary: str, timeout_seconds: float = 60) -> None:
        """Waits until the panel says exactly this."""
        expect(self.panel.get_by_text(summary, exact=True)).to_be_visible(timeout=timeout_seconds * 1000)

    def assert_no_fault(self) -> None:
        assert self.faults == [], "\n".join(self.faults)

    def _finger(self, kind: str, *points: dict[str, float]) -> None:
        self._browser.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    def _network(self, **conditions: bool | int) -> None:
        self._browser.send("Network.emulateNetworkConditions", {"latency": 0, "downloadThroughput": -1, **conditions})

    def _note(self, request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/api/v1/uploads"):
            self.begun.append(request)

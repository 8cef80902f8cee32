"""The page uploads: folders, duplicates, refusals, pauses, and networks and pages that go away in the middle."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import Visitor
from tests.e2e.cutting_proxy import CuttingProxy
from tests.media.eicar import EICAR
from tests.media.images import jpeg, png
from tests.media.large import write_large_mp4

if TYPE_CHECKING:
    from pathlib import Path

    from momento_local.stack import Stack
    from playwright.sync_api import Browser

    from tests.e2e.member import Member

MEGABYTE = 1_000_000
FILM_BYTES = 500 * MEGABYTE


def _folder(parent: Path, count: int) -> Path:
    """A folder of `count` pictures that all differ, half of them one level down."""
    folder = parent / "Holiday"
    (folder / "Beach").mkdir(parents=True)
    for number in range(count):
        place = folder / "Beach" if number % 2 else folder
        (place / f"picture-{number:03}.png").write_bytes(png(24 + number, 24))
    return folder


def test_a_folder_of_200_files_ends_with_the_right_totals(visitor: Visitor, member: Member, tmp_path: Path) -> None:
    folder = _folder(tmp_path, 196)
    (folder / "infected.jpg").write_bytes(jpeg(comment=EICAR))
    (folder / "fake.jpg").write_bytes(b"This is only text. " * 100)
    (folder / "again.png").write_bytes(png(24, 24))
    (folder / "Beach" / "once more.png").write_bytes(png(25, 24))
    (folder / ".DS_Store").write_bytes(b"left by the system")
    visitor.choose_folder(folder)
    visitor.expect_done("200 of 200 done · 2 refused · 2 already there", patience_seconds=100)
    usage = [item for _ in range(4) for item in member.listed(limit=100)]
    assert len(set(usage)) == 100
    visitor.panel.get_by_label("Only problems (2)").check()
    expect(visitor.row("infected.jpg")).to_contain_text("Refused")
    expect(visitor.row("fake.jpg")).to_contain_text("Refused")


@pytest.mark.timeout(400)
def test_a_video_of_500_mb_survives_a_cut_network_and_a_reload_without_starting_again(
    browser: Browser, stack: Stack, member: Member, tmp_path: Path
) -> None:
    film = write_large_mp4(tmp_path / "film.mp4", FILM_BYTES)
    network = CuttingProxy(stack.settings.ports.edge, lambda: None if network.cuts else 150 * MEGABYTE)
    context = browser.new_context()
    with network:
        visitor = Visitor(context.new_page())
        visitor.sign_in(f"https://localhost:{network.port}", member)
        visitor.limit_upload(60 * MEGABYTE)
        visitor.choose(film)
        expect(visitor.row("film.mp4")).to_contain_text(re.compile(r"Sending, [5-9]\d %"), timeout=60_000)
        assert network.cuts == 1
        visitor.page.reload()
        expect(visitor.panel).to_contain_text("One upload is unfinished")
        visitor.choose(film)
        visitor.expect_done("1 of 1 done", patience_seconds=200)
    assert len(visitor.begun) == 1
    assert network.sent < film.stat().st_size * 1.2
    [upload_id] = member.listed()
    with film.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    assert member.call("GET", f"/media/{upload_id}").json()["sha256"] == sha256
    visitor.assert_no_fault()
    context.close()

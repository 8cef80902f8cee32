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
# Set by a script, because the page's rules take no style that stands in the document.
COVER = """(name) => {
    const cover = document.createElement('div');
    Object.assign(cover.style, { position: 'fixed', inset: '0', zIndex: '99' });
    cover.id = name;
    document.body.append(cover);
}"""
UNCOVER = "(name) => document.getElementById(name).remove()"
# The browser's way of steering drags for tests knows no leaving.
LEAVE = """(name) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([], 'one.png'));
    document.getElementById(name).dispatchEvent(new DragEvent('dragleave', { bubbles: true, dataTransfer }));
}"""


def _folder(parent: Path, count: int) -> Path:
    """A folder of `count` pictures that all differ, half of them one level down."""
    folder = parent / "Holiday"
    (folder / "Beach").mkdir(parents=True)
    for number in range(count):
        place = folder / "Beach" if number % 2 else folder
        (place / f"picture-{number:03}.png").write_bytes(png(24 + number, 24))
    return folder


def _count(member: Member) -> int:
    """How many items the member has."""
    months = member.call("GET", "/timeline").json()["months"]
    return sum(month["count"] for month in months)


@pytest.mark.timeout(400)
def test_a_folder_of_200_files_ends_with_the_right_totals(visitor: Visitor, member: Member, tmp_path: Path) -> None:
    folder = _folder(tmp_path, 196)
    (folder / "infected.jpg").write_bytes(jpeg(comment=EICAR))
    (folder / "fake.jpg").write_bytes(b"This is only text. " * 100)
    (folder / "again.png").write_bytes(png(24, 24))
    (folder / "Beach" / "once more.png").write_bytes(png(25, 24))
    (folder / ".DS_Store").write_bytes(b"left by the system")
    visitor.choose_folder(folder)
    visitor.expect_done("200 of 200 done · 2 rejected · 2 already there", timeout_seconds=300)
    assert _count(member) == 196
    visitor.panel.get_by_label("Only problems (2)").check()
    expect(visitor.row("infected.jpg")).to_contain_text("Rejected")
    expect(visitor.row("fake.jpg")).to_contain_text("Rejected")


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
        visitor.expect_done("1 of 1 done", timeout_seconds=200)
    assert len(visitor.begun) == 1
    assert network.sent < film.stat().st_size * 1.2
    [upload_id] = member.listed()
    with film.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    assert member.call("GET", f"/media/{upload_id}").json()["sha256"] == sha256
    visitor.assert_no_fault()
    context.close()


def test_a_dropped_folder_is_walked_through_and_what_the_server_does_not_keep_is_refused_at_once(
    visitor: Visitor, member: Member, tmp_path: Path
) -> None:
    folder = _folder(tmp_path, 6)
    (folder / "notes.txt").write_bytes(b"no picture")
    visitor.drop(folder)
    visitor.expect_done("7 of 7 done · 1 rejected")
    expect(visitor.row("notes.txt")).to_contain_text("Momento keeps only JPG, JPEG")
    assert len(visitor.begun) == len(member.listed()) == 6


def test_a_drop_is_taken_when_the_page_changes_under_the_pointer(
    visitor: Visitor, member: Member, tmp_path: Path
) -> None:
    folder = _folder(tmp_path, 1)
    visitor.page.evaluate(COVER, "first")
    visitor.drag("dragEnter", folder)
    visitor.page.evaluate(UNCOVER, "first")
    visitor.drag("dragOver", folder)
    visitor.page.evaluate(COVER, "second")
    visitor.drag("drop", folder)
    visitor.expect_done("1 of 1 done")
    assert len(member.listed()) == 1


def test_a_drag_that_leaves_takes_its_invitation_along_also_after_the_page_has_changed(
    visitor: Visitor, tmp_path: Path
) -> None:
    folder = _folder(tmp_path, 1)
    invitation = visitor.page.get_by_text("Drop to upload")
    visitor.stop_clock()
    visitor.page.evaluate(COVER, "below")
    visitor.page.evaluate(COVER, "above")
    visitor.drag("dragEnter", folder)
    expect(invitation).to_be_visible()
    visitor.page.evaluate(UNCOVER, "above")
    visitor.drag("dragOver", folder)
    visitor.page.evaluate(LEAVE, "below")
    expect(invitation).to_be_hidden()


def test_a_drag_that_ends_over_what_the_page_has_taken_away_takes_its_invitation_along(
    visitor: Visitor, tmp_path: Path
) -> None:
    invitation = visitor.page.get_by_text("Drop to upload")
    visitor.stop_clock()
    visitor.page.evaluate(COVER, "cover")
    visitor.drag("dragEnter", _folder(tmp_path, 1))
    expect(invitation).to_be_visible()
    visitor.page.evaluate(UNCOVER, "cover")
    visitor.page.clock.run_for(999)
    expect(invitation).to_be_visible()
    visitor.page.clock.run_for(1)
    expect(invitation).to_be_hidden()


def test_a_file_whose_handle_the_browser_kept_goes_on_by_itself_after_a_reload(
    visitor: Visitor, member: Member, tmp_path: Path
) -> None:
    film = write_large_mp4(tmp_path / "film.mp4", 30 * MEGABYTE)
    visitor.keep_privately(film)
    visitor.limit_upload(3 * MEGABYTE)
    visitor.page.get_by_role("button", name="Upload", exact=True).first.click()
    expect(visitor.row("film.mp4")).to_contain_text(re.compile(r"Sending, [1-9]\d? %"))
    visitor.page.reload()
    visitor.limit_upload(-1)
    visitor.expect_done("1 of 1 done")
    assert len(visitor.begun) == len(member.listed()) == 1


def test_pausing_stops_the_bytes_and_cancelling_ends_the_upload_on_the_server_too(
    visitor: Visitor, member: Member, tmp_path: Path
) -> None:
    film = write_large_mp4(tmp_path / "film.mp4", 30 * MEGABYTE)
    visitor.limit_upload(3 * MEGABYTE)
    visitor.choose(film)
    expect(visitor.row("film.mp4")).to_contain_text(re.compile(r"Sending, [1-9]\d? %"))
    visitor.panel.get_by_role("button", name="Pause film.mp4").click()
    expect(visitor.row("film.mp4")).to_contain_text("Paused")
    [paused] = member.call("GET", "/uploads").json()["uploads"]
    assert paused["state"] == "receiving"
    visitor.panel.get_by_role("button", name="Resume film.mp4").click()
    expect(visitor.row("film.mp4")).to_contain_text("Sending")
    with visitor.page.expect_response(lambda answer: answer.request.method == "DELETE") as deleted:
        visitor.panel.get_by_role("button", name="Cancel film.mp4").click()
    assert deleted.value.status == 204
    expect(visitor.row("film.mp4")).to_contain_text("Cancelled")
    assert member.call("GET", "/uploads").json()["uploads"] == []


def test_what_an_earlier_page_left_unfinished_can_be_given_up(visitor: Visitor, member: Member, tmp_path: Path) -> None:
    film = write_large_mp4(tmp_path / "film.mp4", 30 * MEGABYTE)
    visitor.limit_upload(3 * MEGABYTE)
    visitor.choose(film)
    expect(visitor.row("film.mp4")).to_contain_text(re.compile(r"Sending, [1-9]\d? %"))
    visitor.page.reload()
    expect(visitor.panel).to_contain_text("One upload is unfinished")
    with visitor.page.expect_response(lambda answer: answer.request.method == "DELETE"):
        visitor.panel.get_by_role("button", name="Discard").click()
    expect(visitor.panel).to_be_hidden()
    assert member.call("GET", "/uploads").json()["uploads"] == []
    visitor.page.reload()
    expect(visitor.page.get_by_role("banner")).to_be_visible()
    expect(visitor.panel).to_be_hidden()


def test_without_a_network_the_page_waits_and_goes_on_when_it_is_back(
    visitor: Visitor, member: Member, tmp_path: Path
) -> None:
    film = write_large_mp4(tmp_path / "film.mp4", 30 * MEGABYTE)
    visitor.limit_upload(3 * MEGABYTE)
    visitor.choose(film)
    expect(visitor.row("film.mp4")).to_contain_text(re.compile(r"Sending, [1-9]\d? %"))
    visitor.lose_network()
    expect(visitor.row("film.mp4")).to_contain_text("Waiting to try again: Momento could not be reached")
    visitor.limit_upload(-1)
    visitor.expect_done("1 of 1 done")
    assert len(visitor.begun) == len(member.listed()) == 1


def test_the_panel_works_by_keyboard_and_keeps_how_many_files_are_sent_at_once(
    visitor: Visitor, tmp_path: Path
) -> None:
    visitor.choose(_folder(tmp_path, 1) / "picture-000.png")
    visitor.expect_done("1 of 1 done")
    choice = visitor.panel.get_by_label("Parallel uploads")
    choice.focus()
    visitor.page.keyboard.press("5")
    expect(choice).to_have_value("5")
    visitor.panel.get_by_role("button", name="Close uploads").press("Enter")
    expect(visitor.panel).to_be_hidden()
    stored = visitor.page.evaluate("({ ...localStorage })")
    assert stored == {"momento-uploads-at-once": "5", "momento-signed-in": "yes"}

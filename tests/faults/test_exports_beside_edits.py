"""Exports of a whole library, again and again, while another client trashes, restores, edits and uploads."""

from __future__ import annotations

import hashlib
import itertools
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

import pytest
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.e2e.member import Member, https_client
from tests.faults.crowd import Crowd
from tests.media.images import png

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.thorough

ITEMS: Final = 500
EXPORTS: Final = 20
SENDERS: Final = 4
CHUNK_BYTES: Final = 16_384
FIRST_NEW: Final = 1_000
"""Widths of the pictures that come while an export runs; those before it are narrower."""


class Editor:
    """The other client: one thing after another to one item after another."""

    def __init__(self, member: Member, upload_ids: list[str]) -> None:
        self._member = member
        self._turns = itertools.cycle(upload_ids)
        self._widths = itertools.count(FIRST_NEW)

    def work(self) -> str:
        """Trashes an item, restores it, renames another, and uploads a new one."""
        self._member.stay_signed_in()
        upload_id = next(self._turns)
        for change in ({"trashed": True}, {"title": "meanwhile"}, {"trashed": False}, {"favorite": True}):
            self._member.change(self._item(upload_id), **change)
        width = next(self._widths)
        answer = self._member.send(f"{width}.png", png(width))
        # On a machine that is busy an upload may be taken and stored later.
        assert answer.status_code in {201, 202}, answer.text
        return upload_id

    def _item(self, upload_id: str) -> dict[str, Any]:
        item: dict[str, Any] = self._member.call("GET", f"/media/{upload_id}").json()
        return item


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    with Stack(Settings(tmp_path, Ports.free())) as running:
        yield running


def same_member(stack: Stack, member: Member) -> Member:
    """Another client of the same person."""
    other = Member(https_client(stack), member.email, member.password, member.user_id, member.token)
    other.sign_in()
    return other


def fill(stack: Stack, member: Member) -> list[str]:
    """Ids of that many new pictures."""

    def send(share: range) -> list[str]:
        sender = same_member(stack, member)
        kept = [sender.keep(f"{width}.png", png(width))["uploadId"] for width in share]
        sender.close()
        return kept

    with ThreadPoolExecutor(SENDERS) as pool:
        shares = [range(1 + first, 1 + ITEMS, SENDERS) for first in range(SENDERS)]
        return [upload_id for kept in pool.map(send, shares) for upload_id in kept]


def standing(member: Member) -> dict[str, str]:
    """SHA-256 of every item of the member by its id, but for one that changes its place meanwhile."""
    return {item["uploadId"]: item["sha256"] for trashed in ("false", "true") for item in member.items(trashed=trashed)}


def exported(member: Member, path: Path) -> dict[str, str]:
    """SHA-256 of what lies in a new export by the id of its item."""
    url = member.call("POST", "/export").json()["url"]
    with member.client.stream("GET", url) as answer, path.open("wb") as file:
        for piece in answer.iter_raw(CHUNK_BYTES):
            file.write(piece)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.comment.startswith(b"Complete")
        items = json.loads(archive.read("momento.json"))["items"]
        return {item["uploadId"]: hashlib.sha256(archive.read(item["file"])).hexdigest() for item in items}


@pytest.mark.timeout(3600)
def test_every_export_is_complete_for_what_stood_there_when_it_began(stack: Stack, tmp_path: Path) -> None:
    member = Member.registered(stack, "somebody@example.org")
    editor = Editor(same_member(stack, member), fill(stack, member))
    with Crowd([editor.work], enough=1, timeout_seconds=600) as crowd:
        for _ in range(EXPORTS):
            member.stay_signed_in()
            before = standing(member)
            assert len(before) >= ITEMS - 1
            assert before.items() <= exported(member, tmp_path / "export.zip").items()
            crowd.go_on()
    assert crowd.failures == []
    print(f"\n{EXPORTS} exports of {ITEMS} items and more, {len(crowd.done)} rounds of edits beside them")  # noqa: T201  # the figures are worth a line

"""The key that seals links and what lies in the spool is exchanged while uploads are unfinished."""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING

import httpx
import pytest
from momento_local.ports import Ports
from momento_local.services import LINK_KEY_BYTES
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.e2e.member import Member
from tests.e2e.tus_client import begun, ended, send
from tests.faults.gated_stack import rerouted
from tests.media.images import png

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HALF = 50


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    with Stack(Settings(tmp_path, Ports.free())) as running:
        yield running


def restarted_with(stack: Stack, *keys: str) -> None:
    rerouted(stack["ingest"], {"MOMENTO_LINK_KEY": ",".join(keys)})
    stack["ingest"].stop()
    stack["ingest"].start()
    stack["ingest"].wait_ready()


def test_what_the_former_key_sealed_is_opened_until_that_key_is_given_up(stack: Stack) -> None:
    former = stack["ingest"].part.launch().environment["MOMENTO_LINK_KEY"]
    newest = base64.b64encode(secrets.token_bytes(LINK_KEY_BYTES)).decode()
    member = Member.registered(stack, "ada@example.org")
    link = member.link(member.keep("kept.png", png(20))["uploadId"])
    upload = begun(member, png(30), filename="half.png")
    assert send(member, upload, 0, png(30)[:HALF]).status_code == 204
    restarted_with(stack, newest, former)
    member.reconnect(stack)
    assert member.client.get(link).content == png(20)
    assert send(member, upload, HALF, png(30)[HALF:]).status_code == 204
    stored = ended(member, upload)
    assert stored["state"] == "done"
    newer = member.link(stored["media"]["uploadId"])
    restarted_with(stack, newest)
    member.reconnect(stack)
    assert member.client.get(newer).content == png(30)
    assert member.client.get(link).status_code == httpx.codes.NOT_FOUND

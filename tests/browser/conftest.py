"""A real Chromium in front of a whole Momento: real services, real ClamAV, an AWS that enforces IAM."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from momento_local import web
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.chromium import launched
from tests.browser.provider import provider_settings
from tests.browser.visitor import Visitor
from tests.e2e.member import Member

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parents[2] / "services/ingest/web"
TIMEOUT_MILLISECONDS = 15_000


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("momento")
    web.build(PAGE, print, folder / "web.log")
    ports = Ports.free()
    with Stack(Settings(folder, ports, chosen=provider_settings(ports.edge))) as running:
        yield running


@pytest.fixture(scope="session")
def browser(stack: Stack) -> Iterator[Browser]:
    expect.set_options(timeout=TIMEOUT_MILLISECONDS)
    with sync_playwright() as playwright:
        running = launched(playwright, stack)
        yield running
        running.close()


@pytest.fixture
def member(stack: Stack) -> Iterator[Member]:
    made = Member.registered(stack, f"{secrets.token_hex(6)}@example.org")
    yield made
    made.close()


@pytest.fixture
def visitor(browser: Browser, stack: Stack, member: Member) -> Iterator[Visitor]:
    """The member at the page, signed in."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    visitor = Visitor(context.new_page())
    visitor.sign_in(stack.settings.edge_url, member)
    yield visitor
    visitor.assert_no_fault()
    context.close()

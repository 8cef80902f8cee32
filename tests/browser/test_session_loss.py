"""A session outlives answers that are lost on the way, ends with a reason, and is one for all tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Route, expect

from tests.browser.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_local.stack import Stack
    from playwright.sync_api import Browser

    from tests.e2e.member import Member

RENEWALS = "**/api/v1/session/refresh"


class LosesAnswers:
    """Lets renewals reach the server and drops the answers of the first ones."""

    def __init__(self, lost: int) -> None:
        self.statuses: list[int] = []
        self._left = lost

    def __call__(self, route: Route) -> None:
        context = route.request.frame.page.context
        before = context.cookies()
        answer = route.fetch()
        self.statuses.append(answer.status)
        if self._left == 0:
            route.fulfill(response=answer)
            return
        self._left -= 1
        # A browser keeps no cookie of an answer that it never sees; here the request has been made in its name.
        context.clear_cookies()
        for cookie in before:
            context.add_cookies(
                [
                    {
                        "name": cookie["name"],
                        "value": cookie["value"],
                        "domain": cookie["domain"],
                        "path": cookie["path"],
                        "expires": cookie["expires"],
                        "httpOnly": cookie["httpOnly"],
                        "secure": cookie["secure"],
                        "sameSite": cookie["sameSite"],
                    }
                ]
            )
        route.abort("connectionreset")


@pytest.fixture
def traveller(browser: Browser, stack: Stack, member: Member) -> Iterator[Visitor]:
    """A visitor whose requests may also be made by the test, which knows no certificate."""
    context = browser.new_context(ignore_https_errors=True)
    visitor = Visitor(context.new_page())
    visitor.sign_in(stack.settings.edge_url, member)
    yield visitor
    visitor.assert_no_fault()
    context.close()


def test_a_lost_answer_to_a_renewal_leaves_its_user_signed_in(traveller: Visitor) -> None:
    page, loses = traveller.page, LosesAnswers(1)
    page.route(RENEWALS, loses)
    page.reload()
    expect(page.get_by_role("banner")).to_be_visible()
    assert loses.statuses == [200, 200]
    page.unroute(RENEWALS)
    page.reload()
    expect(page.get_by_role("banner")).to_be_visible()


def test_a_server_that_cannot_be_reached_signs_nobody_out(visitor: Visitor) -> None:
    page = visitor.page
    page.route(RENEWALS, lambda route: route.abort("connectionrefused"))
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("Momento could not be reached.")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    # It asks again by itself.
    page.unroute(RENEWALS)
    expect(page.get_by_role("banner")).to_be_visible()


def test_a_session_that_was_ended_says_so(visitor: Visitor, member: Member) -> None:
    page = visitor.page
    assert member.call("DELETE", "/account/sessions").json() == {"ended": 1}
    page.reload()
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(page.get_by_text("Your session has ended. Please sign in again.")).to_be_visible()


def test_signing_out_in_one_tab_hides_the_pictures_in_the_others(visitor: Visitor) -> None:
    other = visitor.page.context.new_page()
    other.goto(visitor.page.url)
    expect(other.get_by_role("banner")).to_be_visible()
    visitor.page.get_by_role("button", name="Account of A Member").click()
    visitor.page.get_by_role("button", name="Sign out").click()
    expect(visitor.page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(other.get_by_text("You signed out in another tab.")).to_be_visible()
    expect(other.get_by_role("banner")).to_have_count(0)

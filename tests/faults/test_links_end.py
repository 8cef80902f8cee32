"""Links and previews end with what they were for: with the session, the key, the account, and with the item itself."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.administrators import administrator
from tests.e2e.member import Member, https_client, make_api_key
from tests.faults.waiting import eventually
from tests.media.images import png

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx
    from momento_local.stack import Stack


@pytest.fixture
def owner(stack: Stack) -> Iterator[Member]:
    member = Member.registered(stack, f"{secrets.token_hex(6)}@example.org")
    yield member
    member.close()


@pytest.fixture(scope="module")
def root(stack_and_aws: tuple[Stack, Any]) -> Iterator[Member]:
    made = administrator(stack_and_aws[0])
    yield made
    made.close()


def sign_out(owner: Member, _: Member) -> None:
    assert owner.client.delete("/api/v1/session", headers={"X-Momento-Request": "1"}).status_code == 204


def sign_out_elsewhere(owner: Member, _: Member) -> None:
    other = Member(owner.client, owner.email, owner.password, owner.user_id, "")
    other.sign_in()
    assert other.call("DELETE", "/account/sessions").json()["ended"] >= 1


def close(owner: Member, _: Member) -> None:
    assert owner.call("DELETE", "/account", json={"password": owner.password}).status_code == 200


def disable(owner: Member, root: Member) -> None:
    assert root.call("PATCH", f"/admin/accounts/{owner.user_id}", json={"disabled": True}).status_code == 200


@pytest.mark.parametrize("end", [sign_out, sign_out_elsewhere, close, disable])
def test_links_and_previews_end_with(
    stack: Stack, owner: Member, root: Member, end: Callable[[Member, Member], None]
) -> None:
    shown = Shown(owner, owner.keep("a.png", png(41)))
    with https_client(stack) as stranger:
        assert shown.statuses(stranger) == (200, 200, 304)
        end(owner, root)
        eventually(lambda: shown.statuses(stranger) == (403, 401, 401))
        assert stranger.get(shown.link).json()["code"] == "LINK_EXPIRED"


def test_links_end_with_the_key_that_asked_for_them_and_those_of_a_session_do_not(stack: Stack, owner: Member) -> None:
    item = owner.keep("a.png", png(42))
    made = make_api_key(owner, "media:read")
    holder = Member(owner.client, "", "", owner.user_id, made["secret"])
    by_key, by_session = Shown(holder, item), Shown(owner, item)
    owner.call("DELETE", f"/account/api-keys/{made['apiKey']['keyId']}")
    with https_client(stack) as stranger:
        eventually(lambda: by_key.statuses(stranger) == (403, 401, 401))
        assert by_session.statuses(stranger) == (200, 200, 304)


def test_links_end_when_their_item_is_purged_and_not_when_it_is_put_into_the_trash(stack: Stack, owner: Member) -> None:
    item, kept = owner.keep("a.png", png(43)), owner.keep("b.png", png(44))
    shown, other = Shown(owner, item), Shown(owner, kept)
    with https_client(stack) as stranger:
        owner.change(item, trashed=True)
        assert shown.statuses(stranger) == (200, 200, 304)
        assert owner.call("DELETE", f"/media/{item['uploadId']}").status_code == 204
        eventually(lambda: shown.statuses(stranger) == (403, 404, 404))
        assert other.statuses(stranger) == (200, 200, 304)


class Shown:
    """What a session, or a key, can see of an item: a link to the original, and a preview."""

    def __init__(self, member: Member, item: dict[str, Any]) -> None:
        self.link = member.link(item["uploadId"])
        self._preview = item["previews"]["256"]
        self._bearer = {"Authorization": f"Bearer {member.token}"}

    def statuses(self, client: httpx.Client) -> tuple[int, int, int]:
        """How the link is answered, the preview, and the preview to a browser that has it."""
        known = {**self._bearer, "If-None-Match": "*"}
        asked = (client.get(self.link), client.get(self._preview, headers=self._bearer))
        link, preview = (answer.status_code for answer in asked)
        return link, preview, client.get(self._preview, headers=known).status_code

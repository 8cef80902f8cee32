"""A link ends with what it was made for: with the session, the key, the account, and with the item itself."""

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
    links = made_by(owner, owner.keep("a.png", png(41)))
    with https_client(stack) as stranger:
        assert [stranger.get(link).status_code for link in links] == [200, 200]
        end(owner, root)
        eventually(lambda: [stranger.get(link).status_code for link in links] == [403, 403])
        assert {stranger.get(link).json()["code"] for link in links} == {"LINK_EXPIRED"}


def test_links_end_with_the_key_that_asked_for_them_and_those_of_a_session_do_not(stack: Stack, owner: Member) -> None:
    item = owner.keep("a.png", png(42))
    made = make_api_key(owner, "media:read")
    holder = Member(owner.client, "", "", owner.user_id, made["secret"])
    by_key, by_session = made_by(holder, holder.call("GET", f"/media/{item['uploadId']}").json()), made_by(owner, item)
    owner.call("DELETE", f"/account/api-keys/{made['apiKey']['keyId']}")
    with https_client(stack) as stranger:
        eventually(lambda: [stranger.get(link).status_code for link in by_key] == [403, 403])
        assert [stranger.get(link).status_code for link in by_session] == [200, 200]


def test_links_end_when_their_item_is_purged_and_not_when_it_is_put_into_the_trash(stack: Stack, owner: Member) -> None:
    item, kept = owner.keep("a.png", png(43)), owner.keep("b.png", png(44))
    links, others = made_by(owner, item), made_by(owner, kept)
    with https_client(stack) as stranger:
        owner.change(item, trashed=True)
        assert [stranger.get(link).status_code for link in links] == [200, 200]
        assert owner.call("DELETE", f"/media/{item['uploadId']}").status_code == 204
        eventually(lambda: [stranger.get(link).status_code for link in links] == [403, 403])
        assert [stranger.get(link).status_code for link in others] == [200, 200]


def made_by(member: Member, item: dict[str, Any]) -> list[str]:
    """A link to the original and one to a preview."""
    return [member.link(item["uploadId"]), item["previews"]["256"]]

"""Signing out elsewhere, and how soon every service knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.member import Member
from tests.e2e.tus_client import begun, ended, send
from tests.e2e.verdicts import MAX_SECONDS, catalog_verdict, edge_verdict, honoured_for
from tests.media.images import png

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento.catalog.v1 import catalog_pb2_grpc


@pytest.fixture
def member(new_member: Callable[[], Member]) -> Member:
    return new_member()


def second_session(member: Member) -> Member:
    """The same person on another device."""
    other = Member(member.client, member.email, member.password, member.user_id, "")
    other.sign_in()
    return other


def ways(catalog: catalog_pb2_grpc.CatalogServiceStub) -> list[Callable[[Member], str]]:
    return [edge_verdict, lambda member: catalog_verdict(catalog, member.token)]


def test_a_session_ended_elsewhere_is_honoured_by_no_service_after_five_seconds(
    member: Member, catalog: catalog_pb2_grpc.CatalogServiceStub
) -> None:
    lost = second_session(member)
    assert [way(lost) for way in ways(catalog)] == ["OK", "OK"]
    (other,) = [it for it in member.call("GET", "/account/sessions").json()["sessions"] if not it["current"]]
    assert member.call("DELETE", f"/account/sessions/{other['sessionId']}").status_code == 204
    spent = [honoured_for(lambda way=way: way(lost)) for way in ways(catalog)]  # type: ignore[misc]  # the default binds the loop's value
    assert max(spent) <= MAX_SECONDS, spent
    assert [way(member) for way in ways(catalog)] == ["OK", "OK"]


def test_signing_out_everywhere_else_ends_uploads_before_they_are_stored(member: Member) -> None:
    lost = second_session(member)
    content = png(77)
    path = begun(lost, content, filename="late.png")
    assert member.call("DELETE", "/account/sessions").json() == {"ended": 1}
    send(member, path, 0, content)
    assert ended(member, path)["state"] == "rejected"
    assert member.listed() == []


def test_a_changed_password_ends_the_other_sessions_and_is_told(
    member: Member, catalog: catalog_pb2_grpc.CatalogServiceStub
) -> None:
    lost = second_session(member)
    wrong: dict[str, Any] = {"password": "not the present one", "newPassword": "violet tractor 42 moon"}
    answer = member.call("PUT", "/account/password", json=wrong)
    assert (answer.status_code, answer.json()["code"]) == (403, "PASSWORD_WRONG")
    change = {**wrong, "password": member.password}
    assert member.call("PUT", "/account/password", json=change).status_code == 204
    assert max(honoured_for(lambda way=way: way(lost)) for way in ways(catalog)) <= MAX_SECONDS  # type: ignore[misc]  # as above
    member.happened("account.password_changed", outcome="success")
    member.happened("session.ended", reason="PASSWORD_CHANGED")
    member.password = change["newPassword"]
    member.sign_in()

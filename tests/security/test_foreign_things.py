"""With one user's token, every operation that the OpenAPI document describes is tried on another user's things."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.storage import Storage
from tests.security.belongings import Belongings, belongings
from tests.security.everything import everything
from tests.security.foreign_requests import ForeignRequest, UnknownName, foreign_requests
from tests.security.openapi import Operation, operations

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from momento_local.stack import Stack

    from tests.e2e.member import Member

ADMINISTRATION = "/admin/"
"""What others' accounts may be named under: a member is refused before anybody looks whether there is such a one."""
FOR_ANY_HOLDER = {"GET /api/v1/links/{sealed}", "GET /api/v1/archives/{ticket}"}
"""A link is all the permission that it takes, and says so; `test_links.py` and e2e's `test_archives.py` have them."""


@pytest.fixture(scope="module")
def owner(new_member: Callable[[], Member]) -> Member:
    return new_member()


@pytest.fixture(scope="module")
def things(owner: Member) -> Belongings:
    return belongings(owner)


@pytest.fixture(scope="module")
def stranger(new_member: Callable[[], Member]) -> Member:
    return new_member()


@pytest.fixture(scope="module")
def requests(stack: Stack, things: Belongings) -> list[ForeignRequest]:
    tried = [operation for operation in operations(stack) if str(operation) not in FOR_ANY_HOLDER]
    return [request for operation in tried for request in foreign_requests(operation, things)]


def asked(stranger: Member, request: ForeignRequest) -> httpx.Response:
    stranger.client.cookies.clear()
    answer = stranger.call(request.method, request.path, **request.arguments)
    if stranger.call("GET", "/session").status_code == 401:
        stranger.sign_in()
    return answer


def test_nothing_of_another_user_is_found_told_or_changed(
    stack: Stack, owner: Member, stranger: Member, things: Belongings, requests: list[ForeignRequest]
) -> None:
    storage = Storage(stack)
    before = everything(stack, storage, owner.user_id)
    wrong = []
    for request in requests:
        answer = asked(stranger, request)
        refused = 403 if request.path.startswith(ADMINISTRATION) else 404
        if (answer.status_code != refused) if request.names_a_thing else (answer.status_code >= 500):
            wrong.append(f"{request} was answered with {answer.status_code} {answer.text}")
        reported = f"{answer.text} {list(answer.headers.items())}"
        wrong += [f"{request} told {trace}" for trace in things.traces if trace in reported]
        if everything(stack, storage, owner.user_id) != before:
            wrong.append(f"{request} changed something")
    assert wrong == []


def test_an_administrator_reaches_nothing_of_another_user_but_the_account(
    stack: Stack, owner: Member, root: Member, things: Belongings, requests: list[ForeignRequest]
) -> None:
    storage = Storage(stack)
    before = everything(stack, storage, owner.user_id)
    root.sign_in()
    shown_elsewhere = [trace for trace in things.traces if trace not in {owner.user_id, owner.email}]
    wrong = []
    for request in (request for request in requests if not request.path.startswith(ADMINISTRATION)):
        answer = asked(root, request)
        if request.names_a_thing and answer.status_code != 404:
            wrong.append(f"{request} was answered with {answer.status_code} {answer.text}")
        wrong += [f"{request} told {trace}" for trace in things.traces if trace in answer.text]
    people = root.call("GET", "/admin/accounts", params={"query": owner.email})
    wrong += [f"the list of accounts told {trace}" for trace in shown_elsewhere if trace in people.text]
    assert (wrong, people.status_code) == ([], 200)
    assert everything(stack, storage, owner.user_id) == before


def test_its_owner_is_given_what_a_stranger_was_refused(owner: Member, requests: list[ForeignRequest]) -> None:
    shown = [request for request in requests if request.names_a_thing and request.method == "GET"]
    assert not any(request.path.startswith(ADMINISTRATION) for request in shown)
    assert {owner.call("GET", request.path).status_code for request in shown if "events" not in request.path} == {200}


def test_what_can_be_named_is_named(requests: list[ForeignRequest], things: Belongings) -> None:
    named = [request.path for request in requests if request.names_a_thing]
    assert all(any(value in path for path in named) for values in things.path.values() for value in values)
    assert len(named) >= 20


@pytest.mark.parametrize(
    "operation",
    [
        Operation("GET", "/api/v1/media/{other_id}", (), None, ()),
        Operation("GET", "/api/v1/new/{upload_id}", (), None, ()),
        Operation("GET", "/api/v1/new", ({"in": "query", "name": "other", "required": True},), None, ()),
        Operation("POST", "/api/v1/new", (), "application/json", ("otherIds",)),
        Operation("POST", "/api/v1/new", (), "text/plain", ()),
    ],
    ids=str,
)
def test_an_operation_that_names_something_new_is_not_left_out(operation: Operation, things: Belongings) -> None:
    with pytest.raises(UnknownName):
        list(foreign_requests(operation, things))

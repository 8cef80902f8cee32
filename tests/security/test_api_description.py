"""The API keeps what its OpenAPI document promises, whatever is sent to it, and no answer is a fault of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.tus_client import TUS
from tests.security.api_description import asked
from tests.security.openapi import operations
from tests.security.own_things import OwnThings

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_local.stack import Stack

    from tests.e2e.member import Member
    from tests.security.api_description import AnyCase, Findings

STRICTER = ("positive_data_acceptance",)
"""Not a promise of ours: a search or a name may be refused for more than a JSON schema can say."""
OF_MAKING = ("negative_data_rejection", "missing_required_header", "unsupported_method", "ignored_auth")
"""Judge a request as schemathesis made it, so they cannot judge one that was altered afterwards."""
PROMISES = {
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
}


@pytest.fixture(scope="module")
def headers(new_member: Callable[[], Member]) -> dict[str, str]:
    return {**TUS, "Authorization": f"Bearer {new_member().token}"}


@pytest.fixture(scope="module")
def first(stack: Stack, headers: dict[str, str]) -> Findings:
    return asked(stack, headers, examples=8, without=STRICTER)


def test_every_answer_is_as_the_document_says_and_none_is_a_fault(first: Findings) -> None:
    assert first.broken == []


def test_every_operation_was_asked_and_got_past_the_token(stack: Stack, first: Findings) -> None:
    assert {label for label, statuses in first.statuses.items() if statuses - {401, 405}} == {
        f"{operation.method} {operation.path}" for operation in operations(stack)
    }
    assert {name for name, count in first.judged.items() if count > 100} >= PROMISES


def test_so_is_every_answer_to_who_names_things_that_exist(stack: Stack, new_member: Callable[[], Member]) -> None:
    member = new_member()
    own = OwnThings(member)

    def name(case: AnyCase) -> None:
        known = own.parameters(case.method, case.path)
        case.path_parameters = {key: known.get(key, value) for key, value in (case.path_parameters or {}).items()}
        if case.path.startswith("/api/v1/account/"):
            case.body = own.body(case.body)
        case.headers.update(own.headers(case.method, case.path))

    headers = {"Authorization": f"Bearer {member.token}"}
    found = asked(stack, headers, examples=5, without=(*STRICTER, *OF_MAKING), change=name)
    assert found.broken == [], "\n\n".join(found.broken)
    assert found.statuses["GET /api/v1/media/{upload_id}"] >= {200}
    assert found.statuses["PATCH /api/v1/media/{upload_id}"] >= {200}
    assert found.statuses["PATCH /api/v1/albums/{album_id}"] >= {200}
    assert found.statuses["PATCH /api/v1/uploads/{upload_id}"] >= {204}
    assert found.statuses["DELETE /api/v1/uploads/{upload_id}"] >= {204}
    assert found.statuses["DELETE /api/v1/account/sessions/{session_id}"] >= {204}
    assert found.statuses["DELETE /api/v1/account/api-keys/{key_id}"] >= {204}
    assert found.statuses["GET /api/v1/uploads/{upload_id}/events"] >= {200}
    assert found.statuses["GET /api/v1/links/{sealed}"] & {200, 206}
    assert found.statuses["GET /api/v1/archives/{ticket}"] >= {200}

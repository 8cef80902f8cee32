from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_ingest.domain import errors

from tests.fakes.ingest.web import assert_problem, in_pieces

if TYPE_CHECKING:
    import httpx

    from tests.fakes.ingest.world import World

STATUSES = {
    errors.InvalidInput: 400,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.PreconditionFailed: 412,
    errors.RangeNotSatisfiable: 416,
    errors.TooLarge: 413,
    errors.UnsupportedMedia: 415,
    errors.Rejected: 422,
    errors.Locked: 423,
    errors.TooSlow: 408,
    errors.ChecksumMismatch: 460,
    errors.PreconditionRequired: 428,
    errors.TooManyRequests: 429,
    errors.Unavailable: 503,
    errors.InsufficientStorage: 507,
}
HUGE = b'{"email": "' + b"a" * (64 * 1024) + b'", "password": "b"}'


def test_every_error_of_the_edge_has_its_status() -> None:
    assert set(STATUSES) == set(errors.IngestError.__subclasses__())


@pytest.mark.parametrize(("kind", "status"), STATUSES.items())
async def test_an_error_is_told_by_its_status_its_code_and_its_sentence(
    ada: httpx.AsyncClient, world: World, kind: type[errors.IngestError], status: int
) -> None:
    world.catalog.failure = kind("THE_CODE", "What was wrong and what to do.")
    answer = await ada.get("/api/v1/media")
    assert_problem(answer, status, "THE_CODE")
    assert answer.json()["detail"] == "What was wrong and what to do."


async def test_an_error_of_a_narrower_kind_counts_as_its_ancestor(ada: httpx.AsyncClient, world: World) -> None:
    class Narrower(errors.NotFound):
        pass

    world.catalog.failure = Narrower("THE_CODE", "It is not there.")
    assert_problem(await ada.get("/api/v1/media"), 404, "THE_CODE")


@pytest.mark.parametrize(
    "kind", [errors.TooManyRequests, errors.Unavailable, errors.InsufficientStorage, errors.Locked]
)
@pytest.mark.parametrize(("wait", "header"), [(None, "5"), (42, "42")])
async def test_who_should_come_back_is_told_when(
    ada: httpx.AsyncClient, world: World, kind: type[errors.IngestError], wait: int | None, header: str
) -> None:
    world.catalog.failure = kind("THE_CODE", "Come back.", retry_after_seconds=wait)
    assert (await ada.get("/api/v1/media")).headers["retry-after"] == header


async def test_other_errors_say_nothing_of_coming_back(ada: httpx.AsyncClient, world: World) -> None:
    world.catalog.failure = errors.NotFound("THE_CODE", "It is not there.")
    assert "retry-after" not in (await ada.get("/api/v1/media")).headers


async def test_an_unknown_address_and_an_unknown_method_are_problems(stranger: httpx.AsyncClient) -> None:
    assert_problem(await stranger.get("/nowhere"), 404, "ROUTE_UNKNOWN")
    refused = await stranger.put("/api/v1/limits")
    assert_problem(refused, 405, "METHOD_NOT_ALLOWED")
    assert set(refused.headers["allow"].split(", ")) >= {"GET", "OPTIONS"}


@pytest.mark.parametrize("declared", [True, False])
async def test_json_of_more_than_64_kib_is_refused(
    stranger: httpx.AsyncClient, world: World, *, declared: bool
) -> None:
    headers = {"Content-Type": "application/json"}
    content = HUGE if declared else in_pieces(HUGE, 4096)
    answer = await stranger.post("/api/v1/session", content=content, headers=headers)
    assert_problem(answer, 413, "BODY_TOO_LARGE")
    assert world.steps.names == []


async def test_a_fault_of_ours_is_logged_with_its_inside_and_told_without(
    ada: httpx.AsyncClient, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.catalog.failure = KeyError("secret of ours")
    answer = await ada.get("/api/v1/media")
    assert_problem(answer, 500, "INTERNAL")
    assert "secret" not in answer.text
    assert "secret of ours" in caplog.text

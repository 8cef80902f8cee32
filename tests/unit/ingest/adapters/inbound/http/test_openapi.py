from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from momento_chassis.identity import SCOPES
from momento_ingest.application.accounts.token_cache import MEMORY

from tests.fakes.ingest.web import assert_problem, browser
from tests.fakes.ingest.world import ADA

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.fakes.ingest.world import World

METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
OPEN = {
    "POST /api/v1/accounts",
    "POST /api/v1/account/password-reset",
    "PUT /api/v1/account/password-reset",
    "POST /api/v1/session",
    "POST /api/v1/session/passkey",
    "POST /api/v1/session/passkey/challenge",
    "POST /api/v1/session/refresh",
    "POST /api/v1/session/second-factor",
    "DELETE /api/v1/session",
    "GET /api/v1/session/ways",
    "GET /api/v1/session/oidc",
    "GET /api/v1/session/oidc/callback",
    "GET /api/v1/limits",
    "GET /api/v1/status",
    "GET /api/v1/links/{sealed}",
    "GET /api/v1/archives/{ticket}",
}
"""What somebody without a token may call; anything else in the document must ask for one."""


@pytest.fixture
async def document(stranger: httpx.AsyncClient) -> dict[str, Any]:
    answer = await stranger.get("/api/v1/openapi/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_it_is_a_document_of_the_version_that_it_says(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert document["info"]["title"] == "Momento"
    assert document["info"]["version"]
    assert {method for methods in document["paths"].values() for method in methods} <= METHODS


def test_every_reference_leads_to_something(document: dict[str, Any]) -> None:
    found = set(references(document))
    assert found
    for reference in found:
        node = document
        for step in reference.removeprefix("#/").split("/"):
            node = node[step.replace("~1", "/").replace("~0", "~")]


def test_every_operation_has_a_name_of_its_own_and_says_what_it_does(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(set(names)) == len(names)
    assert all(operation["summary"] and operation["responses"] for _, _, operation in operations(document))


def test_every_part_of_a_path_is_a_required_parameter(document: dict[str, Any]) -> None:
    for _, path, operation in operations(document):
        given = {it["name"] for it in operation.get("parameters", []) if it["in"] == "path" and it["required"]}
        assert given == set(re.findall(r"{(\w+)}", path))


def test_names_of_fields_are_camel_case(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"].values()
    fields = {name for schema in schemas for name in schema.get("properties", {})}
    assert {"uploadId", "displayName", "nextCursor"} <= fields
    assert not [name for name in fields if "_" in name]


def test_nothing_of_our_inside_is_in_the_document(document: dict[str, Any]) -> None:
    assert not re.search(r"momento_ingest|\.py\b|InjectedContext|TheCaller", json.dumps(document["paths"]))


def test_every_open_route_is_in_the_document(document: dict[str, Any]) -> None:
    assert {f"{method} {path}" for method, path, _ in operations(document)} >= OPEN


async def test_every_other_route_needs_a_token(document: dict[str, Any], stranger: httpx.AsyncClient) -> None:
    private = [it for it in operations(document) if f"{it[0]} {it[1]}" not in OPEN]
    assert private
    for method, path, operation in private:
        query = {
            it["name"]: "x" for it in operation.get("parameters", []) if it["in"] == "query" and it.get("required")
        }
        address = re.sub(r"{\w+}", "01arz3ndektsv4rrffq69g5fav", path)
        for headers, code in (({}, "TOKEN_MISSING"), ({"Authorization": "Bearer forged"}, "TOKEN_INVALID")):
            answer = await stranger.request(method, address, params=query, headers=headers)
            if method == "HEAD":
                assert answer.status_code == 401
            else:
                assert_problem(answer, 401, code)


async def test_the_document_says_which_routes_need_a_token(document: dict[str, Any]) -> None:
    unguarded = {
        f"{method} {path}" for method, path, operation in operations(document) if not operation.get("security")
    }
    assert unguarded == OPEN


async def test_an_address_tells_all_its_methods(document: dict[str, Any], stranger: httpx.AsyncClient) -> None:
    for path, methods in document["paths"].items():
        # Below this path OPTIONS speaks of tus.
        if not path.startswith("/api/v1/uploads"):
            answer = await stranger.options(re.sub(r"{\w+}", "x", path))
            assert answer.status_code == 204
            known = {method.upper() for method in methods}
            expected = known | {"OPTIONS"} | ({"HEAD"} if "GET" in known else set())
            assert set(answer.headers["allow"].split(", ")) == expected


def test_every_operation_tells_how_it_refuses(document: dict[str, Any]) -> None:
    for _, path, operation in operations(document):
        rejections = {status: it for status, it in operation["responses"].items() if status >= "4"}
        assert {"400", "431", "500", "503"} <= set(rejections)
        assert ("401" in rejections) >= bool(operation.get("security"))
        assert ("404" in rejections) >= ("{" in path)
        for refusal in rejections.values():
            assert list(refusal["content"]) == ["application/problem+json"]


def test_bodies_that_the_framework_does_not_read_are_in_the_document(document: dict[str, Any]) -> None:
    paths = document["paths"]
    assert list(paths["/api/v1/media"]["post"]["requestBody"]["content"]) == ["multipart/form-data"]
    piece = paths["/api/v1/uploads/{upload_id}"]["patch"]
    assert list(piece["requestBody"]["content"]) == ["application/offset+octet-stream"]
    assert "content" not in piece["responses"]["204"]


def test_every_other_route_says_which_scopes_it_needs(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        named = {scope for way in operation.get("security", []) for scope in way.get("bearer", ())}
        assert named <= SCOPES
        assert bool(named) == (f"{method} {path}" not in OPEN)


async def test_a_token_without_the_scope_is_refused_by_every_route(document: dict[str, Any], world: World) -> None:
    token = world.identity.signed_in(ADA)
    async with browser(world, token) as limited:
        for method, path, operation in operations(document):
            named = {scope for way in operation.get("security", []) for scope in way.get("bearer", ())}
            if not named:
                continue
            world.identity.scopes[token] = SCOPES - named
            world.now += MEMORY
            query = {
                it["name"]: "x" for it in operation.get("parameters", []) if it["in"] == "query" and it["required"]
            }
            address = re.sub(r"{\w+}", "01arz3ndektsv4rrffq69g5fav", path)
            answer = await limited.request(method, address, params=query, json={})
            assert answer.status_code == 403, (method, path, answer.text)
            if method != "HEAD":
                assert_problem(answer, 403, "SCOPE_MISSING")


def _nonsense(path: str) -> str:
    """The address with values that no parameter takes, and parameters that no route has."""
    return re.sub(r"{\w+}", "%F0%9F%92%A9", path) + "?limit=many&cursor=%00&from=never&until=&facet=&prefix="


NONSENSE = {"If-Match": "x" * 300, "Idempotency-Key": "\x7f", "Range": "x" * 300, "Content-Type": "text/plain"}


async def _status(client: httpx.AsyncClient, method: str, path: str) -> int:
    answer = await client.request(method, _nonsense(path), headers=NONSENSE, content=b"{")
    return answer.status_code


async def test_every_operation_asks_for_a_token_before_it_looks_at_anything_else(
    document: dict[str, Any], stranger: httpx.AsyncClient
) -> None:
    guarded = [(method, path) for method, path, it in operations(document) if it.get("security")]
    assert len(guarded) > 50
    answers = {
        f"{method} {path}": (
            await stranger.request(method, _nonsense(path), headers=NONSENSE, content=b"{")
        ).status_code
        for method, path in guarded
    }
    assert {name: status for name, status in answers.items() if status != 401} == {}


async def test_every_operation_asks_for_its_scope_before_it_looks_at_anything_else(
    document: dict[str, Any], ada: httpx.AsyncClient, world: World, token: str
) -> None:
    world.identity.scopes[token] = frozenset({"another:scope"})
    answers = {
        f"{method} {path}": await _status(ada, method, path)
        for method, path, it in operations(document)
        if it.get("security")
    }
    assert {name: status for name, status in answers.items() if status != 403} == {}

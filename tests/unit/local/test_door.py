from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_local.embedded_aws.door import Door, signed_for

SCOPE = "AKIAEXAMPLEEXAMPLE00/20260102/us-east-1/s3/aws4_request"
SIGNED = f"AWS4-HMAC-SHA256 Credential={SCOPE}, SignedHeaders=host;x-amz-date, Signature={'a' * 64}"


class Inside:
    """Stands for ministack: notes what came through."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    async def __call__(self, scope: Any, _receive: Any, send: Any) -> None:
        self.paths.append(scope["path"])
        await send({"type": "http.response.start", "status": 200, "headers": []})


async def _ask(
    path: str = "/momento-uploads/a.jpg",
    *,
    method: str = "PUT",
    query: str = "",
    host: str = "127.0.0.1:7104",
    authorization: tuple[str, ...] = (SIGNED,),
    kind: str = "http",
) -> tuple[bool, list[Any]]:
    inside, sent = Inside(), []
    headers = [(b"Host", host.encode()), *((b"Authorization", each.encode()) for each in authorization)]
    scope = {"type": kind, "method": method, "path": path, "query_string": query.encode(), "headers": headers}

    async def send(message: Any) -> None:
        sent.append(message)

    await Door(inside, frozenset({"127.0.0.1:7104"}))(scope, None, send)  # type: ignore[arg-type]  # no body
    return bool(inside.paths), sent


@pytest.mark.parametrize("method", ["GET", "PUT"])
async def test_a_signed_request_passes(method: str) -> None:
    assert (await _ask(method=method))[0]


async def test_a_presigned_link_passes() -> None:
    query = f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={SCOPE.replace('/', '%2F')}&X-Amz-Signature=00"
    assert (await _ask(method="GET", query=query, authorization=()))[0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"authorization": ()},
        {"authorization": (SIGNED, SIGNED)},
        {"query": f"X-Amz-Credential={SCOPE}"},
        {"query": "AWSAccessKeyId=test&Signature=x", "authorization": ()},
        {"host": "evil.example:7104"},
        {"host": "momento-uploads.127.0.0.1:7104"},
        {"path": "/_ministack/reset", "method": "POST"},
        {"path": "/_ministack/config", "method": "POST"},
        {"path": "/_aws/ses", "method": "GET"},
        {"kind": "websocket"},
    ],
)
async def test_everything_else_stays_outside(wrong: dict[str, Any]) -> None:
    passed, sent = await _ask(**wrong)
    assert not passed
    assert sent[0]["type"] == "websocket.close" or sent[0]["status"] == 403


@pytest.mark.parametrize("key", ["test", "000000000000", "", "AKIASHORT", "ABCDEFGHIJKLMNOP,Credential=test"])
def test_keys_that_ministack_takes_for_the_owner_are_not_signatures(key: str) -> None:
    header = SIGNED.replace("AKIAEXAMPLEEXAMPLE00", key)
    assert signed_for([(b"authorization", header.encode())], "") is None


@given(st.text(alphabet="ABCtest0123=/,; ", max_size=80))
def test_nothing_slips_in_before_or_behind_a_good_signature(noise: str) -> None:
    for header in (noise + SIGNED, SIGNED + noise):
        if noise:
            assert signed_for([(b"authorization", header.encode())], "") is None


async def test_only_health_is_open_to_anyone() -> None:
    assert (await _ask("/_ministack/health", method="GET", authorization=()))[0]
    assert (await _ask("/_ministack/ready", method="GET", authorization=()))[0]
    assert not (await _ask("/_ministack/health", method="POST", authorization=()))[0]


async def test_a_closed_door_lets_nobody_in() -> None:
    inside, sent = Inside(), []
    door = Door(inside, frozenset({"127.0.0.1:7104"}))
    await door.close(1)

    async def send(message: Any) -> None:
        sent.append(message)

    await door({"type": "http"}, None, send)  # type: ignore[arg-type]  # never looked at
    assert sent[0]["status"] == 503
    assert not inside.paths

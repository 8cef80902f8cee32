"""Requests that no client library would send, byte by byte over the wire: one meaning, or a refusal (RFC 9112)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults.wire import secured
from tests.media.images import png

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_local.stack import Stack

    from tests.e2e.member import Member

HOST = "Host: localhost"
FORM = "Content-Type: multipart/form-data; boundary=frontier"
CHUNKED = "Transfer-Encoding: chunked"
PART = b'--frontier\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\nbytes'
MALFORMED = {
    "a length that is none": b"zz\r\nbytes\r\n0\r\n\r\n",
    "a length of too many digits": b"f" * 40 + b"\r\nbytes\r\n0\r\n\r\n",
    "a negative length": b"-5\r\nbytes\r\n0\r\n\r\n",
    "more bytes than were announced": b"2\r\nbytes\r\n0\r\n\r\n",
    "trailers without an end": b"%x\r\n%s\r\n0\r\n%s\r\n" % (len(PART), PART, b"X: " + b"y" * 200_000),
    "trailers that are none": b"%x\r\n%s\r\n0\r\n\x00\x01\r\n\r\n" % (len(PART), PART),
}
AMBIGUOUS = [
    "//api/v1/limits",
    "/api//v1/limits",
    "/api/v1/./limits",
    "/api/v1/x/../limits",
    "/api/v1/%2e%2e/v1/limits",
    "/api%2fv1/limits",
    "/api/v1%5climits",
    "/api/v1/limits%00",
]


@pytest.fixture(scope="module")
def member(new_member: Callable[[], Member]) -> Member:
    return new_member()


def request(line: str, *headers: str, body: bytes = b"") -> bytes:
    return "\r\n".join([f"{line} HTTP/1.1", *headers, "Connection: close", "\r\n"]).encode() + body


def answered(stack: Stack, sent: bytes) -> bytes:
    """The head of the answer."""
    with secured(stack) as connection:
        connection.sendall(sent)
        answer = b""
        while b"\r\n\r\n" not in answer and (part := connection.recv(65_536)):
            answer += part
    return answer.partition(b"\r\n\r\n")[0]


def status(stack: Stack, sent: bytes) -> int:
    return int(answered(stack, sent).split()[1])


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_body_is_the_senders_fault(stack: Stack, member: Member, name: str) -> None:
    bearer = f"Authorization: Bearer {member.token}"
    assert status(stack, request("POST /api/v1/media", HOST, bearer, FORM, CHUNKED, body=MALFORMED[name])) == 400


@pytest.mark.parametrize("hosts", [[], [HOST, HOST], [HOST, "Host: elsewhere.example"]])
def test_a_request_without_one_host_is_refused(stack: Stack, hosts: list[str]) -> None:
    assert status(stack, request("GET /api/v1/limits", *hosts)) == 400


@pytest.mark.parametrize("path", AMBIGUOUS)
def test_an_address_that_could_be_read_in_two_ways_is_no_route(stack: Stack, path: str) -> None:
    assert status(stack, request(f"GET {path}", HOST)) == 404


@pytest.mark.parametrize("query", ["", "?next=//elsewhere/../x", "?iss=https%3A%2F%2Fprovider.example%5c%00"])
def test_what_a_query_holds_is_no_part_of_the_address(stack: Stack, query: str) -> None:
    assert status(stack, request(f"GET /api/v1/limits{query}", HOST)) == 200


@pytest.mark.parametrize("path", ["/", "/api/v1/limits", "/api/v1/openapi/openapi.json"])
def test_head_is_answered_as_get_without_a_body(stack: Stack, path: str) -> None:
    reported, got = (answered(stack, request(f"{method} {path}", HOST)) for method in ("HEAD", "GET"))
    lines = [{line for line in it.lower().split(b"\r\n") if not line.startswith(b"date")} for it in (reported, got)]
    assert lines[0] == lines[1]


def test_head_of_a_preview_tells_the_length_of_what_get_sends(member: Member) -> None:
    item = member.keep("a.png", png(31))
    url = item["previews"]["256"]
    reported, got = member.client.head(url), member.client.get(url)
    assert (reported.status_code, reported.content) == (200, b"")
    assert int(reported.headers["content-length"]) == len(got.content)

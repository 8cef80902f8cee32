"""What a call to AWS is, read from its bytes; and what AWS answers when it cannot."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from http.server import BaseHTTPRequestHandler

CREDENTIAL = re.compile(
    r"(?P<key>[A-Z0-9]{16,})(?:/|%2F)\d{8}(?:/|%2F)[a-z0-9-]+(?:/|%2F)(?P<service>[a-z0-9]+)(?:/|%2F)"
)
"""A credential scope (SigV4), in a header or in a query."""
SESSION_NAME = re.compile(rb"RoleSessionName=user-([0-7][0-9a-hjkmnp-tv-z]{25})")
ULID = "[0-7][0-9a-hjkmnp-tv-z]{25}"
FOLDER = re.compile(rf"/user-({ULID})/")
OWNER = re.compile(ULID)
PARTITION_KEYS = frozenset({"userId", "facetKey"})
EQUALS = re.compile(r"(#?\w+)\s*=\s*(:\w+)")
"""A condition on the partition of a Query, which can be no other comparison."""
ACCESS_KEY = re.compile(rb"<AccessKeyId>([A-Z0-9]+)</AccessKeyId>")
TAGGING = "PutObjectTagging"
"""Says something of an object that is there, and writes none."""
S3_OPERATIONS = {
    ("PUT", "partNumber"): "UploadPart",
    ("PUT", "tagging"): TAGGING,
    ("PUT", ""): "PutObject",
    ("POST", "uploads"): "CreateMultipartUpload",
    ("POST", "uploadId"): "CompleteMultipartUpload",
    ("DELETE", "uploadId"): "AbortMultipartUpload",
    ("GET", ""): "GetObject",
    ("HEAD", ""): "HeadObject",
}
S3_WRITES = frozenset(
    operation for (method, _), operation in S3_OPERATIONS.items() if method in {"PUT", "POST"} and operation != TAGGING
)


@dataclass(frozen=True)
class Answer:
    """What AWS says."""

    status: int
    headers: Mapping[str, str]
    body: bytes


SLOW_DOWN = Answer(
    503,
    {"Content-Type": "application/xml"},
    b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>",
)
"""Amazon S3 API reference, "Error responses"."""


def throttled(code: str, **details: object) -> Answer:
    """DynamoDB's refusal with `code` (Amazon DynamoDB developer guide, "Error handling")."""
    body = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "The rate is too high.", **details}
    return Answer(400, {"Content-Type": "application/x-amz-json-1.0"}, json.dumps(body).encode())


@dataclass(frozen=True)
class Call:
    """One request to AWS.

    Attributes:
        service: `s3`, `dynamodb` or `sts`.
        operation: as AWS calls it: `PutObject`.
        path: without its query; for S3 the bucket and the key.
        user: whose session made it; empty when it was made without one.
        owners: whose folders and partitions it reaches for.
    """

    service: str
    operation: str
    path: str
    user: str
    owners: frozenset[str]

    @property
    def writes_object(self) -> bool:
        """Whether it adds something to S3."""
        return self.operation in S3_WRITES


class Sessions:
    """Whose sessions there are, learned from STS."""

    def __init__(self) -> None:
        self._users: dict[str, str] = {}

    @property
    def users(self) -> frozenset[str]:
        """Everybody for whom a role was assumed."""
        return frozenset(self._users.values())

    def note(self, request: bytes, answer: bytes) -> None:
        """Remembers for whom a role was assumed, if one was."""
        name, key = SESSION_NAME.search(request), ACCESS_KEY.search(answer)
        if name and key:
            self._users[key[1].decode()] = name[1].decode()

    def described(self, request: BaseHTTPRequestHandler, body: bytes) -> Call:
        """The call that `request` makes; raises AssertionError when it is none that we know."""
        url = urlsplit(request.path)
        found = CREDENTIAL.search(request.headers.get("Authorization", "") or url.query)
        if found is None:
            raise AssertionError(f"{request.command} {url.path} is not signed")
        service, user = found["service"], self._users.get(found["key"], "")
        operation = _operation(service, request, url.query, body)
        return Call(service, operation, url.path, user, _owners(service, url.path, body))


def _owners(service: str, path: str, body: bytes) -> frozenset[str]:
    if service == "s3":
        return frozenset(FOLDER.findall(unquote(path)))
    partitions = _partitions(json.loads(body)) if service == "dynamodb" else ()
    return frozenset(found[0] for partition in partitions if (found := OWNER.match(partition)))


def _partitions(value: object) -> Iterator[str]:
    """Every partition that a call to DynamoDB names: in keys and items at any depth, and in the condition of a Query.

    Other ids look like users' ids, but choose among what the partition's owner has, or are what an item tells.
    """
    if isinstance(value, list):
        for each in value:
            yield from _partitions(each)
    if isinstance(value, dict):
        yield from (value[name]["S"] for name in PARTITION_KEYS & value.keys() if "S" in value[name])
        names, values = value.get("ExpressionAttributeNames", {}), value.get("ExpressionAttributeValues", {})
        for name, placeholder in EQUALS.findall(value.get("KeyConditionExpression", "")):
            if names.get(name, name) in PARTITION_KEYS:
                yield values[placeholder]["S"]
        for each in value.values():
            yield from _partitions(each)


def _operation(service: str, request: BaseHTTPRequestHandler, query: str, body: bytes) -> str:
    if service == "dynamodb":
        return str(request.headers["X-Amz-Target"]).partition(".")[2]
    if service == "sts":
        return parse_qs(body.decode())["Action"][0]
    parameters = parse_qs(query, keep_blank_values=True)
    kind = next((name for name in ("partNumber", "tagging", "uploads", "uploadId") if name in parameters), "")
    return S3_OPERATIONS[request.command, kind]

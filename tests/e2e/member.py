"""A person who uses Momento over HTTPS."""

from __future__ import annotations

import secrets
import ssl
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_local.stack import Stack

API = "/api/v1"
_SECONDS = 120
_CONNECTIONS = 100
_HALF_OF_A_TOKEN_SECONDS = 300


def https_client(stack: Stack) -> httpx.Client:
    """A client that trusts the stack's own authority."""
    trust = ssl.create_default_context(cafile=str(stack.edge_authority))
    # A pool closes what is idle beyond its limit, also what another thread has just been given: so it keeps all.
    limits = httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS)
    return httpx.Client(base_url=stack.settings.edge_url, verify=trust, timeout=_SECONDS, limits=limits)


@dataclass
class Member:
    """An account, signed in."""

    client: httpx.Client
    email: str
    password: str
    user_id: str
    token: str
    _signed_in_at: float = 0.0

    @classmethod
    def registered(cls, stack: Stack, email: str, invitation: str = "") -> Self:
        """Makes an account, by an invitation if one is given, and signs in."""
        return cls.registered_by(https_client(stack), email, invitation)

    @classmethod
    def registered_by(cls, client: httpx.Client, email: str, invitation: str = "") -> Self:
        """The same through a client that knows the edge."""
        password = secrets.token_urlsafe(16)
        body = {"email": email, "password": password, "displayName": "A Member", "invitation": invitation}
        made = client.post(f"{API}/accounts", json=body)
        assert made.status_code == 201, made.text
        member = cls(client, email, password, made.json()["user"]["userId"], "")
        member.sign_in()
        return member

    def sign_in(self) -> None:
        """Starts another session."""
        answer = self.client.post(f"{API}/session", json={"email": self.email, "password": self.password})
        assert answer.status_code == 200, answer.text
        self.token = answer.json()["accessToken"]
        self._signed_in_at = time.monotonic()

    def stay_signed_in(self) -> None:
        """Signs in again when half of the token's time is over: whoever does much needs it for longer than that."""
        if time.monotonic() - self._signed_in_at > _HALF_OF_A_TOKEN_SECONDS:
            self.sign_in()

    def reconnect(self, stack: Stack) -> None:
        """Follows a stack that was started again."""
        self.close()
        self.client = https_client(stack)
        self.sign_in()

    def close(self) -> None:
        """Gives up the connection."""
        self.client.close()

    def call(self, method: str, path: str, **arguments: Any) -> httpx.Response:
        """A request with this member's token."""
        headers = {"Authorization": f"Bearer {self.token}", **arguments.pop("headers", {})}
        return self.client.request(method, f"{API}{path}", headers=headers, **arguments)

    def send(self, name: str, content: Any, tags: str = "") -> httpx.Response:
        """Uploads one file."""
        return self.call("POST", "/media", data={"tags": tags} if tags else None, files={"file": (name, content)})

    def keep(self, name: str, content: Any, tags: str = "") -> dict[str, Any]:
        """Uploads one file that must be taken."""
        answer = self.send(name, content, tags)
        assert answer.status_code == 201, answer.text
        item: dict[str, Any] = answer.json()
        return item

    def listed(self, **query: Any) -> list[str]:
        """Ids of the items that a list holds, in its order."""
        answer = self.call("GET", "/media", params=query)
        assert answer.status_code == 200, answer.text
        return [item["uploadId"] for item in answer.json()["items"]]

    def items(self, path: str = "/media", **query: Any) -> Iterator[dict[str, Any]]:
        """All items of a list, page by page."""
        cursor: str | None = ""
        while cursor is not None:
            answer = self.call("GET", path, params={"limit": 100, **query, **({"cursor": cursor} if cursor else {})})
            assert answer.status_code == 200, answer.text
            yield from answer.json()["items"]
            cursor = answer.json().get("nextCursor")

    def activity(self, **query: Any) -> list[dict[str, Any]]:
        """What happened in the account, newest first."""
        answer = self.call("GET", "/activity", params=query)
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    def happened(self, event: str, **known: Any) -> dict[str, Any]:
        """The newest event of that name that says what is `known`; it may be told a moment after it happened."""
        ends = time.monotonic() + _SECONDS
        while True:
            for found in self.activity(limit=100):
                if found["event"] == event and known.items() <= found.items():
                    return found
            assert time.monotonic() < ends, f"{event} is not in the history"
            time.sleep(0.1)

    def change(self, item: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """Edits an item."""
        path, headers = f"/media/{item['uploadId']}", {"If-Match": item["etag"]}
        answer = self.call("PATCH", path, json=changes, headers=headers)
        assert answer.status_code == 200, answer.text
        edited: dict[str, Any] = answer.json()
        return edited

    def link(self, upload_id: str) -> str:
        """Where the original is to be had for a while."""
        url: str = self.call("GET", f"/media/{upload_id}/download").json()["url"]
        return url

    def download(self, upload_id: str) -> bytes:
        """The original's bytes, through a fresh link."""
        link = self.link(upload_id)
        answer = self.client.get(link)
        assert answer.status_code == 200, answer.text
        return answer.content


def make_api_key(member: Member, *scopes: str) -> dict[str, Any]:
    """A new key of the member for an hour, with the key itself as `secret`."""
    ends = datetime.now(UTC) + timedelta(hours=1)
    wish = {"name": "script", "scopes": scopes, "expiresAt": ends.isoformat(), "password": member.password}
    answer = member.call("POST", "/account/api-keys", json=wish)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made

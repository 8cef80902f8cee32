"""What one user has, by the names under which the API lets it be named; a new kind of thing must be entered here."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.e2e.factors import add_passkey, authenticator_for, prove
from tests.e2e.member import make_api_key
from tests.e2e.tus_client import TUS, begun, ended, metadata, send, sent
from tests.media.images import png
from tests.media.videos import mp4

if TYPE_CHECKING:
    from tests.e2e.member import Member

WORD = "zanzibar"
_KEY = "a-try-of-the-owner"
_HALF = png(42)
_HALF_BYTES = 70


@dataclass(frozen=True)
class Belongings:
    """Things of one user.

    Attributes:
        path: values of path parameters, by the first word after `/api/v1` and the parameter's name.
        query: values of query parameters, by name.
        headers: values of headers, by name, as their owner would send them.
        body: values of the fields of a JSON body, by name.
        traces: texts that no answer to anybody else may hold.
    """

    path: dict[tuple[str, str], list[str]]
    query: dict[str, str]
    headers: dict[str, str]
    body: dict[str, Any]
    traces: list[str]


def belongings(owner: Member) -> Belongings:
    """Gives the owner items, one of them in the trash, an album, an upload under way and a rejected one."""
    item = owner.keep(f"{WORD}.mp4", mp4(), tags=f"{WORD}-tag")
    items = [item["uploadId"], _trashed(owner), _sent_with_a_key(owner)]
    uploads = [_half_sent(owner), _rejected(owner), item["uploadId"]]
    album_id = _album(owner, items)
    sessions = [it["sessionId"] for it in owner.call("GET", "/account/sessions").json()["sessions"]]
    cursor = owner.call("GET", "/media", params={"limit": 1}).json()["nextCursor"]
    return Belongings(
        path={
            ("media", "upload_id"): items,
            ("uploads", "upload_id"): uploads,
            ("albums", "album_id"): [album_id],
            ("account", "session_id"): sessions,
            ("account", "key_id"): [_api_key(owner)],
            ("account", "passkey_id"): [_passkey(owner)],
            ("admin", "user_id"): [owner.user_id],
            ("admin", "invitation_id"): ["0" * 64],
        },
        query={"facet": "tag", "prefix": WORD[:3], "tag": f"{WORD}-tag", "q": WORD, "cursor": cursor},
        headers={
            **TUS,
            "If-Match": item["etag"],
            "Idempotency-Key": _KEY,
            "Upload-Offset": str(_HALF_BYTES),
            "Upload-Length": str(len(_HALF)),
            "Upload-Metadata": metadata(filename="mine.png", sha256=item["sha256"]),
        },
        body={
            "email": f"{secrets.token_hex(6)}@example.org",
            "password": secrets.token_urlsafe(16),
            "newPassword": secrets.token_urlsafe(16),
            "displayName": "Somebody",
            "invitation": "",
            "reopen": False,
            "keepApiKeys": True,
            "challenge": secrets.token_urlsafe(32),
            "passkey": {"id": "", "rawId": "", "type": "public-key", "response": {}},
            "code": "123456",
            "totpCode": "123456",
            "recoveryCode": "000000-000000-000000-000000",
            "reset": "a-link-that-was-never-given",
            "role": "administrator",
            "disabled": True,
            "quotaBytes": 1,
            "hours": 1,
            "name": "taken over",
            "scopes": ["media:read"],
            "expiresAt": (datetime.now(UTC) + timedelta(days=1)).isoformat(),
            "title": "taken over",
            "tags": ["taken-over"],
            "favorite": True,
            "trashed": True,
            "sha256": [item["sha256"]],
            "description": "taken over",
            "coverUploadId": items[0],
            "archived": True,
            "uploadIds": items,
            "after": items[0],
            "beginning": False,
            "addTags": ["taken-over"],
            "removeTags": [f"{WORD}-tag"],
            "rejectTags": ["taken-away"],
            "addToAlbum": album_id,
            "removeFromAlbum": album_id,
        },
        traces=[
            *items,
            *uploads,
            *sessions,
            album_id,
            WORD,
            item["sha256"],
            item["etag"],
            owner.user_id,
            owner.email,
        ],
    )


def _album(owner: Member, items: list[str]) -> str:
    made = owner.call("POST", "/albums", json={"title": f"{WORD} album"})
    album_id = str(made.json()["albumId"])
    assert owner.call("POST", f"/albums/{album_id}/media", json={"uploadIds": items}).json()["done"] == len(items)
    return album_id


def _trashed(owner: Member) -> str:
    item = owner.keep("trashed.png", png(40))
    path, change = f"/media/{item['uploadId']}", {"trashed": True}
    assert owner.call("PATCH", path, json=change, headers={"If-Match": item["etag"]}).status_code == 200
    return str(item["uploadId"])


def _sent_with_a_key(owner: Member) -> str:
    answer = owner.call("POST", "/media", files={"file": ("c.png", png(41))}, headers={"Idempotency-Key": _KEY})
    return str(answer.json()["uploadId"])


def _half_sent(owner: Member) -> str:
    path = begun(owner, _HALF, filename="half.png")
    assert send(owner, path, 0, _HALF[:_HALF_BYTES]).status_code == 204
    return path.rsplit("/", 1)[1]


def _api_key(owner: Member) -> str:
    return str(make_api_key(owner, "media:read")["apiKey"]["keyId"])


def _passkey(owner: Member) -> str:
    prove(owner)
    return str(add_passkey(owner, authenticator_for(owner))["passkey"]["passkeyId"])


def _rejected(owner: Member) -> str:
    path = sent(owner, "rejected.png", png(43)[:-9])
    assert ended(owner, path)["state"] == "rejected"
    return path.rsplit("/", 1)[1]

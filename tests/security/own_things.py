"""What a member may name in a request: ids, links and versions that exist, to get past the first door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.e2e.factors import FACTORS, add_passkey, authenticator_for, prove, sign_in_by_passkey
from tests.e2e.member import make_api_key
from tests.e2e.tus_client import TUS, begun, offset
from tests.media.images import png

if TYPE_CHECKING:
    from tests.e2e.member import Member
    from tests.fakes.auth.authenticators import SoftwareAuthenticator

_UPLOAD_BYTES = 1_000_000


class OwnThings:
    """An item, its links, an album, and an upload that has begun."""

    def __init__(self, member: Member) -> None:
        self._member = member
        self._authenticator: SoftwareAuthenticator | None = None
        self._other_passkey = "none"
        item = member.keep("own.png", png())
        self._item: str = item["uploadId"]
        self._album: str = member.call("POST", "/albums", json={"title": "own"}).json()["albumId"]
        self._upload = self._begun()

    def parameters(self, method: str, path: str) -> dict[str, str]:
        """A value for every path parameter that is known here, fit for this operation."""
        known = {
            "upload_id": self._upload_for(method, path) if "/uploads/" in path else self._item,
            "album_id": self._album,
        }
        if "{sealed}" in path:
            known["sealed"] = self._link().rpartition("/")[2]
        if "{ticket}" in path:
            known["ticket"] = str(self._member.call("POST", "/export").json()["url"]).rpartition("/")[2]
        if "{session_id}" in path:
            known["session_id"] = self._session()
        if "{key_id}" in path:
            prove(self._member, self._authenticator)
            known["key_id"] = str(make_api_key(self._member, "media:read")["apiKey"]["keyId"])
        if "{passkey_id}" in path:
            known["passkey_id"] = self._passkey()
        return known

    def body(self, body: Any) -> Any:
        """The same with the right password where one is asked for: who guesses has to wait, and learns no more."""
        if not isinstance(body, dict) or "password" not in body:
            return body
        return {**body, **{name: self._member.password for name in ("password", "newPassword") if name in body}}

    def headers(self, method: str, path: str) -> dict[str, str]:
        """Headers that name the newest version, or go on where an upload stands."""
        if method != "PATCH":
            return TUS
        if "/uploads/" in path:
            return {**TUS, "Upload-Offset": str(offset(self._member, self._upload))}
        named = f"/albums/{self._album}" if "/albums/" in path else f"/media/{self._item}"
        return {"If-Match": f'"{self._member.call("GET", named).json()["etag"]}"'}

    def _upload_for(self, method: str, path: str) -> str:
        # Only an upload at its end has events that end.
        if path.endswith("/events"):
            return self._item
        upload = self._begun() if method == "DELETE" else self._upload
        return upload.rsplit("/", 1)[1]

    def _session(self) -> str:
        """A session beside the one that asks, so that it may be ended."""
        self._member.call("DELETE", "/account/sessions")
        self._sign_in()
        listed = self._member.call("GET", "/account/sessions").json()["sessions"]
        return next(str(it["sessionId"]) for it in listed if not it["current"])

    def _sign_in(self) -> None:
        if self._authenticator is None:
            credentials = {"email": self._member.email, "password": self._member.password}
            answer = self._member.client.post("/api/v1/session", json=credentials)
        else:
            answer = sign_in_by_passkey(self._member, self._authenticator)
        assert answer.status_code == 200

    def _passkey(self) -> str:
        """Another passkey each time, beside the one that proves who asks and therefore stays."""
        prove(self._member, self._authenticator)
        if self._authenticator is None:
            self._authenticator = authenticator_for(self._member)
            add_passkey(self._member, self._authenticator)
            prove(self._member, self._authenticator)
        self._member.call("DELETE", f"{FACTORS}/passkeys/{self._other_passkey}")
        self._other_passkey = str(add_passkey(self._member, authenticator_for(self._member))["passkey"]["passkeyId"])
        return self._other_passkey

    def _link(self) -> str:
        url: str = self._member.call("GET", f"/media/{self._item}/download").json()["url"]
        return url

    def _begun(self) -> str:
        return begun(self._member, bytes(_UPLOAD_BYTES), filename="own.mp4")

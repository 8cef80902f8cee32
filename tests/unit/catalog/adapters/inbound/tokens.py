"""Tokens as auth makes them, and the key that they are checked with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.jwk import OKPKey
from momento_chassis.identity import (
    ACCESS_AUDIENCE,
    ACCESS_TYPE,
    ALGORITHM,
    GRANT_AUDIENCE,
    GRANT_TYPE,
    ISSUER,
    SCOPES,
)

from tests.fakes.catalog.samples import new_upload_id

KEY = OKPKey.generate_key("Ed25519")
SESSION = str(new_upload_id())


class Keys:
    def key(self, key_id: str) -> OKPKey | None:
        return KEY if key_id == "one" else None


def token(kind: str, audience: str, **claims: Any) -> str:
    now = datetime.now(UTC)
    standard = {"iss": ISSUER, "aud": audience, "sid": SESSION, "nbf": now, "exp": now + timedelta(minutes=10)}
    return jwt.encode(
        {"alg": ALGORITHM, "typ": kind, "kid": "one"}, {**standard, **claims}, KEY, algorithms=[ALGORITHM]
    )


def access(user_id: str, **claims: Any) -> str:
    return token(ACCESS_TYPE, ACCESS_AUDIENCE, sub=user_id, **{"scope": " ".join(SCOPES), **claims})


def grant(user_id: str, upload_id: str) -> str:
    return token(GRANT_TYPE, GRANT_AUDIENCE, sub=user_id, upload_id=upload_id)

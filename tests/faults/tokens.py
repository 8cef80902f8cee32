"""Tokens with other times than auth would give them, signed with auth's own key."""

from __future__ import annotations

import base64
import time
from typing import TYPE_CHECKING

from joserfc import jwt
from joserfc.jws import extract_compact
from momento_auth.adapters.outbound.ed25519.key_ring import KeyRing
from momento_auth.adapters.outbound.ed25519.sealing import Seal
from momento_auth.adapters.outbound.sql.database import Database
from momento_auth.adapters.outbound.sql.signing_keys import SqlSigningKeys
from momento_auth.domain.tokens.key_rotation import KeySchedule
from momento_chassis.clock import SystemClock
from momento_chassis.identity import ALGORITHM
from momento_local import secret_keys

if TYPE_CHECKING:
    from momento_local.stack import Stack


def resigned(stack: Stack, token: str, *, expires_in: int | None = None, moved: int = 0) -> str:
    """The same token with an expiry so many seconds from now, or with all of its times `moved` by so many seconds."""
    compact = extract_compact(token.encode())
    key = _keys(stack).signing_key().private
    claims = jwt.decode(token, key, algorithms=[ALGORITHM]).claims
    claims |= {name: claims[name] + moved for name in ("iat", "nbf", "exp")}
    if expires_in is not None:
        claims["exp"] = int(time.time()) + expires_in
    return jwt.encode(dict(compact.headers()), claims, key, algorithms=[ALGORITHM])


def _keys(stack: Stack) -> KeyRing:
    database = Database(f"sqlite:///{stack.home.auth_database}")
    seal = Seal(base64.b64decode(secret_keys.key(stack.home.secrets, "auth-sealing-key")))
    return KeyRing(SqlSigningKeys(database), seal, KeySchedule(), SystemClock())

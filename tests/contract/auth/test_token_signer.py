from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from momento_auth.adapters.outbound.ed25519.key_ring import KeyRing
from momento_auth.adapters.outbound.ed25519.sealing import Seal
from momento_auth.adapters.outbound.ed25519.token_signer import Ed25519TokenSigner
from momento_auth.domain.identifiers import SessionId, UserId
from momento_auth.domain.tokens.errors import TokenExpired, TokenInvalid
from momento_auth.domain.tokens.export_grant import ExportGrant
from momento_auth.domain.tokens.key_rotation import KeySchedule
from momento_auth.domain.tokens.scope import Scope
from momento_auth.domain.tokens.token import AccessClaims
from momento_auth.domain.tokens.upload_grant import UploadGrant, UploadId

from tests.fakes.auth.clock import SettableClock
from tests.fakes.auth.signing_keys import InMemorySigningKeys
from tests.fakes.auth.token_signer import LedgerTokenSigner

if TYPE_CHECKING:
    from momento_auth.application.ports.token_signer import TokenSigner

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
USER = UserId("01m80gb91p692ex4de2zsjs4vx")
SESSION = SessionId("01m80gb91p692ex4de2zsjs4vy")
UPLOAD = UploadId("01m80gb91p692ex4de2zsjs4vz")
CLAIMS = AccessClaims(USER, SESSION, NOW + timedelta(minutes=10), frozenset({Scope.MEDIA_READ, Scope.ACCOUNT_READ}))
GRANT = UploadGrant(USER, SESSION, UPLOAD, NOW + timedelta(days=1))
EXPORT = ExportGrant(USER, SESSION, frozenset({Scope.MEDIA_READ}), NOW + timedelta(days=1))


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock(NOW)


@pytest.fixture
def key_ring() -> KeyRing:
    return KeyRing(InMemorySigningKeys(), Seal(b"k" * 32), KeySchedule(), SettableClock(NOW))


@pytest.fixture
def ed25519(key_ring: KeyRing, clock: SettableClock) -> Ed25519TokenSigner:
    return Ed25519TokenSigner(key_ring, clock)


@pytest.fixture(params=["ledger", "ed25519"])
def signer(request: pytest.FixtureRequest, ed25519: Ed25519TokenSigner, clock: SettableClock) -> TokenSigner:
    return ed25519 if request.param == "ed25519" else LedgerTokenSigner(clock)


def test_an_access_token_says_what_was_signed(signer: TokenSigner) -> None:
    assert signer.read_access_token(signer.sign_access_token(CLAIMS)) == CLAIMS


def test_a_grant_says_what_was_signed(signer: TokenSigner) -> None:
    assert signer.read_upload_grant(signer.sign_upload_grant(GRANT)) == GRANT
    assert signer.read_export_grant(signer.sign_export_grant(EXPORT)) == EXPORT


def test_no_two_tokens_are_equal(signer: TokenSigner) -> None:
    assert signer.sign_access_token(CLAIMS) != signer.sign_access_token(CLAIMS)


def test_one_kind_of_token_is_not_taken_for_the_other(signer: TokenSigner) -> None:
    with pytest.raises(TokenInvalid):
        signer.read_upload_grant(signer.sign_access_token(CLAIMS))
    with pytest.raises(TokenInvalid):
        signer.read_access_token(signer.sign_upload_grant(GRANT))
    for other in (signer.sign_access_token(CLAIMS), signer.sign_upload_grant(GRANT)):
        with pytest.raises(TokenInvalid):
            signer.read_export_grant(other)
    for read in (signer.read_access_token, signer.read_upload_grant):
        with pytest.raises(TokenInvalid):
            read(signer.sign_export_grant(EXPORT))


@pytest.mark.parametrize("text", ["", "nonsense", "a.b.c", "é", "x" * 100_000])
def test_nonsense_is_no_token(signer: TokenSigner, text: str) -> None:
    with pytest.raises(TokenInvalid):
        signer.read_access_token(text)
    with pytest.raises(TokenInvalid):
        signer.read_upload_grant(text)


def test_a_token_expires_half_a_minute_after_its_time(signer: TokenSigner, clock: SettableClock) -> None:
    token = signer.sign_access_token(CLAIMS)
    clock.advance(seconds=629)
    signer.read_access_token(token)
    clock.advance(seconds=1)
    with pytest.raises(TokenExpired):
        signer.read_access_token(token)


def test_a_token_from_more_than_half_a_minute_ahead_is_not_valid_yet(signer: TokenSigner, clock: SettableClock) -> None:
    token = signer.sign_access_token(CLAIMS)
    clock.advance(seconds=-30)
    signer.read_access_token(token)
    clock.advance(seconds=-1)
    with pytest.raises(TokenInvalid):
        signer.read_access_token(token)


def test_there_is_a_key_to_check_with(signer: TokenSigner) -> None:
    keys = signer.verification_keys()
    assert all(json.loads(key.jwk)["kid"] == key.key_id for key in keys)
    assert len(keys) == 1


def test_a_token_names_its_algorithm_type_and_key(ed25519: Ed25519TokenSigner, key_ring: KeyRing) -> None:
    header, claims, _ = parts(ed25519.sign_access_token(CLAIMS))
    assert header == {"alg": "Ed25519", "typ": "at+jwt", "kid": key_ring.signing_key().key_id}
    assert claims.pop("jti")
    assert claims == {
        "iss": "momento-auth",
        "aud": "momento",
        "sub": str(USER),
        "sid": str(SESSION),
        "iat": NOW.timestamp(),
        "nbf": NOW.timestamp(),
        "exp": CLAIMS.expires_at.timestamp(),
        "scope": "account:read media:read",
    }


def test_a_token_changed_in_any_part_is_refused(ed25519: Ed25519TokenSigner) -> None:
    header, claims, signature = ed25519.sign_access_token(CLAIMS).split(".")
    forged_claims = encoded({**decoded(claims), "sub": "01m80gb91p692ex4de2zsjs4v0"})
    for forged in (
        f"{header}.{forged_claims}.{signature}",
        f"{header}.{claims}.{signature[::-1]}",
        f"{header}.{claims}.",
    ):
        with pytest.raises(TokenInvalid):
            ed25519.read_access_token(forged)


@pytest.mark.parametrize("algorithm", ["none", "HS256", "EdDSA", "ES256"])
def test_no_other_algorithm_is_believed(ed25519: Ed25519TokenSigner, algorithm: str) -> None:
    header, claims, signature = ed25519.sign_access_token(CLAIMS).split(".")
    forged_header = encoded({**decoded(header), "alg": algorithm})
    with pytest.raises(TokenInvalid):
        ed25519.read_access_token(f"{forged_header}.{claims}.{signature}")


def test_the_public_key_is_no_secret_to_sign_with(ed25519: Ed25519TokenSigner) -> None:
    header, claims, _ = parts(ed25519.sign_access_token(CLAIMS))
    [public] = ed25519.verification_keys()
    forged = jwt.encode({**header, "alg": "HS256"}, claims, OctKey.import_key(public.jwk))
    with pytest.raises(TokenInvalid):
        ed25519.read_access_token(forged)


def test_a_token_of_another_house_is_refused(ed25519: Ed25519TokenSigner, clock: SettableClock) -> None:
    elsewhere = Ed25519TokenSigner(
        KeyRing(InMemorySigningKeys(), Seal(b"k" * 32), KeySchedule(), SettableClock(NOW)), clock
    )
    with pytest.raises(TokenInvalid):
        ed25519.read_access_token(elsewhere.sign_access_token(CLAIMS))


def test_a_token_cannot_bring_its_own_key(ed25519: Ed25519TokenSigner, clock: SettableClock) -> None:
    ring = KeyRing(InMemorySigningKeys(), Seal(b"k" * 32), KeySchedule(), SettableClock(NOW))
    header, claims, _ = parts(Ed25519TokenSigner(ring, clock).sign_access_token(CLAIMS))
    smuggled = {**header, "jwk": ring.signing_key().private.as_dict(private=False)}
    forged = jwt.encode(smuggled, claims, ring.signing_key().private, algorithms=["Ed25519"])
    with pytest.raises(TokenInvalid):
        ed25519.read_access_token(forged)


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    header, claims, signature = token.split(".")
    return decoded(header), decoded(claims), signature


def decoded(part: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return content


def encoded(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()

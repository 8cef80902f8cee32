from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_chassis.identity import AccessClaims, GrantClaims, ScopeMissing, TokenExpired, TokenInvalid, TokenVerifier

from tests.fakes.chassis.tokens import (
    KEY_ID,
    NOW,
    SESSION,
    UPLOAD,
    USER,
    Signer,
    access_claims,
    encoded,
    grant_claims,
    unsigned,
)

SIGNER = Signer()
ACCESS = {"typ": "at+jwt"}
GRANT = {"typ": "upload-grant+jwt"}
END = NOW + timedelta(minutes=10)


def verifier(at: datetime = NOW) -> TokenVerifier:
    return TokenVerifier(SIGNER, lambda: at)


def refused(token: str, at: datetime = NOW) -> None:
    with pytest.raises(TokenInvalid):
        verifier(at).verify_access_token(token)
    with pytest.raises(TokenInvalid):
        verifier(at).verify_upload_grant(token)


def test_a_good_access_token_says_who_and_until_when() -> None:
    claims = verifier().verify_access_token(SIGNER.sign(ACCESS, access_claims()))
    assert claims == AccessClaims(USER, SESSION, END)


def test_a_token_is_for_its_scopes_and_for_nothing_else() -> None:
    claims = verifier().verify_access_token(SIGNER.sign(ACCESS, access_claims(scope="media:read account:read")))
    claims.require("media:read")
    claims.require("media:write", "account:read")
    with pytest.raises(ScopeMissing, match="media:write"):
        claims.require("media:write")


@pytest.mark.parametrize("scope", ["", None, "media:readmedia:write", "*"])
def test_a_token_that_names_no_scope_is_for_nothing(scope: str | None) -> None:
    claims = verifier().verify_access_token(SIGNER.sign(ACCESS, access_claims(scope=scope)))
    with pytest.raises(ScopeMissing):
        claims.require("media:read", "media:write", "account:read", "account:manage")


@pytest.mark.parametrize("scope", [1, ["media:read"], {"media:read": True}, True])
def test_scopes_of_another_shape_are_no_scopes(scope: object) -> None:
    with pytest.raises(TokenInvalid):
        verifier().verify_access_token(SIGNER.sign(ACCESS, access_claims(scope=scope)))


def test_a_good_grant_says_who_may_record_what_and_until_when() -> None:
    claims = verifier().verify_upload_grant(SIGNER.sign(GRANT, grant_claims()))
    assert claims == GrantClaims(USER, SESSION, UPLOAD, END)


def test_a_grant_is_no_access_token_and_an_access_token_no_grant() -> None:
    with pytest.raises(TokenInvalid):
        verifier().verify_access_token(SIGNER.sign(GRANT, grant_claims()))
    with pytest.raises(TokenInvalid):
        verifier().verify_upload_grant(SIGNER.sign(ACCESS, access_claims(upload_id=UPLOAD)))


@pytest.mark.parametrize("token_type", ["JWT", "jwt", "AT+JWT", "application/at+jwt", "", None, 5, ["at+jwt"]])
def test_a_token_of_another_type_is_refused(token_type: Any) -> None:
    header = {"alg": "Ed25519", "kid": KEY_ID, "typ": token_type}
    if isinstance(token_type, str):
        refused(SIGNER.sign({"typ": token_type}, access_claims()))
    refused(unsigned(header, access_claims(), b"x" * 64))


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("aud", "momento-catalog"),
        ("aud", ["momento"]),
        ("aud", "Momento"),
        ("aud", None),
        ("iss", "somebody-else"),
        ("iss", None),
        ("sub", None),
        ("sub", ""),
        ("sub", USER.upper()),
        ("sub", USER + "\n"),
        ("sub", "../" + USER[3:]),
        ("sub", "8" + USER[1:]),
        ("sub", 5),
        ("sub", [USER]),
        ("sid", None),
        ("sid", "session"),
        ("exp", None),
        ("exp", "1900000000"),
        ("exp", True),
        ("nbf", None),
        ("nbf", "0"),
    ],
)
def test_a_token_with_a_claim_that_is_wrong_or_missing_is_refused(claim: str, value: Any) -> None:
    with pytest.raises(TokenInvalid):
        verifier().verify_access_token(SIGNER.sign(ACCESS, access_claims(**{claim: value})))


@pytest.mark.parametrize(
    ("claim", "value"), [("upload_id", None), ("upload_id", "*"), ("sub", "x"), ("aud", "momento")]
)
def test_a_grant_with_a_claim_that_is_wrong_or_missing_is_refused(claim: str, value: Any) -> None:
    with pytest.raises(TokenInvalid):
        verifier().verify_upload_grant(SIGNER.sign(GRANT, grant_claims(**{claim: value})))


@pytest.mark.parametrize(
    ("seconds", "accepted"),
    [(599, True), (600, True), (629, True), (630, False), (10_000, False)],
)
def test_a_token_expires_with_half_a_minute_for_clocks_that_disagree(seconds: int, *, accepted: bool) -> None:
    token = SIGNER.sign(ACCESS, access_claims())
    at = NOW + timedelta(seconds=seconds)
    if accepted:
        assert verifier(at).verify_access_token(token).user_id == USER
    else:
        with pytest.raises(TokenExpired):
            verifier(at).verify_access_token(token)


@pytest.mark.parametrize(("seconds", "accepted"), [(0, True), (-30, True), (-31, False), (-300, False)])
def test_a_token_is_not_valid_before_its_time(seconds: int, *, accepted: bool) -> None:
    token = SIGNER.sign(ACCESS, access_claims())
    at = NOW + timedelta(seconds=seconds)
    if accepted:
        assert verifier(at).verify_access_token(token).user_id == USER
    else:
        with pytest.raises(TokenInvalid):
            verifier(at).verify_access_token(token)


def test_a_forged_token_that_is_also_old_is_invalid_and_not_merely_expired() -> None:
    token = Signer().sign(ACCESS, access_claims(exp=1))
    refused(token)


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "EdDSA", "ES256", "RS256", "", None])
def test_no_algorithm_but_ours_is_accepted(algorithm: str | None) -> None:
    header = {"alg": algorithm, "kid": KEY_ID, "typ": "at+jwt"}
    refused(unsigned(header, access_claims()))
    refused(unsigned(header, access_claims(), b"x" * 64))


def test_the_public_key_is_no_shared_secret() -> None:
    header = {"alg": "HS256", "kid": KEY_ID, "typ": "at+jwt"}
    signed = unsigned(header, access_claims()).rpartition(".")[0]
    for secret in (json.dumps(SIGNER.public_jwk).encode(), str(SIGNER.public_jwk["x"]).encode()):
        mac = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
        refused(f"{signed}.{encoded(mac)}")


@pytest.mark.parametrize("name", ["jwk", "jku", "x5u", "x5c"])
def test_a_key_that_comes_with_the_token_is_ignored(name: str) -> None:
    forger = Signer()
    brought = {"jwk": forger.public_jwk, "x5c": ["MIIB"]}.get(name, "https://evil.example/keys")
    try:
        token = forger.sign({**ACCESS, name: brought}, access_claims())
    except ValueError:
        token = unsigned({"alg": "Ed25519", "kid": KEY_ID, **ACCESS, name: brought}, access_claims(), b"x" * 64)
    refused(token)


@pytest.mark.parametrize("key_id", ["second", "", "../first", "first\x00", None, 5])
def test_a_key_that_auth_does_not_have_is_no_key(key_id: Any) -> None:
    refused(unsigned({"alg": "Ed25519", "kid": key_id, "typ": "at+jwt"}, access_claims(), b"x" * 64))


def test_a_header_that_must_be_understood_and_is_not_means_no() -> None:
    refused(
        unsigned({"alg": "Ed25519", "kid": KEY_ID, "typ": "at+jwt", "crit": ["b64"], "b64": False}, access_claims())
    )


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_token_of_which_any_part_was_altered_is_refused(part: int) -> None:
    parts = SIGNER.sign(ACCESS, access_claims()).split(".")
    other = SIGNER.sign({**ACCESS, "cty": "x"}, access_claims(sub="01arz3ndektsv4rrffq69g5faz")).split(".")
    parts[part] = other[part]
    refused(".".join(parts))


def test_a_token_that_is_too_long_is_refused_before_anybody_is_asked() -> None:
    signer = Signer()
    token = signer.sign(ACCESS, access_claims(padding="x" * 4096))
    with pytest.raises(TokenInvalid):
        TokenVerifier(signer, lambda: NOW).verify_access_token(token)
    assert signer.asked == []


@pytest.mark.parametrize("payload", [[], "text", 5, None, {}])
def test_claims_that_are_no_object_of_ours_are_refused(payload: Any) -> None:
    refused(unsigned({"alg": "Ed25519", "kid": KEY_ID, "typ": "at+jwt"}, payload, b"x" * 64))


@given(st.text(max_size=200) | st.from_regex(r"[\w-]{0,40}\.[\w-]{0,40}\.[\w-]{0,40}"))
def test_any_other_text_is_refused_and_breaks_nothing(token: str) -> None:
    refused(token)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=4))
def test_any_other_header_is_refused_and_breaks_nothing(header: Any) -> None:
    refused(unsigned(header, access_claims(), b"x" * 64))


def test_a_key_source_that_cannot_be_asked_is_no_verdict_on_the_token() -> None:
    class Unreachable:
        def key(self, key_id: str) -> None:
            raise ConnectionError(key_id)

    with pytest.raises(ConnectionError):
        TokenVerifier(Unreachable(), lambda: NOW).verify_access_token(SIGNER.sign(ACCESS, access_claims()))


def test_without_a_clock_of_its_own_it_takes_the_machines() -> None:
    start = int(datetime.now(UTC).timestamp())
    token = SIGNER.sign(ACCESS, access_claims(iat=start, nbf=start, exp=start + 600))
    assert TokenVerifier(SIGNER).verify_access_token(token).user_id == USER

from __future__ import annotations

import json
from concurrent import futures
from typing import TYPE_CHECKING

import grpc
import pytest
from joserfc.jwk import OKPKey
from momento.auth.v1 import auth_pb2, auth_pb2_grpc
from momento_catalog.adapters.outbound.grpc.verification_keys import (
    MAX_USE_SECONDS,
    REFRESH_SECONDS,
    UNKNOWN_KEY_SECONDS,
    GrpcVerificationKeys,
)
from momento_catalog.domain.errors import KeysUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator


class Auth(auth_pb2_grpc.AuthServiceServicer):
    def __init__(self) -> None:
        self.keys = {"one": OKPKey.generate_key("Ed25519")}
        self.asked = 0
        self.broken = False

    def ListVerificationKeys(  # noqa: N802  # the generated name
        self,
        request: auth_pb2.ListVerificationKeysRequest,  # noqa: ARG002  # it is empty
        context: grpc.ServicerContext,
    ) -> auth_pb2.ListVerificationKeysResponse:
        self.asked += 1
        if self.broken:
            context.abort(grpc.StatusCode.UNAVAILABLE, "no")
        keys = [
            auth_pb2.VerificationKey(key_id=name, jwk=json.dumps(key.as_dict(private=False)))
            for name, key in self.keys.items()
        ]
        return auth_pb2.ListVerificationKeysResponse(keys=keys)


class Time:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def auth() -> Auth:
    return Auth()  # type: ignore[abstract]  # the one method that is called


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def keys(auth: Auth, time: Time) -> Iterator[GrpcVerificationKeys]:
    server = grpc.server(futures.ThreadPoolExecutor(2))
    auth_pb2_grpc.add_AuthServiceServicer_to_server(auth, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield GrpcVerificationKeys(channel, time)
    server.stop(0).wait()


def test_keys_are_asked_for_once_and_then_kept(keys: GrpcVerificationKeys, auth: Auth, time: Time) -> None:
    for _ in range(3):
        key = keys.key("one")
        assert key is not None
        assert key.thumbprint() == auth.keys["one"].thumbprint()
        time.now += REFRESH_SECONDS / 4
    assert auth.asked == 1


def test_old_keys_are_asked_for_again_and_withdrawn_ones_forgotten(
    keys: GrpcVerificationKeys, auth: Auth, time: Time
) -> None:
    keys.key("one")
    auth.keys = {"two": OKPKey.generate_key("Ed25519")}
    time.now += REFRESH_SECONDS + 1
    assert keys.key("one") is None
    assert keys.key("two") is not None


def test_an_unknown_key_is_asked_for_at_once(keys: GrpcVerificationKeys, auth: Auth, time: Time) -> None:
    keys.key("one")
    auth.keys["two"] = OKPKey.generate_key("Ed25519")
    time.now += UNKNOWN_KEY_SECONDS
    assert keys.key("two") is not None
    assert auth.asked == 2


def test_invented_keys_do_not_flood_auth(keys: GrpcVerificationKeys, auth: Auth, time: Time) -> None:
    for number in range(50):
        assert keys.key(f"invented {number}") is None
    assert auth.asked == 1
    time.now += UNKNOWN_KEY_SECONDS
    keys.key("invented")
    assert auth.asked == 2


def test_known_keys_are_used_for_a_while_when_auth_is_gone(keys: GrpcVerificationKeys, auth: Auth, time: Time) -> None:
    keys.key("one")
    auth.broken = True
    time.now += REFRESH_SECONDS + 1
    assert keys.key("one") is not None
    keys.check()
    time.now += MAX_USE_SECONDS
    with pytest.raises(KeysUnavailable):
        keys.key("one")
    with pytest.raises(KeysUnavailable):
        keys.check()
    auth.broken = False
    time.now += UNKNOWN_KEY_SECONDS
    keys.check()
    assert keys.key("one") is not None


def test_an_unknown_key_is_no_verdict_when_auth_is_gone(keys: GrpcVerificationKeys, auth: Auth) -> None:
    auth.broken = True
    for _ in range(2):
        with pytest.raises(KeysUnavailable):
            keys.key("one")
    assert auth.asked == 1

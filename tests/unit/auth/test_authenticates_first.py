"""Who has no good token learns nothing about what a call takes: every call that needs one looks at it first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import grpc
import pytest
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message_factory import GetMessageClass
from momento.auth.v1 import administration_pb2, auth_pb2, factors_pb2
from momento_chassis.grpc.client import channel

from tests.fakes.auth.service import RunningAuth, environment, refusal, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from google.protobuf.descriptor import MethodDescriptor
    from google.protobuf.message import Message

    from tests.fakes.chassis.certificates import TestAuthority

METHODS = [
    method
    for file in (auth_pb2, factors_pb2, administration_pb2)
    for service in file.DESCRIPTOR.services_by_name.values()
    for method in service.methods
    if "access_token" in method.input_type.fields_by_name
]
NONSENSE = {
    FieldDescriptor.CPPTYPE_STRING: "\u202e?",
    FieldDescriptor.CPPTYPE_INT32: -1,
    FieldDescriptor.CPPTYPE_INT64: -1,
    FieldDescriptor.CPPTYPE_BOOL: True,
}
every_method = pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)


@pytest.fixture(scope="module")
def auth(authority: TestAuthority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAuth]:
    running = RunningAuth(authority, environment(authority, tmp_path_factory.mktemp("auth")))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def edge(auth: RunningAuth, authority: TestAuthority) -> Iterator[grpc.Channel]:
    with channel(f"127.0.0.1:{auth.port}", authority.issue("ingest"), "auth") as opened:
        yield opened


@pytest.fixture(scope="module")
def member(auth: RunningAuth) -> str:
    """The access token of somebody who administers nothing."""
    return signed_in(auth.stub("ingest"), "member@example.org").tokens.access_token


def nonsense(method: MethodDescriptor, access_token: str) -> Message:
    request: Any = GetMessageClass(method.input_type)()
    for field in method.input_type.fields:
        if field.name == "expires_at":
            request.expires_at.seconds = 2**62
        elif field.cpp_type in NONSENSE:
            value = NONSENSE[field.cpp_type]
            if field.is_repeated:
                getattr(request, field.name).append(value)
            else:
                setattr(request, field.name, value)
    request.access_token = access_token
    return request  # type: ignore[no-any-return]  # made from a descriptor


def call(edge: grpc.Channel, method: MethodDescriptor, request: Message) -> object:
    answer: Any = GetMessageClass(method.output_type)
    path = f"/{method.containing_service.full_name}/{method.name}"
    invoke = edge.unary_unary(
        path, request_serializer=lambda it: it.SerializeToString(), response_deserializer=answer.FromString
    )
    return invoke(request)


def test_there_are_calls_to_try() -> None:
    assert len(METHODS) > 30


@every_method
def test_a_forged_token_is_refused_before_anything_else_is_looked_at(
    edge: grpc.Channel, method: MethodDescriptor
) -> None:
    error = refusal(lambda: call(edge, method, nonsense(method, "forged")))
    assert (error.code, error.reason) == (grpc.StatusCode.UNAUTHENTICATED, "TOKEN_INVALID")


@pytest.mark.parametrize(
    "method",
    [it for it in METHODS if it.containing_service.name == "AdministrationService"],
    ids=lambda method: method.name,
)
def test_a_member_is_refused_before_anything_else_is_looked_at(
    edge: grpc.Channel, method: MethodDescriptor, member: str
) -> None:
    error = refusal(lambda: call(edge, method, nonsense(method, member)))
    assert (error.code, error.reason) == (grpc.StatusCode.PERMISSION_DENIED, "SCOPE_MISSING")

"""What the services say to a token, and for how long they honour one that has ended."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import grpc
from momento.catalog.v1 import catalog_pb2
from momento_chassis.grpc.credentials import bearer_metadata
from momento_chassis.grpc.errors import remote_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento.catalog.v1 import catalog_pb2_grpc

    from tests.e2e.member import Member

MAX_SECONDS = 5.0
"""So long after its end a session or a key may still be honoured, anywhere."""
_TIMEOUT_SECONDS = 60
_LOOK_SECONDS = 0.02
"""Pause between two questions: without one an account would soon have sent more requests than it may."""


def edge_verdict(member: Member) -> str:
    """OK, or why the edge refuses the member's token."""
    answer = member.call("GET", "/timeline")
    return "OK" if answer.status_code == 200 else str(answer.json()["code"])


def catalog_verdict(catalog: catalog_pb2_grpc.CatalogServiceStub, token: str) -> str:
    """OK, or why the catalog refuses an access token."""
    try:
        catalog.ListMonths(catalog_pb2.ListMonthsRequest(), metadata=bearer_metadata(token), timeout=10)
    except grpc.RpcError as error:
        return remote_error(error).reason
    return "OK"


def honoured_for(verdict: Callable[[], str]) -> float:
    """Seconds until a verdict is no longer OK, measured to the sending of the last request that was let through."""
    began = last = sent = time.monotonic()
    while (said := verdict()) == "OK":
        assert sent - began < _TIMEOUT_SECONDS
        time.sleep(_LOOK_SECONDS)
        last, sent = sent, time.monotonic()
    assert said == "SESSION_ENDED"
    return last - began

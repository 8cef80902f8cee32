"""Which bytes are there already, and how much each user has stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento.catalog.v1 import catalog_pb2

from tests.fakes.catalog.samples import new_upload_id, new_user_id, sha256_of
from tests.unit.catalog.adapters.inbound.requests import edit
from tests.unit.catalog.adapters.inbound.tokens import access, grant

if TYPE_CHECKING:
    from tests.unit.catalog.adapters.inbound.client import Client


def test_what_is_there_already_is_told_to_a_token_and_to_a_grant(client: Client) -> None:
    media, trashed = client.record(), client.record()
    client.call("UpdateMedia", edit(trashed, "trashed", trashed=True))
    asked = [str(sha256_of("missing")), trashed.sha256, media.sha256]
    expected = [
        catalog_pb2.ChecksumMatch(sha256=trashed.sha256, upload_id=trashed.upload_id, trashed=True),
        catalog_pb2.ChecksumMatch(sha256=media.sha256, upload_id=media.upload_id),
    ]
    for bearer in (access(client.user_id), grant(client.user_id, str(new_upload_id()))):
        request = catalog_pb2.FindMediaByChecksumRequest(sha256=asked)
        assert list(client.call("FindMediaByChecksum", request, bearer).matches) == expected
        usage = client.call("GetUsage", catalog_pb2.GetUsageRequest(), bearer)
        assert (usage.media_count, usage.size_bytes) == (2, 6)


def test_an_administrator_is_told_how_much_each_has_stored(client: Client) -> None:
    client.record()
    nobody = str(new_user_id())
    request = catalog_pb2.ListUsageRequest(user_ids=[nobody, client.user_id])
    bearer = access(str(new_user_id()), scope="accounts:administer")
    assert list(client.call("ListUsage", request, bearer).usages) == [
        catalog_pb2.UserUsage(user_id=nobody),
        catalog_pb2.UserUsage(user_id=client.user_id, media_count=1, size_bytes=3),
    ]


@pytest.mark.parametrize("wrong", [["nobody"], ["01m80gb91p692ex4de2zsjs4vz"] * 101])
def test_users_that_cannot_be_asked_for_are_refused(client: Client, wrong: list[str]) -> None:
    request = catalog_pb2.ListUsageRequest(user_ids=wrong)
    assert client.refusal("ListUsage", request) == ("INVALID_ARGUMENT", "USERS_INVALID")


@pytest.mark.parametrize("wrong", [["x"], ["AB" * 32], ["ab" * 32] * 501])
def test_a_question_for_what_is_no_checksum_is_refused(client: Client, wrong: list[str]) -> None:
    request = catalog_pb2.FindMediaByChecksumRequest(sha256=wrong)
    assert client.refusal("FindMediaByChecksum", request) == ("INVALID_ARGUMENT", "CHECKSUM_INVALID")

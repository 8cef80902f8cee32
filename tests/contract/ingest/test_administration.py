from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from momento.auth.v1 import administration_pb2, administration_pb2_grpc
from momento_ingest.adapters.outbound.grpc.administration import GrpcAdministration
from momento_ingest.application.ports.administration import (
    AccountChange,
    AdministeredAccount,
    Invitation,
    MadeInvitation,
    Quota,
    ResetLink,
    WishedInvitation,
)
from momento_ingest.application.ports.identity import User
from momento_ingest.domain import errors
from momento_ingest.domain.identifiers import UserId

from tests.contract.ingest.timestamps import timestamp
from tests.fakes.ingest.administration import MADE
from tests.fakes.ingest.mesh import Script, connected, servicer, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from momento_ingest.application.ports.administration import Administration

    from tests.fakes.chassis.certificates import TestAuthority
    from tests.fakes.ingest.mesh import Failures, Served

METHODS = [
    "ListAccounts",
    "ChangeAccount",
    "ResetAccount",
    "ListInvitations",
    "CreateInvitation",
    "RevokeInvitation",
]
ADA = User(UserId("01arz3ndektsv4rrffq69g5fad"), "ada@example.org", "Ada", "member")
LATER = datetime(2026, 3, 2, 12, tzinfo=UTC)


ACCOUNT = administration_pb2.AdministeredAccount(
    user_id=ADA.user_id.value,
    email=ADA.email,
    display_name=ADA.display_name,
    role="member",
    created_at=timestamp(MADE),
)
PLAIN = AdministeredAccount(ADA, MADE, None, None, None)
INVITATION = administration_pb2.Invitation(
    invitation_id="00" * 32,
    email="guest@example.org",
    role="member",
    created_at=timestamp(MADE),
    expires_at=timestamp(LATER),
)


@pytest.fixture(scope="module")
def auth(authority: TestAuthority, failures: Failures, script: Script) -> Iterator[Any]:
    scripted = servicer(administration_pb2_grpc.AdministrationServiceServicer, script)

    def register(server: grpc.Server) -> None:
        administration_pb2_grpc.add_AdministrationServiceServicer_to_server(scripted, server)

    with serving(
        authority,
        "auth",
        METHODS,
        failures,
        register,
        administration_pb2.DESCRIPTOR.services_by_name["AdministrationService"].full_name,
    ) as served:
        yield served


@pytest.fixture
async def administration(auth: Served, script: Script) -> AsyncIterator[GrpcAdministration]:
    async with connected(auth, "auth", script) as channel:
        yield GrpcAdministration(channel)


async def test_accounts_are_asked_for_by_page_and_shown_whole(administration: Administration, script: Script) -> None:
    full = administration_pb2.AdministeredAccount(
        disabled_at=timestamp(LATER), last_sign_in_at=timestamp(MADE), quota_bytes=0
    )
    full.MergeFrom(ACCOUNT)
    script.answers["ListAccounts"] = administration_pb2.ListAccountsResponse(accounts=[ACCOUNT, full])
    assert await administration.accounts("access", "exam", ADA.user_id.value, 5) == [
        PLAIN,
        AdministeredAccount(ADA, MADE, LATER, MADE, 0),
    ]
    assert script.requests == [
        administration_pb2.ListAccountsRequest(
            access_token="access", page_size=5, after_user_id=ADA.user_id.value, address_part="exam"
        )
    ]


@pytest.mark.parametrize(
    ("change", "sent"),
    [
        (AccountChange(role="administrator"), {"role": "administrator"}),
        (AccountChange(disabled=False), {"disabled": False}),
        (AccountChange(quota=Quota(0)), {"quota_bytes": 0}),
        (AccountChange(quota=Quota(None)), {"quota_as_configured": True}),
    ],
)
async def test_nothing_is_sent_but_what_is_to_be_changed(
    administration: Administration, script: Script, change: AccountChange, sent: dict[str, Any]
) -> None:
    script.answers["ChangeAccount"] = administration_pb2.ChangeAccountResponse(account=ACCOUNT)
    assert await administration.change("access", "user", change) == PLAIN
    assert script.requests == [administration_pb2.ChangeAccountRequest(access_token="access", user_id="user", **sent)]


async def test_a_new_start_tells_its_link(administration: Administration, script: Script) -> None:
    script.answers["ResetAccount"] = administration_pb2.ResetAccountResponse(link="link", expires_at=timestamp(LATER))
    assert await administration.reset("access", "user") == ResetLink("link", LATER)
    assert script.requests == [administration_pb2.ResetAccountRequest(access_token="access", user_id="user")]


async def test_invitations_are_made_listed_and_withdrawn(administration: Administration, script: Script) -> None:
    made = administration_pb2.CreateInvitationResponse(invitation=INVITATION, link="link", mailed=True)
    script.answers = {
        "CreateInvitation": made,
        "ListInvitations": administration_pb2.ListInvitationsResponse(invitations=[INVITATION]),
        "RevokeInvitation": administration_pb2.RevokeInvitationResponse(),
    }
    expected = Invitation("00" * 32, "guest@example.org", "member", MADE, LATER)
    wished = WishedInvitation("guest@example.org", "member", 24)
    assert await administration.invite("access", wished) == MadeInvitation(expected, "link", mailed=True)
    assert await administration.invitations("access") == [expected]
    await administration.revoke_invitation("access", expected.invitation_id)
    assert script.requests == [
        administration_pb2.CreateInvitationRequest(
            access_token="access", email="guest@example.org", role="member", hours=24
        ),
        administration_pb2.ListInvitationsRequest(access_token="access"),
        administration_pb2.RevokeInvitationRequest(access_token="access", invitation_id="00" * 32),
    ]


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        (grpc.StatusCode.UNAUTHENTICATED, errors.Unauthenticated),
        (grpc.StatusCode.PERMISSION_DENIED, errors.Forbidden),
        (grpc.StatusCode.NOT_FOUND, errors.NotFound),
        (grpc.StatusCode.FAILED_PRECONDITION, errors.Conflict),
        (grpc.StatusCode.INVALID_ARGUMENT, errors.InvalidInput),
        (grpc.StatusCode.UNAVAILABLE, errors.Unavailable),
    ],
)
async def test_what_auth_refuses_keeps_its_reason(
    administration: Administration,
    script: Script,
    failures: Failures,
    code: grpc.StatusCode,
    meaning: type[errors.IngestError],
) -> None:
    script.answers = dict.fromkeys(METHODS, failures[code]("THE_REASON", "A sentence."))
    for attempt in (
        administration.accounts("access", "", "", 1),
        administration.change("access", "user", AccountChange(disabled=True)),
        administration.reset("access", "user"),
        administration.invitations("access"),
        administration.invite("access", WishedInvitation("", "member", 1)),
        administration.revoke_invitation("access", "00"),
    ):
        with pytest.raises(meaning) as refusal:
            await attempt
        assert refusal.value.reason == "THE_REASON"

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_auth.adapters.outbound.sql.accounts import SqlAccounts
from momento_auth.adapters.outbound.sql.provider_flows import SqlProviderFlows
from momento_auth.domain.accounts.account import Account, DisplayName
from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.sso.flow import FLOW_LIFETIME, FlowSecrets, ProviderFlow

from tests.fakes.auth.clock import START
from tests.fakes.auth.identifiers import CountingIdentifiers
from tests.fakes.auth.provider_flows import InMemoryProviderFlows

if TYPE_CHECKING:
    from momento_auth.adapters.outbound.sql.database import Database
    from momento_auth.application.ports.provider_flows import ProviderFlows

FLOW = ProviderFlow.begin(FlowSecrets("state", "browser"), START, None)


@pytest.fixture
def flows(database: Database | None) -> ProviderFlows:
    return SqlProviderFlows(database) if database else InMemoryProviderFlows()


def test_of_twenty_who_come_with_one_answer_exactly_one_ends_the_journey(flows: ProviderFlows) -> None:
    flows.add(FLOW, START)
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: flows.take(FLOW.digest, START), range(20)))
    assert sorted(it is None for it in taken) == [False] + [True] * 19
    assert FLOW in taken


def test_a_journey_that_is_unknown_or_over_is_none(flows: ProviderFlows) -> None:
    flows.add(FLOW, START)
    assert flows.take(FlowSecrets("state", "another").digest, START) is None
    assert flows.take(FLOW.digest, START + FLOW_LIFETIME) is None
    assert flows.take(FLOW.digest, START) is None


def ada(database: Database | None) -> Account:
    account = Account(
        user_id=CountingIdentifiers().user_id(),
        email=EmailAddress("ada@example.org"),
        display_name=DisplayName("Ada"),
        password_hash=None,
        created_at=START,
    )
    if database:
        SqlAccounts(database).add(account)
    return account


def test_it_is_remembered_whose_account_is_to_be_linked(database: Database | None, flows: ProviderFlows) -> None:
    flow = ProviderFlow.begin(FlowSecrets("s", "b"), START, ada(database).user_id)
    flows.add(flow, START)
    assert flows.take(flow.digest, START + FLOW_LIFETIME - timedelta(seconds=1)) == flow


def test_journeys_that_would_link_an_account_end_and_no_others(database: Database | None, flows: ProviderFlows) -> None:
    user_id = ada(database).user_id
    flow = ProviderFlow.begin(FlowSecrets("s", "b"), START, user_id)
    flows.add(flow, START)
    flows.add(FLOW, START)
    flows.drop_of(user_id)
    assert (flows.take(flow.digest, START), flows.take(FLOW.digest, START)) == (None, FLOW)


def test_what_is_over_is_dropped_when_another_begins(flows: ProviderFlows) -> None:
    flows.add(FLOW, START)
    flows.add(ProviderFlow.begin(FlowSecrets("s", "b"), START + FLOW_LIFETIME, None), START + FLOW_LIFETIME)
    assert flows.take(FLOW.digest, START) is None

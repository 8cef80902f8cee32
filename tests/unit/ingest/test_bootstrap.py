from __future__ import annotations

import asyncio
import json
import os
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from grpc.aio import UsageError
from litestar import Litestar
from momento_chassis.aws.tenant_credentials import TenantClients
from momento_chassis.config import Secret
from momento_chassis.grpc import health
from momento_chassis.lifecycle import Readiness
from momento_ingest import bootstrap, wiring
from momento_ingest.adapters.inbound.http.app import create_app
from momento_ingest.adapters.inbound.http.connections.graceful_reload import Succession
from momento_ingest.adapters.outbound.links.sealed_links import DirectLinks, SealedLinks
from momento_ingest.application.accounts import token_cache as verified_callers
from momento_ingest.application.uploads import fair_queue
from momento_ingest.background import lifespan
from momento_ingest.bootstrap import build_edge, readiness, remote_services
from momento_ingest.config import IngestConfig, Links
from momento_ingest.domain.errors import Unauthenticated, Unavailable
from momento_ingest.wiring import RemoteServices

from tests.fakes.chassis.certificates import TestAuthority
from tests.fakes.ingest.configuration import LINK_KEY, edge_config
from tests.fakes.ingest.object_store import InMemoryObjectStore
from tests.fakes.ingest.web import file_part, form
from tests.fakes.ingest.world import ADA

if TYPE_CHECKING:
    from pathlib import Path

    from momento_chassis.aws.tenant_credentials import SessionPolicy
    from momento_ingest.adapters.inbound.http.app_context import Edge
    from momento_ingest.domain.library.media_item import MediaItem

    from tests.fakes.ingest.world import World

TIMEOUT_SECONDS = 60.0


@pytest.fixture
def config(tmp_path: Path) -> IngestConfig:
    return edge_config(tmp_path)


@pytest.fixture
def store() -> InMemoryObjectStore:
    return InMemoryObjectStore()


@pytest.fixture
def around(world: World, store: InMemoryObjectStore) -> RemoteServices:
    return RemoteServices(
        world.identity,
        world.provider_sign_in,
        world.factors,
        world.administration,
        world.catalog,
        world.albums,
        world.inspector,
        store,
    )


def client(app: Any, token: str) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://momento.example", headers=headers)


async def upload(edge: Edge, token: str) -> httpx.Response:
    async with client(create_app(edge), token) as browser:
        headers = {"Content-Type": "multipart/form-data; boundary=frontier"}
        return await browser.post("/api/v1/media", content=form(file_part()), headers=headers)


async def test_the_edge_as_it_is_put_together_takes_a_file(
    config: IngestConfig, around: RemoteServices, world: World, store: InMemoryObjectStore
) -> None:
    edge = build_edge(config, around)
    answer = await upload(edge, world.identity.signed_in(ADA))
    assert answer.status_code == 201
    assert answer.json()["previews"]["256"].endswith("/previews/256")
    assert len(store.objects) == 4
    left = [path.parent.name for path in config.storage.spool_folder.rglob("*") if path.is_file()]
    assert sorted(set(left)) == ["ended", "locks"]
    assert left.count("ended") == 1


def test_links_lead_through_the_edge_or_straight_to_the_store(config: IngestConfig, around: RemoteServices) -> None:
    through = build_edge(config, around)
    straight = build_edge(replace(config, links=Links(keys=Secret(LINK_KEY), mode="redirect")), around)
    assert isinstance(through.links, SealedLinks)
    assert through.linked_objects is not None
    assert isinstance(straight.links, DirectLinks)
    assert straight.linked_objects is None


def test_two_replicas_with_the_same_key_give_and_open_the_same_links(
    config: IngestConfig, around: RemoteServices
) -> None:
    first, second = (build_edge(config, around).links.for_session("session").publish("https://s3/x") for _ in range(2))
    assert first == second


async def test_what_was_delayed_before_a_restart_is_settled_after_it(
    config: IngestConfig, around: RemoteServices, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.catalog.unrecordable = Unavailable("GONE", "does not answer")
    answer = await upload(build_edge(config, around), world.identity.signed_in(ADA))
    assert answer.status_code == 202
    world.catalog.unrecordable = None
    edge = build_edge(config, around)
    settled = asyncio.Event()
    record = world.catalog.record

    async def record_and_report(entry: bytes, grant: str, *, copied: bool) -> MediaItem:
        try:
            return await record(entry, grant, copied=copied)
        finally:
            settled.set()

    monkeypatch.setattr(world.catalog, "record", record_and_report)
    async with lifespan(edge, config, Readiness({}), Succession(_nobody_follows), around.connections)(Litestar()):
        await asyncio.wait_for(settled.wait(), TIMEOUT_SECONDS)
    assert list(world.catalog.items) == [answer.json()["uploadId"]]


class Wall:
    """The time that the machine shows, which may be set."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    made = Wall()
    for module in (bootstrap, wiring):
        monkeypatch.setattr(module, "now", made)
    return made


async def test_a_session_that_ends_is_not_honoured_longer_because_the_clock_is_set_back(
    config: IngestConfig, around: RemoteServices, world: World, wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verified_callers, "MEMORY", timedelta(0))
    world.identity.token_ends = wall.now + timedelta(hours=1)
    callers, token = build_edge(config, around).callers, world.identity.signed_in(ADA)
    await callers(token)
    wall.now -= timedelta(hours=1)
    world.identity.revoke(ADA)
    with pytest.raises(Unauthenticated):
        await callers(token)


async def test_an_upload_does_not_wait_longer_because_the_clock_is_set_back(
    config: IngestConfig, around: RemoteServices, world: World, wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fair_queue, "MAX_PAUSE", timedelta(milliseconds=300))
    tried = asyncio.Event()
    record = world.catalog.record

    async def failing_once(*_: object, **__: object) -> MediaItem:
        monkeypatch.setattr(world.catalog, "record", recorded)
        raise Unavailable("GONE", "does not answer")

    async def recorded(entry: bytes, grant: str, *, copied: bool) -> MediaItem:
        tried.set()
        return await record(entry, grant, copied=copied)

    monkeypatch.setattr(world.catalog, "record", failing_once)
    edge = build_edge(config, around)
    assert (await upload(edge, world.identity.signed_in(ADA))).status_code == 202
    wall.now -= timedelta(hours=1)
    edge.upload_queue.fill()
    await asyncio.wait_for(tried.wait(), TIMEOUT_SECONDS)
    await edge.upload_queue.idle()
    assert len(world.catalog.items) == 1


async def test_when_the_edge_stops_nothing_goes_on(config: IngestConfig, around: RemoteServices) -> None:
    edge = build_edge(config, around)
    before = asyncio.all_tasks()
    async with lifespan(edge, config, Readiness({}), Succession(_nobody_follows), around.connections)(Litestar()):
        assert asyncio.all_tasks() > before
    assert asyncio.all_tasks() == before


async def test_the_edge_waits_for_auth_once_and_is_ready_without_scanner_and_catalog(
    config: IngestConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "DEADLINE_SECONDS", TIMEOUT_SECONDS)
    tls = TestAuthority(tmp_path / "mesh").issue("ingest")
    connections = AsyncExitStack()
    ready = readiness(replace(config, tls=tls), connections)
    assert set(ready.failing) == {"auth"}
    assert set(ready.degraded) == {"scanner", "catalog"}
    ready.check()
    assert {**ready.failing, **ready.degraded} == dict.fromkeys(
        ["auth", "scanner", "catalog"], "it does not answer (UNAVAILABLE)"
    )
    await connections.aclose()


async def test_the_real_neighbours_ask_nobody_before_the_first_use(
    config: IngestConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "AWS_DEFAULT_REGION", "eu-central-1")
    real = remote_services(replace(config, tls=TestAuthority(tmp_path / "mesh").issue("ingest")))
    with pytest.raises(Unavailable):
        await real.identity.verify("access")
    await real.connections.aclose()


async def test_when_the_edge_stops_its_connections_are_closed(
    config: IngestConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "AWS_DEFAULT_REGION", "eu-central-1")
    store = httpx.AsyncClient()
    monkeypatch.setattr(wiring, "_store_client", lambda: store)
    secured = replace(config, tls=TestAuthority(tmp_path / "mesh").issue("ingest"))
    real = remote_services(secured)
    edge = build_edge(secured, real)
    ready = readiness(secured, real.connections)
    async with lifespan(edge, secured, ready, Succession(_nobody_follows), real.connections)(Litestar()):
        pass
    assert store.is_closed
    with pytest.raises((UsageError, ValueError)):
        await real.identity.verify("access")


def _nobody_follows() -> None:
    pytest.fail("the certificate was not renewed")


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
async def test_sessions_are_asked_for_in_the_partition_of_the_role(
    config: IngestConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, partition: str
) -> None:
    policies: list[SessionPolicy] = []

    class Noting(TenantClients):
        def __init__(self, sts: Any, shared: Any, role_arn: str, policy: SessionPolicy, **settings: Any) -> None:
            policies.append(policy)
            super().__init__(sts, shared, role_arn, policy, **settings)

    monkeypatch.setitem(os.environ, "AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setattr(bootstrap, "TenantClients", Noting)
    role = f"arn:{partition}:iam::000000000000:role/momento-ingest-tenant"
    storage = replace(config.storage, tenant_role_arn=role)
    real = remote_services(replace(config, storage=storage, tls=TestAuthority(tmp_path / "mesh").issue("ingest")))
    await real.connections.aclose()
    (policy,) = policies
    said = json.dumps(policy(ADA.user_id.value))
    assert said.count("arn:") == said.count(f"arn:{partition}:s3:::") > 0

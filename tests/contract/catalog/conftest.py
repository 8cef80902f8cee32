"""The stores under test: the fake, and the real adapters over two emulators that were written independently."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from moto import mock_aws

from tests.fakes.catalog.aws import client, create_bucket, create_tables, dynamodb_stores
from tests.fakes.catalog.catalog import Catalog, Stores, in_memory_stores
from tests.fakes.catalog.ministack_process import ministack
from tests.fakes.catalog.samples import new_user_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from momento_catalog.domain.identifiers import UserId


@pytest.fixture(scope="session")
def ministack_endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with ministack(tmp_path_factory.mktemp("ministack")) as endpoint:
        create_tables(client("dynamodb", endpoint))
        create_bucket(client("s3", endpoint))
        yield endpoint


@pytest.fixture(scope="session")
def ministack_stores(ministack_endpoint: str) -> Stores:
    return dynamodb_stores(client("s3", ministack_endpoint), client("dynamodb", ministack_endpoint))


@pytest.fixture
def moto_stores() -> Iterator[Stores]:
    with mock_aws():
        dynamodb = client("dynamodb")
        create_tables(dynamodb)
        create_bucket(client("s3"))
        # moto takes no lock, and loses updates that DynamoDB would not.
        dynamodb.transact_write_items = one_at_a_time(dynamodb.transact_write_items)
        yield dynamodb_stores(client("s3"), dynamodb)


def one_at_a_time(call: Callable[..., Any]) -> Callable[..., Any]:
    """`call`, entered by one thread after another."""
    lock = threading.Lock()

    def waiting(**arguments: Any) -> Any:
        with lock:
            return call(**arguments)

    return waiting


@pytest.fixture(params=["fake", "moto", "ministack"])
def stores(request: pytest.FixtureRequest) -> Stores:
    if request.param == "fake":
        return in_memory_stores()
    found: Stores = request.getfixturevalue(f"{request.param}_stores")
    return found


@pytest.fixture
def catalog(stores: Stores) -> Catalog:
    return Catalog(stores)


@pytest.fixture
def user_id() -> UserId:
    """A user of its own for each test, since the emulator's tables outlive it."""
    return new_user_id()

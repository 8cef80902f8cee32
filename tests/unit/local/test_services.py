from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_local.embedded_aws.endpoint import Credentials
from momento_local.ports import Ports
from momento_local.provision import Provisioned
from momento_local.settings import Settings
from momento_local.stack import Stack

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PROVISIONED = Provisioned(
    storage={
        "BucketName": "bucket",
        "MediaTableName": "media",
        "FacetsTableName": "facets",
        "FacetCountsTableName": "counts",
        "ActivityTableName": "activity",
    },
    access={"IngestTenantRoleArn": "arn:ingest", "CatalogTenantRoleArn": "arn:catalog"},
    ingest=Credentials("AKIAINGEST", "ingest-secret"),
    catalog=Credentials("AKIACATALOG", "catalog-secret"),
)


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stack:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "the operator's")
    made = Stack(Settings(tmp_path, Ports.free(), chosen={"MOMENTO_LINK_MODE": "redirect"}))
    made._provisioned = PROVISIONED
    return made


def _environment(stack: Stack, name: str) -> Mapping[str, str]:
    return stack[name].part.launch().environment


@pytest.mark.parametrize("name", ["auth", "scanner", "clamd"])
def test_auth_scanner_and_clamd_get_nothing_of_aws(stack: Stack, name: str) -> None:
    environment = _environment(stack, name)
    assert not [variable for variable in environment if variable.startswith("AWS_")]
    assert not [value for value in environment.values() if "secret" in value and "secrets" not in value]


def test_ingest_and_catalog_get_their_own_credentials_and_roles(stack: Stack) -> None:
    ingest, catalog = _environment(stack, "ingest"), _environment(stack, "catalog")
    assert (ingest["AWS_ACCESS_KEY_ID"], ingest["MOMENTO_TENANT_ROLE_ARN"]) == ("AKIAINGEST", "arn:ingest")
    assert (catalog["AWS_ACCESS_KEY_ID"], catalog["MOMENTO_TENANT_ROLE_ARN"]) == ("AKIACATALOG", "arn:catalog")
    assert ingest["AWS_ENDPOINT_URL"].startswith("https://127.0.0.1:")


def test_no_two_services_share_a_key_or_a_certificate(stack: Stack) -> None:
    services = [_environment(stack, name) for name in ("auth", "scanner", "catalog", "ingest")]
    assert len({each["MOMENTO_TLS_KEY"] for each in services}) == 4
    keys = [value for each in services for name, value in each.items() if name.endswith("_KEY") and "TLS" not in name]
    assert len(keys) == len(set(keys))


def test_every_service_but_the_edge_listens_on_this_machine_only(stack: Stack) -> None:
    listens = [_environment(stack, name)["MOMENTO_LISTEN"] for name in ("auth", "scanner", "catalog")]
    assert all(listen.startswith("127.0.0.1:") for listen in listens)


def test_a_setting_the_operator_may_choose_wins(stack: Stack) -> None:
    assert _environment(stack, "ingest")["MOMENTO_LINK_MODE"] == "redirect"


def test_the_age_of_signatures_is_not_looked_at_when_there_are_only_test_ones(stack: Stack) -> None:
    aged = "MOMENTO_SCANNER_SIGNATURE_MAX_AGE_HOURS" in _environment(stack, "scanner")
    assert aged == stack.clamd.signatures.only_test

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from momento_catalog.config import Config
from momento_chassis.config import ConfigurationError, load

ENVIRONMENT = {
    "MOMENTO_AUTH_ADDRESS": "127.0.0.1:7101",
    "MOMENTO_BUCKET": "momento-uploads",
    "MOMENTO_TENANT_ROLE_ARN": "arn:aws:iam::000000000000:role/momento-catalog-tenant",
    "MOMENTO_PAGE_TOKEN_KEY": base64.b64encode(bytes(32)).decode(),
    "MOMENTO_TLS_CERTIFICATE": "catalog.pem",
    "MOMENTO_TLS_KEY": "catalog.key",
    "MOMENTO_TLS_AUTHORITY": "authority.pem",
}


def test_what_is_not_said_has_a_sensible_value() -> None:
    config = load(Config, ENVIRONMENT)
    assert config.listen == "127.0.0.1:7103"
    assert config.link_lifetime.value == timedelta(seconds=300)
    assert (config.store.media_table, config.store.facets_table) == ("momento-media", "momento-facets")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MOMENTO_PAGE_TOKEN_KEY", base64.b64encode(bytes(31)).decode()),
        ("MOMENTO_LINK_SECONDS", "901"),
        ("MOMENTO_THREADS", "0"),
    ],
)
def test_what_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        load(Config, {**ENVIRONMENT, name: value})


@pytest.mark.parametrize("name", ENVIRONMENT)
def test_what_is_needed_and_missing_is_named(name: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        load(Config, {key: value for key, value in ENVIRONMENT.items() if key != name})

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from momento_auth.adapters.outbound.argon2.password_hasher import Argon2Parameters
from momento_auth.config import AuthConfig
from momento_auth.domain.accounts.registration import Registration
from momento_auth.domain.sessions.session import SessionLimits
from momento_chassis.config import ConfigurationError, load

KEY = base64.b64encode(bytes(range(32))).decode()
REQUIRED = {
    "MOMENTO_AUTH_DATABASE_URL": "sqlite:////somewhere/auth.sqlite3",
    "MOMENTO_AUTH_SEALING_KEY": KEY,
    "MOMENTO_TLS_CERTIFICATE": "/somewhere/auth.pem",
    "MOMENTO_TLS_KEY": "/somewhere/auth.key",
    "MOMENTO_TLS_AUTHORITY": "/somewhere/authority.pem",
}


def test_what_is_not_said_has_its_default() -> None:
    config = load(AuthConfig, REQUIRED)
    assert config.listen == "127.0.0.1:7101"
    assert config.door is Registration.INVITED
    assert config.sessions.access_lifetime == timedelta(minutes=10)
    assert config.sessions.limits == SessionLimits()
    assert config.passwords.parameters == Argon2Parameters()


def test_what_is_said_holds() -> None:
    config = load(
        AuthConfig,
        {
            **REQUIRED,
            "MOMENTO_AUTH_REGISTRATION": "closed",
            "MOMENTO_AUTH_SESSION_IDLE_SECONDS": "7200",
            "MOMENTO_AUTH_SESSION_ABSOLUTE_SECONDS": "3600",
            "MOMENTO_PUBLIC_URL": "https://Photos.example.org:443",
            "MOMENTO_AUTH_ARGON2_MEMORY_KIB": "65536",
        },
    )
    hour = timedelta(hours=1)
    assert config.door is Registration.CLOSED
    assert config.sessions.limits == SessionLimits(idle=hour, absolute=hour)
    assert config.passwords.parameters.memory_kibibytes == 65_536
    assert config.public_url == "https://photos.example.org"


def test_the_sealing_key_is_read_and_not_printed() -> None:
    config = load(AuthConfig, REQUIRED)
    assert config.sealing_key_bytes == bytes(range(32))
    assert KEY not in repr(config)


PROVIDER = {
    "MOMENTO_AUTH_OIDC_ISSUER": "https://login.example",
    "MOMENTO_AUTH_OIDC_CLIENT_ID": "momento",
    "MOMENTO_AUTH_OIDC_CLIENT_SECRET": "a secret of the provider",
    "MOMENTO_AUTH_OIDC_REDIRECT_URI": "https://momento.example/api/v1/session/oidc/callback",
}


def test_without_an_issuer_there_is_no_provider() -> None:
    assert load(AuthConfig, REQUIRED).provider.settings is None


def test_a_provider_is_known_with_its_secret_which_is_not_printed() -> None:
    config = load(AuthConfig, {**REQUIRED, **PROVIDER})
    settings = config.provider.settings
    assert settings is not None
    assert settings.client_secret == PROVIDER["MOMENTO_AUTH_OIDC_CLIENT_SECRET"]
    assert settings.client_secret not in repr(config) + repr(settings)
    assert not config.joining.always


def test_who_may_join_by_the_provider_is_read() -> None:
    chosen = {"MOMENTO_AUTH_OIDC_REGISTRATION": "always", "MOMENTO_AUTH_OIDC_DOMAINS": "Example.org, example.com,"}
    joining = load(AuthConfig, {**REQUIRED, **PROVIDER, **chosen}).joining
    assert joining.always
    assert joining.domains == {"example.org", "example.com"}


@pytest.mark.parametrize("name", [name for name in PROVIDER if name != "MOMENTO_AUTH_OIDC_ISSUER"])
def test_a_provider_of_which_something_is_missing_is_refused_by_name(name: str) -> None:
    config = load(AuthConfig, {**REQUIRED, **{key: value for key, value in PROVIDER.items() if key != name}})
    with pytest.raises(ConfigurationError, match=name):
        _ = config.provider.settings


@pytest.mark.parametrize(
    "address",
    ["http://login.example", "https://name:word@login.example", "login.example", "ftp://127.0.0.1", "https://"],
)
def test_a_provider_at_an_insecure_address_is_refused(address: str) -> None:
    with pytest.raises(ConfigurationError, match="MOMENTO_AUTH_OIDC_ISSUER"):
        load(AuthConfig, {**REQUIRED, **PROVIDER, "MOMENTO_AUTH_OIDC_ISSUER": address})


@pytest.mark.parametrize("name", REQUIRED)
def test_what_is_required_is_missed_by_name(name: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        load(AuthConfig, {key: value for key, value in REQUIRED.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MOMENTO_AUTH_SEALING_KEY", base64.b64encode(b"too short").decode()),
        ("MOMENTO_AUTH_REGISTRATION", "ajar"),
        ("MOMENTO_PUBLIC_URL", "http://photos.example.org"),
        ("MOMENTO_AUTH_ARGON2_MEMORY_KIB", "8"),
        ("MOMENTO_AUTH_ACCESS_TOKEN_SECONDS", "86400"),
    ],
)
def test_a_dangerous_value_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        load(AuthConfig, {**REQUIRED, name: value})

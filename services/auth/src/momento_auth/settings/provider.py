"""The organisation's provider."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from momento_chassis.config import ConfigurationError, Secret, setting
from momento_chassis.parsers import one_of

from momento_auth.adapters.outbound.oidc.identity_provider import ProviderSettings
from momento_auth.adapters.outbound.oidc.secure_address import secure_address
from momento_auth.domain.accounts.email_address import canonical_address

_BY_REGISTRATION, _ALWAYS = "registration", "always"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderConfig:
    """The organisation's provider (OpenID Connect); without an issuer there is none."""

    issuer: str = setting(
        "MOMENTO_AUTH_OIDC_ISSUER",
        "issuer of the provider, an https address exactly as it names itself; empty for no provider",
        default="",
        parse=secure_address,
    )
    client_id: str = setting("MOMENTO_AUTH_OIDC_CLIENT_ID", "what the provider calls this Momento", default="")
    client_secret: Secret | None = setting(
        "MOMENTO_AUTH_OIDC_CLIENT_SECRET", "the secret that it gave this Momento", default=None, parse=Secret
    )
    redirect_uri: str = setting(
        "MOMENTO_AUTH_OIDC_REDIRECT_URI",
        "where it sends people back to: the edge's public address with /api/v1/session/oidc/callback",
        default="",
        parse=secure_address,
    )
    name: str = setting("MOMENTO_AUTH_OIDC_NAME", "what people call the provider", default="your organisation")
    join: str = setting(
        "MOMENTO_AUTH_OIDC_REGISTRATION",
        "who gets a new account by it: by the rule for all (registration), or everybody (always)",
        default=_BY_REGISTRATION,
        parse=one_of(_BY_REGISTRATION, _ALWAYS),
    )
    domains: str = setting(
        "MOMENTO_AUTH_OIDC_DOMAINS",
        "domains of addresses that may join or be connected, comma separated; empty for any",
        default="",
    )
    authority: Path | None = setting(
        "MOMENTO_AUTH_OIDC_AUTHORITY",
        "PEM file of the authorities that vouch for the provider; without one, those that the machine trusts",
        default=None,
        parse=Path,
    )

    @property
    def settings(self) -> ProviderSettings | None:
        """How we are known to the provider, or None when there is none.

        Raises:
            ConfigurationError: there is one, of which something else is missing.
        """
        if not self.issuer:
            return None
        if not self.client_id or not self.client_secret or not self.redirect_uri:
            raise ConfigurationError(
                "configuration: with MOMENTO_AUTH_OIDC_ISSUER set, set MOMENTO_AUTH_OIDC_CLIENT_ID, "
                "MOMENTO_AUTH_OIDC_CLIENT_SECRET and MOMENTO_AUTH_OIDC_REDIRECT_URI, too"
            )
        return ProviderSettings(
            issuer=self.issuer,
            client_id=self.client_id,
            client_secret=self.client_secret.reveal(),
            redirect_uri=self.redirect_uri,
            name=self.name,
        )

    @property
    def everybody_may_join(self) -> bool:
        """Whether anyone who comes from the provider gets an account, even where accounts are made by invitation."""
        return self.join == _ALWAYS

    @property
    def allowed_domains(self) -> frozenset[str]:
        """Domains of addresses that may join or be connected; none for any."""
        return frozenset(canonical_address(word) for word in self.domains.split(",") if word.strip())

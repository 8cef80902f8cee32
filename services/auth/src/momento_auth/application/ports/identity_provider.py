"""The organisation's provider, which knows people by OpenID Connect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from momento_auth.domain.sso.flow import FlowSecrets
    from momento_auth.domain.sso.provider import ProviderIdentity


class IdentityProvider(Protocol):
    """Sends people to the provider, and learns who came back (OpenID Connect Core 1.0, section 3.1)."""

    @property
    def name(self) -> str:
        """What people call the provider."""

    def address(self, secrets: FlowSecrets) -> str:
        """Where to send a browser, with state, nonce and code challenge.

        Raises:
            ProviderUnavailable: the provider cannot be asked where that is.
        """

    def check_issuer(self, issuer: str) -> None:
        """Looks at the `iss` that came back with a code (RFC 9207); empty where none came.

        Raises:
            IdTokenIssuerWrong: it is another provider's, or is missing though the provider says that it sends it.
            ProviderUnavailable: the provider cannot be asked whether it does.
        """

    def identify(self, code: str, secrets: FlowSecrets) -> ProviderIdentity:
        """Who came back with `code`; every claim of the ID token has been checked.

        Raises:
            ProviderCodeRefused: the provider gives no token for it.
            IdTokenInvalid: the token is not what it must be; a member of the family says in which way.
            ProviderUnavailable: the provider does not answer, or not in its protocol.
        """

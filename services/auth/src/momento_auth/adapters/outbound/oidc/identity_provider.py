"""The provider by Authlib: authorization code with PKCE, over bounded HTTP."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client

from momento_auth.adapters.outbound.oidc.bounded_transport import TIMEOUT_SECONDS
from momento_auth.adapters.outbound.oidc.discovery import Discovery
from momento_auth.adapters.outbound.oidc.id_token import Expected, read_id_token
from momento_auth.domain.sso.errors import IdTokenInvalid, IdTokenIssuerWrong, ProviderCodeRefused, ProviderUnavailable
from momento_auth.domain.sso.provider import ProviderIdentity, Subject

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from momento_auth.application.ports.clock import Clock
    from momento_auth.domain.sso.flow import FlowSecrets

_SCOPE: Final = "openid email profile"
_AT_ONCE: Final = 6
"""Calls that may wait for the provider; the service answers 16 at once, and a slow provider must not hold them all."""
_ROOM_SECONDS: Final = 1.0
_VERIFIED: Final = (True, "true")
"""Some providers tell the boolean of Core, section 5.1, as a text."""
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSettings:
    """How we are known to the provider.

    Attributes:
        issuer: its name, which is an address.
        redirect_uri: where it sends people back to, exactly as registered there.
        name: what people call it.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    name: str


class OidcIdentityProvider:
    """Implements `IdentityProvider`."""

    def __init__(self, settings: ProviderSettings, transport: httpx2.BaseTransport, clock: Clock) -> None:
        self._settings = settings
        self._transport = transport
        self._clock = clock
        self._discovery = Discovery(settings.issuer, self._document, clock)
        self._room = threading.BoundedSemaphore(_AT_ONCE)

    @property
    def name(self) -> str:
        """As configured."""
        return self._settings.name

    def address(self, secrets: FlowSecrets) -> str:
        """The authorization endpoint with all parameters (Core, section 3.1.2.1; RFC 7636, section 4.3)."""
        with self._exchanging():
            endpoint = self._discovery.metadata()["authorization_endpoint"]
        address, _ = self._client().create_authorization_url(
            endpoint, state=secrets.state, code_verifier=secrets.code_verifier, nonce=secrets.nonce
        )
        return str(address)

    def check_issuer(self, issuer: str) -> None:
        """See the port."""
        with self._exchanging():
            required = self._discovery.metadata().get("authorization_response_iss_parameter_supported") is True
        if issuer != self._settings.issuer and (issuer or required):
            raise IdTokenIssuerWrong(
                "The answer comes from another provider than the one you were sent to; begin anew."
            )

    def identify(self, code: str, secrets: FlowSecrets) -> ProviderIdentity:
        """Trades the code for tokens, checks the ID token, and asks for the address if the token does not tell it."""
        with self._exchanging():
            tokens = self._tokens(code, secrets)
            claims = read_id_token(
                str(tokens.get("id_token", "")), self._discovery.key, self._expected(tokens, secrets)
            )
            person = claims if "email" in claims else self._user_info(tokens, claims)
        return ProviderIdentity(
            subject=_subject(self._settings.issuer, claims["sub"]),
            email=str(person.get("email", "")),
            email_verified=person.get("email_verified") in _VERIFIED,
            name=str(person.get("name", "")),
        )

    def _tokens(self, code: str, secrets: FlowSecrets) -> Mapping[str, Any]:
        endpoint = self._discovery.metadata()["token_endpoint"]
        try:
            tokens: Mapping[str, Any] = self._client().fetch_token(
                endpoint, grant_type="authorization_code", code=code, code_verifier=secrets.code_verifier
            )
        except OAuthError as error:
            # RFC 6749, section 5.2: anything else is a fault of how we are registered there, for the operator to see.
            if error.error == "invalid_grant":
                raise ProviderCodeRefused(
                    "The provider no longer accepts its own code; it may have been used. Start over."
                ) from error
            _logger.warning("the provider refuses this client", extra={"oauth.error": str(error.error)})
            raise _unavailable() from error
        return tokens

    def _expected(self, tokens: Mapping[str, Any], secrets: FlowSecrets) -> Expected:
        return Expected(
            issuer=self._settings.issuer,
            client_id=self._settings.client_id,
            nonce=secrets.nonce,
            access_token=str(tokens.get("access_token", "")),
            now=self._clock.now(),
        )

    def _user_info(self, tokens: Mapping[str, Any], claims: Mapping[str, Any]) -> Mapping[str, Any]:
        endpoint, access_token = self._discovery.metadata().get("userinfo_endpoint"), tokens.get("access_token")
        if not endpoint or not access_token:
            return claims
        # By ourselves: Authlib would not send a token that lasts a minute or less.
        reported = self._document(endpoint, {"Authorization": f"Bearer {access_token}"})
        # Core, section 5.3.2: otherwise what is told is of somebody else.
        if reported.get("sub") != claims["sub"]:
            raise IdTokenInvalid("The provider sends the address of somebody else; contact the administrator.")
        return reported

    def _document(self, address: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        return _json_object(self._client().request("GET", address, withhold_token=True, headers=headers))

    def _client(self) -> OAuth2Client:
        # One for each sign-in, because it keeps the tokens; what is shared, and stays open, is the transport.
        return OAuth2Client(
            self._settings.client_id,
            self._settings.client_secret,
            scope=_SCOPE,
            redirect_uri=self._settings.redirect_uri,
            code_challenge_method="S256",
            transport=self._transport,
            headers={"Accept-Encoding": "identity", "Accept": "application/json"},
            timeout=TIMEOUT_SECONDS,
            follow_redirects=False,
            trust_env=False,
        )

    @contextmanager
    def _exchanging(self) -> Iterator[None]:
        """Holds one of the few places, and turns every failure to get a proper answer into `ProviderUnavailable`."""
        if not self._room.acquire(timeout=_ROOM_SECONDS):
            raise _unavailable()
        try:
            yield
        except (httpx2.HTTPError, httpx2.InvalidURL, KeyError, TypeError, ValueError) as error:
            # The kind alone: addresses and bodies may hold codes and tokens.
            _logger.warning("the provider does not answer properly", extra={"error.type": type(error).__name__})
            raise _unavailable() from error
        finally:
            self._room.release()


def _json_object(answer: httpx2.Response) -> dict[str, Any]:
    answer.raise_for_status()
    reported = answer.json()
    if answer.status_code != httpx2.codes.OK or not isinstance(reported, dict):
        raise ValueError("The answer is no JSON object.")
    return reported


def _subject(issuer: str, name: object) -> Subject:
    try:
        return Subject(issuer, str(name))
    except ValueError as error:
        raise IdTokenInvalid("The provider sends no usable name for you; contact the administrator.") from error


def _unavailable() -> ProviderUnavailable:
    return ProviderUnavailable("The provider does not answer properly at the moment; try again soon.")

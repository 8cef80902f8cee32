"""A provider in memory: who signs in there gets a code, good once and for the journey that began."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

from momento_auth.domain.sso.errors import IdTokenIssuerWrong, IdTokenNonceWrong, ProviderCodeRefused

if TYPE_CHECKING:
    from momento_auth.domain.errors import AuthError
    from momento_auth.domain.sso.flow import FlowSecrets
    from momento_auth.domain.sso.provider import ProviderIdentity

ISSUER = "https://login.example"


class InMemoryIdentityProvider:
    """Honest, unless `fault` is set, which every question is answered with."""

    name = "Example"

    def __init__(self) -> None:
        self.fault: AuthError | None = None
        self._numbers = itertools.count(1)
        self._codes: dict[str, tuple[ProviderIdentity, str, str]] = {}

    def address(self, secrets: FlowSecrets) -> str:
        self._fail()
        # A verifier stands for its own challenge here.
        asked = {"state": secrets.state, "nonce": secrets.nonce, "code_challenge": secrets.code_verifier}
        return f"{ISSUER}/authorize?{urlencode(asked)}"

    def sign_in(self, address: str, person: ProviderIdentity) -> tuple[str, str]:
        """What comes back, as state and code."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{next(self._numbers)}"
        self._codes[code] = (person, asked["nonce"], asked["code_challenge"])
        return asked["state"], code

    def check_issuer(self, issuer: str) -> None:
        self._fail()
        if issuer and issuer != ISSUER:
            raise IdTokenIssuerWrong("Somebody else answers; begin anew.")

    def identify(self, code: str, secrets: FlowSecrets) -> ProviderIdentity:
        self._fail()
        person, nonce, challenge = self._codes.pop(code, (None, "", ""))
        if person is None or challenge != secrets.code_verifier:
            raise ProviderCodeRefused("The code is not good; begin anew.")
        if nonce != secrets.nonce:
            raise IdTokenNonceWrong("It belongs to another sign-in; begin anew.")
        return person

    def _fail(self) -> None:
        if self.fault is not None:
            raise self.fault

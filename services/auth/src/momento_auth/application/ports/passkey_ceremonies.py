"""What browsers are asked about passkeys, and how their answers are checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_auth.domain.accounts.account import Account
    from momento_auth.domain.mfa.passkey import Credential, Passkey


class PasskeyCeremonies(Protocol):
    """The two ceremonies of Web Authentication Level 3, for one origin.

    Options and answers are JSON as browsers read and write it (`PublicKeyCredential.parseRequestOptionsFromJSON`,
    `toJSON`). The user is always verified by the authenticator, and the passkey is one that can be found without a
    name, so that it may take the place of a password.
    """

    def registration_options(self, challenge: bytes, account: Account, present: Sequence[Passkey]) -> str:
        """What to ask for a new passkey; authenticators that hold one of the `present` ones decline."""

    def registered(self, challenge: bytes, answer: str) -> Credential:
        """The new passkey, from the browser's answer.

        Raises:
            PasskeyRefused: the answer is malformed, or to another challenge, origin or site, or nobody was verified.
        """

    def authentication_options(self, challenge: bytes) -> str:
        """What to ask for a passkey; which ones there are is not told, since anybody may ask."""

    def credential_id(self, answer: str) -> bytes:
        """Which passkey an answer claims to be from; raises `ProofWrong` when it is malformed."""

    def authenticated(self, challenge: bytes, passkey: Passkey, answer: str) -> int:
        """The new count of the passkey, from the browser's answer.

        Raises:
            ProofWrong: the answer is malformed, or to another challenge, origin or site, or signed by another key, or
                for another account, nobody was verified, or the count went back, as that of a copy would.
        """

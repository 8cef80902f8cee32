"""Report the public keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_auth.application.ports.token_signer import TokenSigner
    from momento_auth.domain.tokens.token import VerificationKey


class ListVerificationKeys:
    """Lets other services check tokens without asking about each of them."""

    def __init__(self, signer: TokenSigner) -> None:
        self._signer = signer

    def __call__(self) -> Sequence[VerificationKey]:
        """Every public key whose tokens may still be valid, newest first."""
        return self._signer.verification_keys()

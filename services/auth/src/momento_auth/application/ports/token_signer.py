"""Who signs tokens and knows the signature again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_auth.domain.tokens.export_grant import ExportGrant
    from momento_auth.domain.tokens.token import AccessClaims, VerificationKey
    from momento_auth.domain.tokens.upload_grant import UploadGrant


class TokenSigner(Protocol):
    """Signs access tokens and grants as JWTs, which name their key as `kid`.

    Reading checks signature, type, issuer, audience and times; clocks may differ by 30 seconds. Reading says nothing
    about the session behind a token. Every method raises `StoreUnavailable` when the keys cannot be had.
    """

    def sign_access_token(self, claims: AccessClaims) -> str:
        """A token that says `claims`."""

    def read_access_token(self, token: str) -> AccessClaims:
        """What an access token says.

        Raises:
            TokenInvalid: it is malformed, forged, or was made for something else.
            TokenExpired: it is genuine but too old.
        """

    def sign_upload_grant(self, grant: UploadGrant) -> str:
        """A token that says `grant`."""

    def read_upload_grant(self, token: str) -> UploadGrant:
        """What an upload grant says; raises as `read_access_token` does."""

    def sign_export_grant(self, grant: ExportGrant) -> str:
        """A token that says `grant`."""

    def read_export_grant(self, token: str) -> ExportGrant:
        """What an export grant says; raises as `read_access_token` does."""

    def verification_keys(self) -> Sequence[VerificationKey]:
        """The public part of every key that may have signed a token still valid, newest first."""

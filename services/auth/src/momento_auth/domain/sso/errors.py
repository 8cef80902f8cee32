"""What is refused when somebody comes from the organisation's provider; each reason has a page of its own."""

from __future__ import annotations

from momento_auth.domain.errors import AuthError


class ProviderNotConfigured(AuthError):
    """The operator has named no provider."""

    reason = "OIDC_NOT_CONFIGURED"


class ProviderUnavailable(AuthError):
    """The provider does not answer, not in time, or not in its protocol."""

    reason = "OIDC_UNAVAILABLE"


class ProviderDenied(AuthError):
    """The provider sent the person back without a code."""

    reason = "OIDC_DENIED"


class ProviderStateInvalid(AuthError):
    """The answer belongs to no sign-in that this browser has begun and that is still waited for."""

    reason = "OIDC_STATE_INVALID"


class ProviderCodeRefused(AuthError):
    """The provider gives no token for the code: it was used, is too old, or was made for somebody else."""

    reason = "OIDC_CODE_REFUSED"


class IdTokenInvalid(AuthError):
    """The ID token cannot be read, or lacks what it must have; each member of the family names another fault."""

    reason = "OIDC_TOKEN_INVALID"


class IdTokenAlgorithmRefused(IdTokenInvalid):
    """It is signed by an algorithm that is not allowed, or not at all."""

    reason = "OIDC_ALGORITHM_REFUSED"


class IdTokenKeyUnknown(IdTokenInvalid):
    """It names a key that the provider does not publish."""

    reason = "OIDC_KEY_UNKNOWN"


class IdTokenSignatureWrong(IdTokenInvalid):
    """Its signature is not the provider's."""

    reason = "OIDC_SIGNATURE_WRONG"


class IdTokenIssuerWrong(IdTokenInvalid):
    """Somebody else than the provider issued it."""

    reason = "OIDC_ISSUER_WRONG"


class IdTokenAudienceWrong(IdTokenInvalid):
    """It was made for another application."""

    reason = "OIDC_AUDIENCE_WRONG"


class IdTokenNonceWrong(IdTokenInvalid):
    """It belongs to another sign-in."""

    reason = "OIDC_NONCE_WRONG"


class IdTokenExpired(IdTokenInvalid):
    """Its time is over, or has not come."""

    reason = "OIDC_TOKEN_EXPIRED"


class ProviderEmailUnverified(AuthError):
    """The provider does not vouch for the address."""

    reason = "OIDC_EMAIL_UNVERIFIED"


class ProviderDomainRefused(AuthError):
    """The address is in none of the domains that the operator takes."""

    reason = "OIDC_DOMAIN_REFUSED"


class ProviderLinkNeeded(AuthError):
    """An account has the address already, and its owner has not said that the provider may open it."""

    reason = "OIDC_LINK_NEEDED"


class ProviderIdentityTaken(AuthError):
    """The person at the provider is linked to another account, or the account to another person."""

    reason = "OIDC_IDENTITY_TAKEN"


class ProviderEmailDiffers(AuthError):
    """The provider vouches for another address than the account's."""

    reason = "OIDC_EMAIL_DIFFERS"


class ProviderLinkUnknown(AuthError):
    """The account is linked to nobody at the provider."""

    reason = "OIDC_LINK_UNKNOWN"


class PasswordMissing(AuthError):
    """The account has no password, so that none can be asked for, and the provider is the only way in."""

    reason = "PASSWORD_MISSING"

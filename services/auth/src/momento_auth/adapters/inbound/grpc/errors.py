"""Which gRPC status each refusal becomes, as `auth.proto` promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from grpc import StatusCode

from momento_auth.domain import errors, factor_errors, provider_errors

if TYPE_CHECKING:
    from momento_chassis.grpc.errors import ErrorTable

ERRORS: Final[ErrorTable] = {
    errors.EmailInvalid: StatusCode.INVALID_ARGUMENT,
    errors.EmailTaken: StatusCode.ALREADY_EXISTS,
    errors.DisplayNameInvalid: StatusCode.INVALID_ARGUMENT,
    errors.PasswordRefused: StatusCode.INVALID_ARGUMENT,
    errors.RegistrationClosed: StatusCode.PERMISSION_DENIED,
    errors.InvitationInvalid: StatusCode.PERMISSION_DENIED,
    errors.CredentialsWrong: StatusCode.UNAUTHENTICATED,
    errors.TooManyAttempts: StatusCode.RESOURCE_EXHAUSTED,
    errors.PasswordWrong: StatusCode.PERMISSION_DENIED,
    errors.SessionUnknown: StatusCode.NOT_FOUND,
    errors.SessionEnded: StatusCode.UNAUTHENTICATED,
    errors.TokenInvalid: StatusCode.UNAUTHENTICATED,
    errors.TokenExpired: StatusCode.UNAUTHENTICATED,
    errors.ScopeMissing: StatusCode.PERMISSION_DENIED,
    errors.ScopesInvalid: StatusCode.INVALID_ARGUMENT,
    errors.ExpiryInvalid: StatusCode.INVALID_ARGUMENT,
    errors.ApiKeysExhausted: StatusCode.FAILED_PRECONDITION,
    errors.ApiKeyUnknown: StatusCode.NOT_FOUND,
    errors.AccountClosed: StatusCode.FAILED_PRECONDITION,
    errors.AccountNotClosed: StatusCode.FAILED_PRECONDITION,
    errors.AccountDisabled: StatusCode.PERMISSION_DENIED,
    errors.AccountUnknown: StatusCode.NOT_FOUND,
    errors.LastAdministrator: StatusCode.FAILED_PRECONDITION,
    errors.RoleInvalid: StatusCode.INVALID_ARGUMENT,
    errors.QuotaInvalid: StatusCode.INVALID_ARGUMENT,
    errors.LifetimeInvalid: StatusCode.INVALID_ARGUMENT,
    errors.InvitationUnknown: StatusCode.NOT_FOUND,
    errors.PasswordResetInvalid: StatusCode.PERMISSION_DENIED,
    errors.MailUnavailable: StatusCode.FAILED_PRECONDITION,
    errors.UploadIdInvalid: StatusCode.INVALID_ARGUMENT,
    errors.PageSizeInvalid: StatusCode.INVALID_ARGUMENT,
    errors.EventIdInvalid: StatusCode.INVALID_ARGUMENT,
    provider_errors.ProviderNotConfigured: StatusCode.FAILED_PRECONDITION,
    provider_errors.ProviderUnavailable: StatusCode.UNAVAILABLE,
    provider_errors.ProviderDenied: StatusCode.PERMISSION_DENIED,
    provider_errors.ProviderStateInvalid: StatusCode.UNAUTHENTICATED,
    provider_errors.ProviderCodeRefused: StatusCode.UNAUTHENTICATED,
    provider_errors.IdTokenInvalid: StatusCode.UNAUTHENTICATED,
    provider_errors.IdTokenAlgorithmRefused: StatusCode.UNAUTHENTICATED,
    provider_errors.IdTokenKeyUnknown: StatusCode.UNAUTHENTICATED,
    provider_errors.IdTokenSignatureWrong: StatusCode.UNAUTHENTICATED,
    provider_errors.IdTokenIssuerWrong: StatusCode.UNAUTHENTICATED,
    provider_errors.IdTokenAudienceWrong: StatusCode.UNAUTHENTICATED,
    provider_errors.IdTokenNonceWrong: StatusCode.UNAUTHENTICATED,
    provider_errors.IdTokenExpired: StatusCode.UNAUTHENTICATED,
    provider_errors.ProviderEmailUnverified: StatusCode.PERMISSION_DENIED,
    provider_errors.ProviderDomainRefused: StatusCode.PERMISSION_DENIED,
    provider_errors.ProviderLinkNeeded: StatusCode.FAILED_PRECONDITION,
    provider_errors.ProviderIdentityTaken: StatusCode.ALREADY_EXISTS,
    provider_errors.ProviderEmailDiffers: StatusCode.FAILED_PRECONDITION,
    provider_errors.ProviderLinkUnknown: StatusCode.NOT_FOUND,
    provider_errors.PasswordMissing: StatusCode.FAILED_PRECONDITION,
    factor_errors.SecondFactorRequired: StatusCode.UNAUTHENTICATED,
    factor_errors.ProofWrong: StatusCode.PERMISSION_DENIED,
    factor_errors.ProofMissing: StatusCode.INVALID_ARGUMENT,
    factor_errors.ChallengeEnded: StatusCode.PERMISSION_DENIED,
    factor_errors.StepUpRequired: StatusCode.PERMISSION_DENIED,
    factor_errors.TotpPresent: StatusCode.FAILED_PRECONDITION,
    factor_errors.TotpUnknown: StatusCode.NOT_FOUND,
    factor_errors.PasskeyRefused: StatusCode.INVALID_ARGUMENT,
    factor_errors.PasskeyTaken: StatusCode.ALREADY_EXISTS,
    factor_errors.PasskeyUnknown: StatusCode.NOT_FOUND,
    factor_errors.PasskeysExhausted: StatusCode.FAILED_PRECONDITION,
    factor_errors.SecondFactorMissing: StatusCode.FAILED_PRECONDITION,
    errors.StoreUnavailable: StatusCode.UNAVAILABLE,
}
"""Anything else is a fault of ours: it is logged, and callers learn no more than INTERNAL."""

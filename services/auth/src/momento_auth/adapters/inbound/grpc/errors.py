"""Which gRPC status each refusal becomes, as `auth.proto` promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from grpc import StatusCode

from momento_auth.domain import errors
from momento_auth.domain.accounts.errors import (
    AccountClosed,
    AccountDisabled,
    AccountNotClosed,
    AccountUnknown,
    CredentialsWrong,
    DisplayNameInvalid,
    EmailInvalid,
    EmailTaken,
    InvitationInvalid,
    InvitationUnknown,
    LastAdministrator,
    LifetimeInvalid,
    PasswordRefused,
    PasswordResetInvalid,
    PasswordWrong,
    QuotaInvalid,
    RegistrationClosed,
    RoleInvalid,
)
from momento_auth.domain.api_keys.errors import ApiKeysExhausted, ApiKeyUnknown, ExpiryInvalid
from momento_auth.domain.audit.errors import EventIdInvalid, PageSizeInvalid
from momento_auth.domain.email.errors import MailUnavailable
from momento_auth.domain.mfa import errors as factor_errors
from momento_auth.domain.sessions.errors import SessionEnded, SessionUnknown
from momento_auth.domain.sso import errors as provider_errors
from momento_auth.domain.throttling import TooManyAttempts
from momento_auth.domain.tokens.errors import ScopeMissing, ScopesInvalid, TokenExpired, TokenInvalid, UploadIdInvalid

if TYPE_CHECKING:
    from momento_chassis.grpc.errors import ErrorTable

ERRORS: Final[ErrorTable] = {
    EmailInvalid: StatusCode.INVALID_ARGUMENT,
    EmailTaken: StatusCode.ALREADY_EXISTS,
    DisplayNameInvalid: StatusCode.INVALID_ARGUMENT,
    PasswordRefused: StatusCode.INVALID_ARGUMENT,
    RegistrationClosed: StatusCode.PERMISSION_DENIED,
    InvitationInvalid: StatusCode.PERMISSION_DENIED,
    CredentialsWrong: StatusCode.UNAUTHENTICATED,
    TooManyAttempts: StatusCode.RESOURCE_EXHAUSTED,
    PasswordWrong: StatusCode.PERMISSION_DENIED,
    SessionUnknown: StatusCode.NOT_FOUND,
    SessionEnded: StatusCode.UNAUTHENTICATED,
    TokenInvalid: StatusCode.UNAUTHENTICATED,
    TokenExpired: StatusCode.UNAUTHENTICATED,
    ScopeMissing: StatusCode.PERMISSION_DENIED,
    ScopesInvalid: StatusCode.INVALID_ARGUMENT,
    ExpiryInvalid: StatusCode.INVALID_ARGUMENT,
    ApiKeysExhausted: StatusCode.FAILED_PRECONDITION,
    ApiKeyUnknown: StatusCode.NOT_FOUND,
    AccountClosed: StatusCode.FAILED_PRECONDITION,
    AccountNotClosed: StatusCode.FAILED_PRECONDITION,
    AccountDisabled: StatusCode.PERMISSION_DENIED,
    AccountUnknown: StatusCode.NOT_FOUND,
    LastAdministrator: StatusCode.FAILED_PRECONDITION,
    RoleInvalid: StatusCode.INVALID_ARGUMENT,
    QuotaInvalid: StatusCode.INVALID_ARGUMENT,
    LifetimeInvalid: StatusCode.INVALID_ARGUMENT,
    InvitationUnknown: StatusCode.NOT_FOUND,
    PasswordResetInvalid: StatusCode.PERMISSION_DENIED,
    MailUnavailable: StatusCode.FAILED_PRECONDITION,
    UploadIdInvalid: StatusCode.INVALID_ARGUMENT,
    PageSizeInvalid: StatusCode.INVALID_ARGUMENT,
    EventIdInvalid: StatusCode.INVALID_ARGUMENT,
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

"""Which gRPC status each refusal becomes, as `auth.proto` promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from grpc import StatusCode

from momento_auth.domain import errors

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
    errors.TokenSuperseded: StatusCode.UNAUTHENTICATED,
    errors.TokenInvalid: StatusCode.UNAUTHENTICATED,
    errors.TokenExpired: StatusCode.UNAUTHENTICATED,
    errors.ScopeMissing: StatusCode.PERMISSION_DENIED,
    errors.ScopesInvalid: StatusCode.INVALID_ARGUMENT,
    errors.ExpiryInvalid: StatusCode.INVALID_ARGUMENT,
    errors.ApiKeysExhausted: StatusCode.FAILED_PRECONDITION,
    errors.ApiKeyUnknown: StatusCode.NOT_FOUND,
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
    errors.StoreUnavailable: StatusCode.UNAVAILABLE,
}
"""Anything else is a fault of ours: it is logged, and callers learn no more than INTERNAL."""

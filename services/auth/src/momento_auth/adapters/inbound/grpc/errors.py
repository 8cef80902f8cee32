"""Which gRPC status each refusal becomes, as `auth.proto` promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from grpc import StatusCode

from momento_auth.domain import errors, factor_errors

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
    errors.UploadIdInvalid: StatusCode.INVALID_ARGUMENT,
    errors.PageSizeInvalid: StatusCode.INVALID_ARGUMENT,
    errors.EventIdInvalid: StatusCode.INVALID_ARGUMENT,
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

"""Everything that auth refuses, as one family: a stable `reason` for programs and a sentence for people."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from momento_auth.domain.account import UserId


class AuthError(Exception):
    """Base of the family; the message is shown to the user.

    Attributes:
        reason: stable code in UPPER_SNAKE.
        metadata: facts for the caller's program, as text.
        user_id: whose account it concerns, where known. For the audit log alone; it never reaches the caller.
    """

    reason: ClassVar[str]

    def __init__(self, message: str, *, user_id: UserId | None = None) -> None:
        super().__init__(message)
        self.user_id = user_id

    @property
    def metadata(self) -> Mapping[str, str]:
        """Facts for the caller's program; most errors have none."""
        return {}


class EmailInvalid(AuthError):
    """The text is no email address that could be written to."""

    reason = "EMAIL_INVALID"


class EmailTaken(AuthError):
    """Another account has the address already."""

    reason = "EMAIL_TAKEN"


class DisplayNameInvalid(AuthError):
    """The name cannot be shown."""

    reason = "DISPLAY_NAME_INVALID"


class PasswordRefused(AuthError):
    """The password breaks a rule; the message names the rule."""

    reason = "PASSWORD_REFUSED"


class RegistrationClosed(AuthError):
    """The operator does not take new accounts."""

    reason = "REGISTRATION_CLOSED"


class InvitationInvalid(AuthError):
    """There is no such invitation, or it was used or has expired."""

    reason = "INVITATION_INVALID"


class CredentialsWrong(AuthError):
    """Address and password do not belong together; which of the two is wrong is not said."""

    reason = "CREDENTIALS_WRONG"


class PasswordWrong(AuthError):
    """The present password, asked for before a change, is not the account's."""

    reason = "PASSWORD_WRONG"


class TooManyAttempts(AuthError):
    """Sign-in was tried too often; it is possible again after `retry_after`."""

    reason = "TOO_MANY_ATTEMPTS"

    def __init__(self, retry_after: timedelta) -> None:
        self.retry_after_seconds = max(1, math.ceil(retry_after.total_seconds()))
        super().__init__(f"Too many attempts; try again in {self.retry_after_seconds} seconds.")

    @property
    def metadata(self) -> Mapping[str, str]:
        """The seconds to wait, rounded up."""
        return {"retry_after_seconds": str(self.retry_after_seconds)}


class SessionEnded(AuthError):
    """The session was signed out, has expired, or never was."""

    reason = "SESSION_ENDED"


class RefreshTokenReused(SessionEnded):
    """A refresh token came a second time, so its session was ended; callers see SESSION_ENDED."""


class SessionUnknown(AuthError):
    """The account has no such session that stands."""

    reason = "SESSION_UNKNOWN"


class TokenInvalid(AuthError):
    """The token was not made by auth for this purpose."""

    reason = "TOKEN_INVALID"


class TokenExpired(AuthError):
    """The token was good once."""

    reason = "TOKEN_EXPIRED"


class ScopeMissing(AuthError):
    """The token is good, but not for this."""

    reason = "SCOPE_MISSING"


class ScopesInvalid(AuthError):
    """An API key cannot be for this."""

    reason = "SCOPES_INVALID"


class ExpiryInvalid(AuthError):
    """An API key cannot end then."""

    reason = "EXPIRY_INVALID"


class ApiKeysExhausted(AuthError):
    """The account has as many API keys as it may have."""

    reason = "API_KEYS_EXHAUSTED"


class ApiKeyUnknown(AuthError):
    """The account has no such API key that was not revoked."""

    reason = "API_KEY_UNKNOWN"


class AccountClosed(AuthError):
    """The owner has closed the account; until `reopens_until` it can be reopened at sign-in."""

    reason = "ACCOUNT_CLOSED"

    def __init__(self, reopens_until: datetime, *, still: bool, user_id: UserId) -> None:
        self.reopens_until = reopens_until
        day = f"{reopens_until:%Y-%m-%d}"
        sentence = f"until {day} you can sign in to reopen it." if still else f"since {day} it cannot be reopened."
        super().__init__(f"You have closed this account; {sentence}", user_id=user_id)

    @property
    def metadata(self) -> Mapping[str, str]:
        """The end of the time for second thoughts."""
        return {"reopens_until": self.reopens_until.isoformat()}


class AccountNotClosed(AuthError):
    """The account is open, or its time for second thoughts is not over."""

    reason = "ACCOUNT_NOT_CLOSED"


class AccountDisabled(AuthError):
    """An administrator has shut the account."""

    reason = "ACCOUNT_DISABLED"


class AccountUnknown(AuthError):
    """There is no such account."""

    reason = "ACCOUNT_UNKNOWN"


class LastAdministrator(AuthError):
    """Without this administrator there would be none."""

    reason = "LAST_ADMINISTRATOR"


class RoleInvalid(AuthError):
    """The text names no role."""

    reason = "ROLE_INVALID"


class QuotaInvalid(AuthError):
    """Nobody can have so much room, or so little."""

    reason = "QUOTA_INVALID"


class LifetimeInvalid(AuthError):
    """An invitation, or what is made on the word of a session, cannot be good for so long."""

    reason = "LIFETIME_INVALID"


class InvitationUnknown(AuthError):
    """There is no such invitation that could still be used."""

    reason = "INVITATION_UNKNOWN"


class PasswordResetInvalid(AuthError):
    """There is no such link for a new password, or it was used or has expired."""

    reason = "PASSWORD_RESET_INVALID"


class MailUnavailable(AuthError):
    """This Momento sends no mail."""

    reason = "MAIL_UNAVAILABLE"


class UploadIdInvalid(AuthError):
    """The text names no upload."""

    reason = "UPLOAD_ID_INVALID"


class PageSizeInvalid(AuthError):
    """A page that is too large or too small."""

    reason = "PAGE_SIZE_INVALID"


class EventIdInvalid(AuthError):
    """The text names no event."""

    reason = "EVENT_ID_INVALID"


class StoreUnavailable(AuthError):
    """The store does not answer; nothing is known of the outcome."""

    reason = "STORE_UNAVAILABLE"

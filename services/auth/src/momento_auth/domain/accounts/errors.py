"""Everything that auth refuses, as one family: a stable `reason` for programs and a sentence for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_auth.domain.errors import AuthError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from momento_auth.domain.identifiers import UserId


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

"""Everything that auth refuses, as one family: a stable `reason` for programs and a sentence for people."""

from __future__ import annotations

from momento_auth.domain.errors import AuthError


class MailUnavailable(AuthError):
    """This Momento sends no mail."""

    reason = "MAIL_UNAVAILABLE"

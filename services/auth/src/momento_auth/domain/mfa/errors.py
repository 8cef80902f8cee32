"""What auth refuses where second factors are concerned; the family is that of `errors`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_auth.domain.errors import AuthError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from momento_auth.domain.identifiers import UserId
    from momento_auth.domain.mfa.second_factor import AskedFactor


class SecondFactorRequired(AuthError):
    """The password was right, and is not enough: `asked` says what else is wanted."""

    reason = "SECOND_FACTOR_REQUIRED"

    def __init__(self, asked: AskedFactor, user_id: UserId) -> None:
        super().__init__("Sign-in needs a second factor; answer the challenge with one of them.", user_id=user_id)
        self.asked = asked

    @property
    def metadata(self) -> Mapping[str, str]:
        """The challenge, the methods separated by spaces, and the options for a passkey where that is one of them."""
        asked = self.asked
        return {
            "challenge": asked.challenge,
            "methods": " ".join(asked.methods),
            "passkey_options": asked.passkey_options,
        }


class ProofWrong(AuthError):
    """The code, or the answer of the passkey, is not the right one, or was used before."""

    reason = "PROOF_WRONG"


class ProofMissing(AuthError):
    """Nothing was offered as proof."""

    reason = "PROOF_MISSING"


class ChallengeEnded(AuthError):
    """The challenge was met, has expired, was answered wrongly too often, or never was."""

    reason = "CHALLENGE_ENDED"


class StepUpRequired(AuthError):
    """Who asks has signed in, but has to prove it anew for this."""

    reason = "STEP_UP_REQUIRED"


class TotpPresent(AuthError):
    """The account has an authenticator app already."""

    reason = "TOTP_PRESENT"


class TotpUnknown(AuthError):
    """The account has no authenticator app, or none that waits to be confirmed."""

    reason = "TOTP_UNKNOWN"


class PasskeyRefused(AuthError):
    """What the browser sent makes no passkey for this account."""

    reason = "PASSKEY_REFUSED"


class PasskeyTaken(AuthError):
    """The passkey is registered already."""

    reason = "PASSKEY_TAKEN"


class PasskeyUnknown(AuthError):
    """The account has no such passkey."""

    reason = "PASSKEY_UNKNOWN"


class PasskeysExhausted(AuthError):
    """The account has as many passkeys as it may have."""

    reason = "PASSKEYS_EXHAUSTED"


class SecondFactorMissing(AuthError):
    """Recovery codes stand in for a second factor, and the account has none."""

    reason = "SECOND_FACTOR_MISSING"

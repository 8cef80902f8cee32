"""Leave to record one upload, which outlives the access token it was traded for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from momento_auth.domain.identifiers import Ulid
from momento_auth.domain.tokens.errors import UploadIdInvalid
from momento_auth.domain.tokens.token import whole_seconds

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.identifiers import SessionId, UserId

MAX_LIFETIME: Final = timedelta(hours=24)


class UploadId(Ulid):
    """Names one upload for good."""

    @classmethod
    def parse(cls, text: str) -> UploadId:
        """Reads what a caller sent; raises `UploadIdInvalid`."""
        try:
            return cls(text)
        except ValueError as error:
            raise UploadIdInvalid("The upload's id is no lower-case ULID of 26 characters.") from error


@dataclass(frozen=True, slots=True)
class UploadGrant:
    """Lets its bearer record `upload_id` for `user_id` while the session stands, until `expires_at` at most."""

    user_id: UserId
    session_id: SessionId
    upload_id: UploadId
    expires_at: datetime

    @classmethod
    def issue(
        cls, user_id: UserId, session_id: SessionId, upload_id: UploadId, now: datetime, session_ends: datetime
    ) -> UploadGrant:
        """A grant for 24 hours, or until the session expires when that is sooner."""
        return cls(user_id, session_id, upload_id, whole_seconds(min(now + MAX_LIFETIME, session_ends)))

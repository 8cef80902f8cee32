"""Keeps the temporary credentials in use: ministack forgets them, but services hold theirs for up to an hour."""
# ruff: noqa: SLF001  # ministack has no other way in; requirements.lock pins its exact version

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from ministack.services import sts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_local.embedded_aws.recorder import Change, Recorder


class Sessions:
    """The sessions of STS."""

    kinds: Final = ("session",)

    def install(self, recorder: Recorder) -> None:
        """Stands before the function that makes sessions known."""
        register = sts.register_session

        def recording_register(access_key: str, session: dict[str, Any]) -> None:
            with recorder.lock:
                register(access_key, session)
                recorder.record(["session", access_key, session])

        sts.register_session = recording_register

    def apply(self, change: Change) -> None:
        """Makes a session known again."""
        _, access_key, session = change
        sts._sessions[access_key] = session

    def recovered(self) -> None:
        """Forgets what has expired."""
        sts._evict_expired_sessions()

    def dump(self) -> Iterator[Change]:
        """Every session that has not expired."""
        for access_key, session in sts._sessions.items():
            if session.get("Expiration", float("inf")) > time.time():
                yield ["session", access_key, session]

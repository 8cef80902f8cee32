"""Reading and writing the state of ministack, of which requirements.lock pins the exact version.

Ministack writes its state when it stops. These functions write it at any time: a forked copy of the process holds the
state of one moment and writes it in peace, while the original goes on serving.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import traceback
from pathlib import Path
from typing import Any, Final

from ministack import app as ministack_app
from ministack.core import persistence
from ministack.services import s3, sts

KEPT: Final = frozenset({"cloudformation", "dynamodb", "iam", "s3"})
"""The AWS services whose state ministack can write."""
SESSIONS: Final = "momento_sts_sessions"
"""Temporary credentials in use; ministack forgets them, but services hold theirs for up to an hour."""

LOGGER: Final = logging.getLogger("momento.embedded_aws")


async def save_in_copy(names: frozenset[str]) -> bool:
    """Writes the state of the services `names` from a copy of this process; whether all of it was written."""
    release_persisted_bodies()
    pid = os.fork()
    if pid == 0:
        _write_and_exit(names)
    _, status = await asyncio.to_thread(os.waitpid, pid, 0)
    return os.waitstatus_to_exitcode(status) == 0


def _write_and_exit(names: frozenset[str]) -> None:
    """Runs in the copy and never returns; whatever goes wrong becomes an exit code the original reports."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        code = 0 if save(names) else 1
    except BaseException:  # noqa: BLE001  # the copy must not run on into the server's code
        traceback.print_exc()
    finally:
        os._exit(code)


def save(names: frozenset[str]) -> bool:
    """Writes the state of the services `names`; whether every file was replaced."""
    getters = {name: get for name, get in ministack_app._build_persistence_save_dict().items() if name in names}  # noqa: SLF001  # the only way in
    before = {name: _changed_at(name) for name in getters}
    persistence.save_all(getters)
    return all(_changed_at(name) != before[name] for name in getters)


def save_sessions() -> None:
    """Writes the temporary credentials in use: a few kilobytes, and worth it after each one that is issued."""
    persistence.save_state(SESSIONS, {"sessions": dict(sts._sessions)})  # noqa: SLF001  # ministack keeps them nowhere else


def load_sessions() -> None:
    """Brings back the temporary credentials that were in use when the state was last written."""
    kept = persistence.load_state(SESSIONS) or {}
    sts._sessions.update(kept.get("sessions", {}))  # noqa: SLF001  # as above


def release_persisted_bodies() -> None:
    """Forgets the bytes of object versions that are on disk: ministack would keep each upload in memory for good."""
    for (account, (bucket, key)), versions in s3._object_versions._data.items():  # noqa: SLF001  # as above
        current: dict[str, Any] = s3._buckets._data.get((account, bucket), {}).get("objects", {}).get(key, {})  # noqa: SLF001  # as above
        for version in versions:
            if version.get("data") is not None and _is_on_disk(account, bucket, key, version, current):
                version["data"] = None


def _is_on_disk(account: str, bucket: str, key: str, version: dict[str, Any], current: dict[str, Any]) -> bool:
    # Ministack drops the body of the current object once it has written the file.
    if version["version_id"] == (current.get("version_id") or "null"):
        return "body" in current and current["body"] is None
    return bool(s3._version_file_exists(bucket, key, version["version_id"], account))  # noqa: SLF001  # as above


def _changed_at(name: str) -> int | None:
    path = Path(persistence.STATE_DIR) / f"{name}.json"
    return path.stat().st_ino if path.exists() else None

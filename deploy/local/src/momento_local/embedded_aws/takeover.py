"""Takes over what versions before the log kept: one file of state for each AWS service, in `state`."""
# ruff: noqa: SLF001  # ministack has no other way in; requirements.lock pins its exact version

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ministack.core import persistence
from ministack.services import cloudformation, dynamodb, iam, s3, sts

from momento_local.embedded_aws.frames import FileDamaged

if TYPE_CHECKING:
    from pathlib import Path

SERVICES: Final = {"cloudformation": cloudformation, "iam": iam, "dynamodb": dynamodb, "s3": s3}
SESSIONS: Final = "momento_sts_sessions"
NOTES: Final = ("snapshot.json", "repair-since.json")


def load(folder: Path) -> bool:
    """Puts the state in `folder`/state into ministack; False when there is none."""
    state = folder / "state"
    if not any((state / f"{name}.json").exists() for name in SERVICES):
        return False
    persistence.STATE_DIR, persistence.PERSIST_STATE = str(state), True
    for name, service in SERVICES.items():
        if (kept := persistence.load_state(name)) is not None:
            service.load_persisted_state(kept)
        elif (state / f"{name}.json").exists():
            raise FileDamaged(f"{state / name}.json cannot be read; nothing was changed.")
    sts._sessions.update((persistence.load_state(SESSIONS) or {}).get("sessions", {}))
    persistence.PERSIST_STATE = False
    return True


def forget(folder: Path) -> None:
    """Removes the old files, once all they hold is in a snapshot."""
    for path in (folder / "state").glob("*"):
        path.unlink()
    for name in NOTES:
        (folder / name).unlink(missing_ok=True)

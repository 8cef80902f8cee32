"""Brings ministack's state back from disk, and has every change of it kept from then on."""
# ruff: noqa: SLF001  # ministack has no other way in; requirements.lock pins its exact version

from __future__ import annotations

import fcntl
import gc
import logging
import os
import time
from typing import TYPE_CHECKING, Final

from ministack.services import s3

from momento_local.embedded_aws import object_files, snapshots, takeover
from momento_local.embedded_aws.descriptions import Descriptions
from momento_local.embedded_aws.durable_requests import DurableRequests
from momento_local.embedded_aws.items import Items
from momento_local.embedded_aws.multipart import Multipart
from momento_local.embedded_aws.object_files import ObjectFiles
from momento_local.embedded_aws.recorder import Recorder, apply, by_kind
from momento_local.embedded_aws.sessions import Sessions
from momento_local.embedded_aws.snapshots import Snapshots
from momento_local.embedded_aws.write_ahead_log import WriteAheadLog, recover

if TYPE_CHECKING:
    from pathlib import Path

    from momento_local.embedded_aws.recorder import Keeper

LOG_FOLDER: Final = "log"
STAGING_FOLDER: Final = "staging"
FOLDERS: Final = (LOG_FOLDER, "s3", STAGING_FOLDER)

LOGGER: Final = logging.getLogger("momento.embedded_aws")


class KeptState:
    """All that the embedded AWS holds, on disk in one folder."""

    def __init__(self, folder: Path) -> None:
        """Brings everything back; ends when all is there. Raises FileDamaged when something acknowledged is missing."""
        began = time.monotonic()
        for each in (folder, *(folder / name for name in FOLDERS)):
            each.mkdir(mode=0o700, exist_ok=True)
            each.chmod(0o700)
        self._folder = folder / LOG_FOLDER
        _lock(self._folder)
        files = ObjectFiles(folder / STAGING_FOLDER)
        descriptions = Descriptions()
        multipart = Multipart(folder / STAGING_FOLDER, files)
        # Tables are described before items are put into them.
        self._keepers: list[Keeper] = [descriptions, Sessions(), multipart, Items()]
        # The collector would look through millions of new objects again and again, and none of them is garbage.
        gc.disable()
        last, replayed = self._recover(folder, descriptions)
        for keeper in self._keepers:
            keeper.recovered()
        gc.freeze()
        gc.enable()
        for key in object_files.remove_torn(s3._buckets._data):
            LOGGER.warning("Removed %s: its upload was cut short by a power failure and never answered.", key)
        self.log = WriteAheadLog(self._folder, last, grown=replayed)
        self._recorder = Recorder(self.log)
        for keeper in self._keepers:
            keeper.install(self._recorder)
        files.install()
        DurableRequests(self._recorder, descriptions, files, multipart).install()
        LOGGER.info("Everything is there after %.1f s: %d records.", time.monotonic() - began, last)

    def snapshots(self) -> Snapshots:
        """What keeps the log short."""
        return Snapshots(self._folder, self._recorder, self._keepers)

    def _recover(self, folder: Path, descriptions: Descriptions) -> tuple[int, int]:
        """Applies what is on disk; the last record's number, and how many bytes of records no snapshot includes."""
        for partial in self._folder.glob(f"*{snapshots.PARTIAL}"):
            partial.unlink()
        newest, keepers = snapshots.newest(self._folder), by_kind(self._keepers)
        if newest is None and takeover.load(folder):
            descriptions.adopt()
            newest = self._take_over()
        elif newest is not None:
            for payload in snapshots.read(newest):
                apply(payload, keepers)
        takeover.forget(folder)
        last, replayed = snapshots.sequence_of(newest), 0
        for frame in recover(self._folder, last):
            apply(frame.payload, keepers)
            last, replayed = frame.sequence, replayed + len(frame.payload)
        return last, replayed

    def _take_over(self) -> Path:
        path = snapshots.path_of(self._folder, 0)
        partial = path.with_suffix(snapshots.PARTIAL)
        snapshots.write(partial, (change for keeper in self._keepers for change in keeper.dump()))
        snapshots.publish(partial, path)
        return path


def _lock(folder: Path) -> None:
    """Waits until no other process uses the folder; the system ends the lock with this process."""
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)

"""Puts S3's objects on disk so that each is there wholly or not at all, and stays.

Ministack keeps an object as a file of its bytes and a file that describes it, and passes over what goes wrong. Here the
description comes first, since bytes are an object and a description alone is none; both are on disk before a request
is answered; and what cannot be written fails the request.
"""
# ruff: noqa: SLF001  # ministack has no other way in; requirements.lock pins its exact version

from __future__ import annotations

import hashlib
import json
import os
import secrets
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ministack.core.responses import get_account_id
from ministack.services import s3

if TYPE_CHECKING:
    from collections.abc import Callable

DESCRIPTION: Final = ".meta.json"


@dataclass(frozen=True)
class Staged:
    """The bytes of a request, on disk already under a name that nobody knows."""

    body: bytes
    path: Path
    md5: str
    """In hexadecimal digits, as in an ETag."""
    sha256: str
    """In base 64, as in a checksum of S3."""


class ObjectFiles:
    """Stands before the functions by which ministack writes files."""

    def __init__(self, staging: Path) -> None:
        """Stages bytes in the folder `staging`, on the same file system as the objects."""
        self._staging = staging
        self.failure: OSError | None = None
        """What went wrong in the request under way."""
        self.staged: Staged | None = None
        """The bytes of the request under way, until they have found their place."""
        self._unsynced: set[Path] = set()

    def install(self) -> None:
        """Writes files in ministack's place from now on."""
        s3._atomic_write = self._write
        s3._persist_object = self._persist_object
        remove = s3._remove_key_files

        def noting_remove(name: str | None) -> None:
            remove(name)
            if name is not None:
                self._unsynced.add(Path(name).parent)

        s3._remove_key_files = noting_remove
        self._answer_hashes()

    def _answer_hashes(self) -> None:
        # Ministack hashes where it answers requests, and 45 MB would keep all others waiting for a third of a second.
        md5, checksum = s3.md5_hash, s3._compute_s3_checksum

        def md5_of(body: bytes) -> str:
            staged = self.staged
            return staged.md5 if staged is not None and body is staged.body else md5(body)

        def checksum_of(algorithm: str, body: bytes) -> str | None:
            staged = self.staged
            if staged is not None and body is staged.body and algorithm.upper() == "SHA256":
                return staged.sha256
            computed: str | None = checksum(algorithm, body)
            return computed

        s3.md5_hash, s3._compute_s3_checksum = md5_of, checksum_of

    def stage(self, body: bytes) -> Staged:
        """Puts bytes on disk and hashes them; raises OSError. Runs in a thread: it may take long."""
        path = self._staging / secrets.token_hex(16)
        try:
            with path.open("xb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            path.unlink(missing_ok=True)
            raise
        md5 = hashlib.md5(body, usedforsecurity=False).hexdigest()
        return Staged(body, path, md5, b64encode(hashlib.sha256(body).digest()).decode())

    def take_unsynced(self) -> Callable[[], None]:
        """What puts on disk all that was written since the last call; it raises OSError and may run in a thread."""
        paths, self._unsynced = self._unsynced, set()
        return lambda: _sync(paths)

    def _write(self, name: str, content: bytes | str, *, text: bool = False) -> None:
        path, partial = Path(name), Path(f"{name}.tmp")
        try:
            if self.staged is not None and content is self.staged.body:
                self.staged.path.replace(path)
                self.staged = None
            else:
                _write_whole(partial, content.encode() if isinstance(content, str) else content, sync=text)
                partial.replace(path)
                if not text:
                    self._unsynced.add(path)
        except OSError as error:
            self.failure = error
            with suppress(OSError):
                partial.unlink(missing_ok=True)
            raise
        self._unsynced.add(path.parent)

    def _persist_object(self, bucket: str, key: str, record: dict[str, Any]) -> None:
        path = Path(s3._object_disk_path(bucket, key))
        try:
            self._unsynced |= _make_folder(path.parent)
        except OSError as error:
            self.failure = error
            raise
        described = {**s3._object_meta_from_record(record), **s3._key_history_meta(bucket, key), "key": key}
        self._write(f"{path}{DESCRIPTION}", json.dumps(described), text=True)
        if record.get("body") is not None:
            self._write(str(path), record["body"])
        _release(bucket, key, record)
        base = str(Path(s3.DATA_DIR) / get_account_id() / bucket)
        s3._remove_key_files(s3._other_key_disk_path(base, key, str(path)))


def remove_torn(account_bucket_objects: dict[Any, dict[str, Any]]) -> list[str]:
    """Removes objects whose bytes are not as long as described: a power failure met a write that nobody was told of.

    The removed keys. Bytes are always put in place after their description was put on disk.
    """
    removed = []
    for (account, bucket), record in account_bucket_objects.items():
        for key, described in list(record["objects"].items()):
            path = Path(s3._object_disk_path(bucket, key, account))
            if path.is_file() and path.stat().st_size != described["size"]:
                del record["objects"][key]
                s3._object_versions._data.pop((account, (bucket, key)), None)
                s3._remove_key_files(str(path))
                removed.append(f"{bucket}/{key}")
    return removed


def _release(bucket: str, key: str, record: dict[str, Any]) -> None:
    """Forgets the bytes that are in a file now: ministack would keep them in memory for good."""
    record["body"] = None
    current = record.get("version_id") or "null"
    for version in s3._object_versions.get((bucket, key)) or []:
        if version["version_id"] == current:
            version["data"] = None


def _make_folder(folder: Path) -> set[Path]:
    """Makes a folder with those above it; the folders that have got a new name by that."""
    if folder.is_dir():
        return set()
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {each.parent for each in missing}


def _write_whole(path: Path, content: bytes, *, sync: bool) -> None:
    with path.open("wb") as file:
        file.write(content)
        if sync:
            file.flush()
            os.fsync(file.fileno())


def _sync(paths: set[Path]) -> None:
    for path in paths:
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            continue  # it was removed since
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

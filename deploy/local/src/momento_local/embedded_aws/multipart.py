"""Keeps uploads in parts: what was begun, each part's bytes in a file of its own, and how a completion was answered."""
# ruff: noqa: SLF001  # ministack has no other way in; requirements.lock pins its exact version

from __future__ import annotations

import mmap
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from ministack.core.responses import AccountScopedDict
from ministack.services import s3

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from momento_local.embedded_aws.object_files import ObjectFiles
    from momento_local.embedded_aws.recorder import Change, Recorder

ANSWERS_KEPT: Final = 1000
"""Completions whose answer a snapshot takes along, for a client that asks again because it got none."""


class Multipart:
    """Uploads in parts, in the place of ministack's dictionaries of them."""

    kinds: Final = ("upload", "part", "upload-ended", "upload-completed")

    def __init__(self, folder: Path, files: ObjectFiles) -> None:
        """Keeps parts in `folder`, where `files` stages them."""
        self._folder = folder
        self._files = files
        self._recorder: Recorder | None = None
        self._ended: list[Path] = []
        self._uploads = _Uploads(self)
        self._answers = _Answers(self)

    def install(self, recorder: Recorder) -> None:
        """Takes the place of ministack's dictionaries, with what was recovered."""
        s3._multipart_uploads, s3._completed_multipart_uploads = self._uploads, self._answers
        self._recorder = recorder

    def record(self, change: Change) -> None:
        """Records a change, unless it is one that is applied again."""
        if self._recorder is not None:
            self._recorder.record(change)

    def apply(self, change: Change) -> None:
        """Does again what a change says."""
        kind, account, upload_id, *rest = change
        if kind == "upload":
            self._uploads._data[(account, upload_id)] = {**rest[0], "parts": _Parts(self, account, upload_id)}
        elif kind == "part":
            number, part = rest
            parts = self._uploads._data[(account, upload_id)]["parts"]
            dict.__setitem__(parts, number, part)
        elif kind == "upload-ended":
            self._uploads._data.pop((account, upload_id), None)
        else:
            self._answers._data[(account, upload_id)] = {"key": rest[0]["key"], "response": _response(rest[0])}

    def recovered(self) -> None:
        """Opens the files of parts, and removes those that belong to no upload: a later record has ended it."""
        kept = set()
        for part in [part for upload in self._uploads._data.values() for part in upload["parts"].values()]:
            path = self._folder / part["file"]
            part["body"] = _bytes(path)
            kept.add(path)
        for path in self._folder.iterdir():
            if path not in kept:
                path.unlink()

    def dump(self) -> Iterator[Change]:
        """Each upload with its parts, and the last answers."""
        for (account, upload_id), upload in self._uploads._data.items():
            yield _upload_change(account, upload_id, upload)
            for number, part in upload["parts"].items():
                yield _part_change(account, upload_id, number, part)
        answers = self._answers._data
        for (account, upload_id), answer in islice(answers.items(), max(0, len(answers) - ANSWERS_KEPT), None):
            yield _answer_change(account, upload_id, answer)

    def keep(self, part: dict[str, Any]) -> dict[str, Any]:
        """The part with its bytes in a file."""
        staged = self._files.staged
        if staged is None or staged.body is not part["body"]:
            staged = self._files.stage(part["body"])
        self._files.staged = None
        return {**part, "file": staged.path.name, "body": _bytes(staged.path)}

    def ended(self, upload: dict[str, Any]) -> None:
        """Notes that the upload's files can go once that is on disk."""
        self._ended += [self._folder / part["file"] for part in upload["parts"].values()]

    def take_ended(self) -> list[Path]:
        """The files that nobody needs once what was recorded is on disk."""
        paths, self._ended = self._ended, []
        return paths


class _Uploads(AccountScopedDict):  # type: ignore[misc]  # ministack carries no types
    """Records what ministack puts in and takes out."""

    __slots__ = ("_owner",)

    def __init__(self, owner: Multipart) -> None:
        super().__init__()
        self._owner = owner

    def __setitem__(self, upload_id: str, upload: dict[str, Any]) -> None:
        account = self._prefix()
        super().__setitem__(upload_id, {**upload, "parts": _Parts(self._owner, account, upload_id)})
        self._owner.record(_upload_change(account, upload_id, upload))

    def __delitem__(self, upload_id: str) -> None:
        self._owner.ended(self[upload_id])
        super().__delitem__(upload_id)
        self._owner.record(["upload-ended", self._prefix(), upload_id])


class _Parts(dict[int, Any]):
    """The parts of one upload, by number."""

    def __init__(self, owner: Multipart, account: str, upload_id: str) -> None:
        super().__init__()
        self._owner = owner
        self._upload = (account, upload_id)

    def __setitem__(self, number: int, part: dict[str, Any]) -> None:
        kept = self._owner.keep(part)
        if number in self:
            self._owner.ended({"parts": {number: self[number]}})
        super().__setitem__(number, kept)
        self._owner.record(_part_change(*self._upload, number, kept))


class _Answers(AccountScopedDict):  # type: ignore[misc]  # as above
    """How completions were answered."""

    __slots__ = ("_owner",)

    def __init__(self, owner: Multipart) -> None:
        super().__init__()
        self._owner = owner

    def __setitem__(self, upload_id: str, answer: dict[str, Any]) -> None:
        super().__setitem__(upload_id, answer)
        self._owner.record(_answer_change(self._prefix(), upload_id, answer))


def _upload_change(account: str, upload_id: str, upload: dict[str, Any]) -> Change:
    return ["upload", account, upload_id, {key: value for key, value in upload.items() if key != "parts"}]


def _part_change(account: str, upload_id: str, number: int, part: dict[str, Any]) -> Change:
    return ["part", account, upload_id, number, {key: value for key, value in part.items() if key != "body"}]


def _answer_change(account: str, upload_id: str, answer: dict[str, Any]) -> Change:
    status, headers, body = answer["response"]
    text = {"key": answer["key"], "status": status, "headers": headers, "body": body.decode()}
    return ["upload-completed", account, upload_id, text]


def _response(answer: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    return answer["status"], answer["headers"], answer["body"].encode()


def _bytes(path: Path) -> bytes | mmap.mmap:
    """The bytes of a part, read from its file when they are needed."""
    with path.open("rb") as file:
        if path.stat().st_size == 0:
            return b""
        with suppress(OSError):
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return file.read()

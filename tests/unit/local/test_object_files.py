"""What the embedded AWS does with the bytes of an object before it answers."""
# ministack has no other way in

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import TYPE_CHECKING

import pytest
from ministack.services import s3
from momento_local.embedded_aws.object_files import ObjectFiles

if TYPE_CHECKING:
    from pathlib import Path

PHOTO = b"the bytes of a photo"


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What ministack itself has hashed, as long as the test runs."""
    bodies: list[bytes] = []

    def noted(body: bytes) -> str:
        bodies.append(body)
        return "hashed by ministack"

    monkeypatch.setattr(s3, "md5_hash", noted)
    monkeypatch.setattr(s3, "_compute_s3_checksum", lambda _, body: noted(body))
    for name in ("_atomic_write", "_persist_object", "_remove_key_files"):
        monkeypatch.setattr(s3, name, getattr(s3, name))
    return bodies


def test_the_hashes_of_a_staged_body_are_those_that_a_thread_has_made(tmp_path: Path, hashed: list[bytes]) -> None:
    files = ObjectFiles(tmp_path)
    files.install()
    files.staged = files.stage(PHOTO)
    assert s3.md5_hash(files.staged.body) == hashlib.md5(PHOTO, usedforsecurity=False).hexdigest()
    assert s3._compute_s3_checksum("SHA256", files.staged.body) == b64encode(hashlib.sha256(PHOTO).digest()).decode()
    assert hashed == []


def test_other_bytes_and_algorithms_are_hashed_as_before(tmp_path: Path, hashed: list[bytes]) -> None:
    files = ObjectFiles(tmp_path)
    files.install()
    files.staged = files.stage(PHOTO)
    other = PHOTO[:-1]
    assert s3.md5_hash(other) == "hashed by ministack"
    assert s3._compute_s3_checksum("SHA256", other) == "hashed by ministack"
    assert s3._compute_s3_checksum("CRC32", files.staged.body) == "hashed by ministack"
    assert hashed == [other, other, PHOTO]

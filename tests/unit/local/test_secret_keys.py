from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from momento_local import secret_keys

if TYPE_CHECKING:
    from pathlib import Path


def test_a_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    key = secret_keys.key(tmp_path, "sealing")
    assert len(base64.b64decode(key)) == 32
    assert secret_keys.key(tmp_path, "sealing") == key
    assert (tmp_path / "sealing").stat().st_mode & 0o777 == 0o600


def test_keys_of_different_names_differ(tmp_path: Path) -> None:
    assert secret_keys.key(tmp_path, "one", 64) != secret_keys.key(tmp_path, "two", 64)


def test_a_write_that_was_cut_short_is_overcome(tmp_path: Path) -> None:
    (tmp_path / "sealing.partial").write_text("half")
    assert len(base64.b64decode(secret_keys.key(tmp_path, "sealing"))) == 32
    assert not (tmp_path / "sealing.partial").exists()

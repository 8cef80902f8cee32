from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_ingest.adapters.inbound.http.connections.public_certificate import RenewedFiles

from tests.fakes.chassis.certificates import TestAuthority

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def authority(tmp_path: Path) -> TestAuthority:
    return TestAuthority(tmp_path)


def test_files_that_do_not_change_are_not_renewed(authority: TestAuthority) -> None:
    tls = authority.issue("edge")
    files = RenewedFiles(tls.certificate, tls.key)
    assert not files.renewed()


def test_a_new_certificate_with_its_key_is_renewed_once(authority: TestAuthority) -> None:
    tls = authority.issue("edge")
    files = RenewedFiles(tls.certificate, tls.key)
    authority.issue("edge")
    assert files.renewed()
    assert not files.renewed()


def test_a_certificate_without_its_key_waits_for_it(authority: TestAuthority) -> None:
    tls = authority.issue("edge")
    files = RenewedFiles(tls.certificate, tls.key)
    former = tls.key.read_bytes()
    authority.issue("edge")
    key = tls.key.read_bytes()
    tls.key.write_bytes(former)
    assert not files.renewed()
    tls.key.unlink()
    assert not files.renewed()
    tls.key.write_bytes(key)
    assert files.renewed()

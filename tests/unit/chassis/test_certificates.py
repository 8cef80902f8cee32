from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_chassis.grpc.certificates import CertificateFiles, CertificatesUnusable

from tests.fakes.chassis.certificates import TestAuthority

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def authority(tmp_path: Path) -> TestAuthority:
    return TestAuthority(tmp_path)


def test_files_that_do_not_change_are_read_once(authority: TestAuthority) -> None:
    files = CertificateFiles(authority.issue("auth"))
    assert files.current() is files.current()


def test_a_renewed_certificate_is_there_with_its_key(authority: TestAuthority) -> None:
    tls = authority.issue("auth")
    files = CertificateFiles(tls)
    former = files.current()
    authority.issue("auth")
    renewed = files.current()
    assert (renewed.certificate, renewed.key) == (tls.certificate.read_bytes(), tls.key.read_bytes())
    assert renewed.certificate != former.certificate


def test_a_certificate_without_its_key_changes_nothing_until_the_key_is_there(
    authority: TestAuthority, caplog: pytest.LogCaptureFixture
) -> None:
    tls = authority.issue("auth")
    files, former_key = CertificateFiles(tls), tls.key.read_bytes()
    former = files.current()
    authority.issue("auth")
    key = tls.key.read_bytes()
    tls.key.write_bytes(former_key)
    for _ in range(3):
        assert files.current() is former
    assert [record.message for record in caplog.records] == ["renewed certificates cannot be used"]
    tls.key.write_bytes(key)
    assert files.current().key == key


def test_a_missing_file_changes_nothing(authority: TestAuthority, caplog: pytest.LogCaptureFixture) -> None:
    tls = authority.issue("auth")
    files = CertificateFiles(tls)
    former = files.current()
    tls.key.unlink()
    for _ in range(3):
        assert files.current() is former
    assert len(caplog.records) == 1


def test_a_service_does_not_begin_with_files_that_cannot_be_used(authority: TestAuthority) -> None:
    tls = authority.issue("auth")
    tls.key.write_bytes(authority.issue("catalog").key.read_bytes())
    with pytest.raises(CertificatesUnusable, match="not that of the certificate"):
        CertificateFiles(tls)
    tls.authority.write_text("nothing")
    with pytest.raises(CertificatesUnusable, match="cannot be read"):
        CertificateFiles(authority.issue("auth"))

from __future__ import annotations

import ipaddress
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError
from momento_local import certificates
from momento_local.certificates import Authority, host_names, service_names

if TYPE_CHECKING:
    from pathlib import Path


def _certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_a_server_certificate_is_accepted_for_its_hosts_by_those_who_trust_the_authority(tmp_path: Path) -> None:
    authority = Authority(tmp_path, "edge")
    issued = _certificate(authority.issue("edge", host_names(["localhost", "127.0.0.1", "::1"])).certificate)
    store = Store([_certificate(authority.files.certificate)])
    for subject in (x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("::1"))):
        PolicyBuilder().store(store).build_server_verifier(subject).verify(issued, [])


def test_another_authority_s_certificate_is_not_accepted(tmp_path: Path) -> None:
    trusted, other = Authority(tmp_path, "mesh"), Authority(tmp_path, "edge")
    issued = _certificate(other.issue("edge", host_names(["localhost"])).certificate)
    verifier = PolicyBuilder().store(Store([_certificate(trusted.files.certificate)]))
    with pytest.raises(VerificationError):
        verifier.build_server_verifier(x509.DNSName("localhost")).verify(issued, [])


def test_a_mesh_certificate_names_its_service(tmp_path: Path) -> None:
    issued = _certificate(Authority(tmp_path, "mesh").issue("catalog", service_names("catalog")).certificate)
    names = issued.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.UniformResourceIdentifier) == ["spiffe://momento/catalog"]
    assert names.get_values_for_type(x509.DNSName) == ["catalog"]


def test_keys_are_for_their_owner_only(tmp_path: Path) -> None:
    authority = Authority(tmp_path, "mesh")
    issued = authority.issue("auth", service_names("auth"))
    assert {path.stat().st_mode & 0o777 for path in (authority.files.key, issued.key)} == {0o600}


def test_a_certificate_is_kept_while_it_fits(tmp_path: Path) -> None:
    first = Authority(tmp_path, "edge").issue("edge", host_names(["localhost"])).certificate.read_bytes()
    assert Authority(tmp_path, "edge").issue("edge", host_names(["localhost"])).certificate.read_bytes() == first


def test_a_certificate_is_made_anew_for_other_hosts(tmp_path: Path) -> None:
    authority = Authority(tmp_path, "edge")
    first = authority.issue("edge", host_names(["localhost"])).certificate.read_bytes()
    assert authority.issue("edge", host_names(["localhost", "photos"])).certificate.read_bytes() != first


def test_a_certificate_is_made_anew_before_it_expires(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority(tmp_path, "edge")
    with monkeypatch.context() as patched:
        patched.setattr(certificates, "CERTIFICATE_LIFE", timedelta(days=59))
        first = authority.issue("edge", host_names(["localhost"])).certificate.read_bytes()
    assert authority.issue("edge", host_names(["localhost"])).certificate.read_bytes() != first


def test_a_new_authority_replaces_what_the_old_one_issued(tmp_path: Path) -> None:
    old = Authority(tmp_path, "mesh")
    first = old.issue("auth", service_names("auth")).certificate.read_bytes()
    old.files.certificate.unlink()
    assert Authority(tmp_path, "mesh").issue("auth", service_names("auth")).certificate.read_bytes() != first

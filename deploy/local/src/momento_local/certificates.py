"""Certificate authorities of this machine, and the certificates they issue.

Three authorities that share nothing: `edge` for browsers, `mesh` for the services among themselves, `aws` for the
embedded AWS. Whoever trusts one does not thereby trust the others.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from momento_local.secret_keys import write_private_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

AUTHORITY_LIFE: Final = timedelta(days=3650)
CERTIFICATE_LIFE: Final = timedelta(days=365)
"""Browsers refuse more than 398 days (CA/Browser Forum baseline requirements, 6.3.2)."""
RENEWAL_MARGIN: Final = timedelta(days=60)
"""A certificate with less life left is made anew at the next start."""
CLOCK_SKEW: Final = timedelta(minutes=5)


@dataclass(frozen=True)
class KeyPair:
    """A certificate and its private key, as PEM files."""

    certificate: Path
    key: Path


class Authority:
    """One certificate authority, made on first use, and what it has issued; all in one folder."""

    def __init__(self, folder: Path, name: str) -> None:
        """Opens the authority `name` in `folder`, or makes it."""
        self._folder = folder
        self.files = KeyPair(folder / f"{name}-authority.pem", folder / f"{name}-authority.key")
        if not _is_fresh(self.files.certificate, ()):
            _make_authority(self.files, f"Momento local {name} authority")

    def issue(self, name: str, names: Sequence[x509.GeneralName]) -> KeyPair:
        """A certificate for `names`, for servers and clients; an earlier one is kept while it fits and lives."""
        files = KeyPair(self._folder / f"{name}.pem", self._folder / f"{name}.key")
        issuer = x509.load_pem_x509_certificate(self.files.certificate.read_bytes())
        if not _is_fresh(files.certificate, names, issuer):
            self._issue(files, issuer, name, names)
        return files

    def _issue(self, files: KeyPair, issuer: x509.Certificate, name: str, names: Sequence[x509.GeneralName]) -> None:
        signer = serialization.load_pem_private_key(self.files.key.read_bytes(), password=None)
        if not isinstance(signer, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{self.files.key} is not the key this program made.")
        key = ec.generate_private_key(ec.SECP256R1())
        uses = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
        authority_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
        builder = (
            _builder(name, issuer.subject, key.public_key(), CERTIFICATE_LIFE)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_key_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage(uses), critical=False)
            .add_extension(authority_key, critical=False)
        )
        _write(files, builder.sign(signer, hashes.SHA256()), key)


def host_names(hosts: Sequence[str]) -> list[x509.GeneralName]:
    """`hosts`, names or addresses, in the form a certificate carries them."""
    return [_host_name(host) for host in dict.fromkeys(hosts)]


def service_names(service: str) -> list[x509.GeneralName]:
    """What a service's mesh certificate proves: `spiffe://momento/<service>`, and the same as a host name for gRPC."""
    return [x509.UniformResourceIdentifier(f"spiffe://momento/{service}"), x509.DNSName(service)]


def _host_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _is_fresh(path: Path, names: Sequence[x509.GeneralName], issuer: x509.Certificate | None = None) -> bool:
    if not path.exists():
        return False
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    if issuer is None:
        return certificate.not_valid_after_utc - datetime.now(UTC) > RENEWAL_MARGIN + CERTIFICATE_LIFE
    alternative = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    authority = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    subject = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    alive = certificate.not_valid_after_utc - datetime.now(UTC) > RENEWAL_MARGIN
    return alive and list(alternative) == list(names) and authority == subject


def _make_authority(files: KeyPair, common_name: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    builder = (
        _builder(common_name, subject, key.public_key(), AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
    )
    _write(files, builder.sign(key, hashes.SHA256()), key)


def _builder(
    common_name: str, issuer: x509.Name, key: ec.EllipticCurvePublicKey, life: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)]))
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SKEW)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _write(files: KeyPair, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
    plain = serialization.NoEncryption()
    write_private_bytes(
        files.key, key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    write_private_bytes(files.certificate, certificate.public_bytes(serialization.Encoding.PEM))
    files.certificate.chmod(0o644)

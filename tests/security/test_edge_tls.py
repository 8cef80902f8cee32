"""The edge's TLS against Mozilla's recommendation (https://wiki.mozilla.org/Security/Server_Side_TLS), by sslyze."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sslyze import (
    CertificateInfoExtraArgument,
    ScanCommandsExtraArguments,
    Scanner,
    ServerNetworkConfiguration,
    ServerNetworkLocation,
    ServerScanRequest,
    ServerScanResult,
)
from sslyze.mozilla_tls_profile.tls_config_checker import (
    MozillaTlsConfiguration,
    ServerNotCompliantWithTlsConfiguration,
    TlsConfigurationEnum,
    check_server_against_tls_configuration,
)

if TYPE_CHECKING:
    from momento_local.stack import Stack

TIMEOUT_SECONDS = 30
"""For each connection. What was not answered in time would count as not spoken."""


@pytest.fixture(scope="module")
def scanned(stack: Stack) -> ServerScanResult:
    location = ServerNetworkLocation("localhost", stack.settings.ports.edge, ip_address="127.0.0.1")
    trust = CertificateInfoExtraArgument(custom_ca_file=stack.edge_authority)
    scanner = Scanner()
    patient = ServerNetworkConfiguration("localhost", network_timeout=TIMEOUT_SECONDS)
    trusting = ScanCommandsExtraArguments(trust)
    scanner.queue_scans([ServerScanRequest(location, patient, scan_commands_extra_arguments=trusting)])
    (result,) = scanner.get_results()
    return result


def test_the_edge_keeps_the_intermediate_profile(scanned: ServerScanResult) -> None:
    check_server_against_tls_configuration(
        scanned, MozillaTlsConfiguration.get(TlsConfigurationEnum.MOZILLA_INTERMEDIATE)
    )


def test_it_speaks_tls_1_2_and_1_3_and_nothing_older(scanned: ServerScanResult) -> None:
    found = scanned.scan_result
    assert found is not None
    attempts = {
        "SSL 2.0": found.ssl_2_0_cipher_suites,
        "SSL 3.0": found.ssl_3_0_cipher_suites,
        "TLS 1.0": found.tls_1_0_cipher_suites,
        "TLS 1.1": found.tls_1_1_cipher_suites,
        "TLS 1.2": found.tls_1_2_cipher_suites,
        "TLS 1.3": found.tls_1_3_cipher_suites,
    }
    spoken = {name for name, attempt in attempts.items() if attempt.result and attempt.result.accepted_cipher_suites}
    assert spoken == {"TLS 1.2", "TLS 1.3"}


def test_early_data_which_could_be_replayed_is_not_taken(scanned: ServerScanResult) -> None:
    found = scanned.scan_result
    assert found is not None
    assert found.tls_1_3_early_data.result is not None
    assert not found.tls_1_3_early_data.result.supports_early_data


def test_a_stricter_profile_would_be_told_as_broken(scanned: ServerScanResult) -> None:
    with pytest.raises(ServerNotCompliantWithTlsConfiguration) as raised:
        check_server_against_tls_configuration(
            scanned, MozillaTlsConfiguration.get(TlsConfigurationEnum.MOZILLA_MODERN)
        )
    assert set(raised.value.issues) >= {"tls_versions", "ciphers"}

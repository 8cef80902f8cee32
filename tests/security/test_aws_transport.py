"""Every byte to and from AWS goes through TLS with a verified name, on one machine too."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

if TYPE_CHECKING:
    from momento_local.stack import Stack

SERVICES = ("ingest", "catalog")


@pytest.mark.parametrize("service", SERVICES)
def test_a_running_service_reaches_aws_by_tls_and_trusts_its_authority_only(stack: Stack, service: str) -> None:
    environment = psutil.Process(stack[service].pid).environ()
    endpoints = {name: value for name, value in environment.items() if name.startswith("AWS_ENDPOINT_URL")}
    assert {urlsplit(address).scheme for address in endpoints.values()} == {"https"}
    assert environment["AWS_CA_BUNDLE"] == str(stack.aws.endpoint.authority)


def test_the_embedded_aws_answers_nothing_without_tls(stack: Stack) -> None:
    with pytest.raises(httpx.HTTPError):
        httpx.get(f"http://127.0.0.1:{stack.settings.ports.aws}/_ministack/health")


@pytest.mark.parametrize("authority", ["edge", "mesh"])
def test_no_other_authority_of_the_machine_vouches_for_it(stack: Stack, authority: str) -> None:
    trust = ssl.create_default_context(cafile=str(stack.home.certificates / f"{authority}-authority.pem"))
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(f"{stack.aws.endpoint.url}/_ministack/health", verify=trust)

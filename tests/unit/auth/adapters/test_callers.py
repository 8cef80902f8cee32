from __future__ import annotations

from momento.auth.v1 import administration_pb2, auth_pb2
from momento_auth.adapters.inbound.grpc.callers import ADMINISTRATION_NAME, CALLERS, SERVICE_NAME


def test_every_call_names_its_callers() -> None:
    services = (
        auth_pb2.DESCRIPTOR.services_by_name["AuthService"],
        administration_pb2.DESCRIPTOR.services_by_name["AdministrationService"],
    )
    assert [service.full_name for service in services] == [SERVICE_NAME, ADMINISTRATION_NAME]
    assert set(CALLERS) == {f"/{service.full_name}/{method.name}" for service in services for method in service.methods}


def test_catalog_may_ask_for_what_checks_tokens_and_for_nothing_else() -> None:
    allowed = {method.rpartition("/")[2] for method, callers in CALLERS.items() if "catalog" in callers}
    assert allowed == {"ListVerificationKeys", "ListEndedSessions"}


def test_scanner_may_ask_for_nothing() -> None:
    assert not any("scanner" in callers for callers in CALLERS.values())

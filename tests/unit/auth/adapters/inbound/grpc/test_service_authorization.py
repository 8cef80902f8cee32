from __future__ import annotations

from momento.auth.v1 import administration_pb2, auth_pb2, factors_pb2
from momento_auth.adapters.inbound.grpc.service_authorization import CALLERS


def test_every_call_names_its_callers() -> None:
    services = [
        auth_pb2.DESCRIPTOR.services_by_name["AuthService"],
        factors_pb2.DESCRIPTOR.services_by_name["FactorService"],
        administration_pb2.DESCRIPTOR.services_by_name["AdministrationService"],
    ]
    assert set(CALLERS) == {f"/{it.full_name}/{method.name}" for it in services for method in it.methods}


def test_catalog_may_ask_for_what_checks_tokens_and_for_nothing_else() -> None:
    allowed = {method.rpartition("/")[2] for method, callers in CALLERS.items() if "catalog" in callers}
    assert allowed == {"ListVerificationKeys", "ListEndedSessions"}


def test_scanner_may_ask_for_nothing() -> None:
    assert not any("scanner" in callers for callers in CALLERS.values())

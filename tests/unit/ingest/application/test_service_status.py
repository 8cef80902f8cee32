from __future__ import annotations

import pytest
from momento_ingest.application.service_status import Availability, ServiceStatus

AVAILABLE, DELAYED, UNAVAILABLE = Availability


@pytest.mark.parametrize(
    ("absent", "sign_in", "library", "uploads"),
    [
        ((), AVAILABLE, AVAILABLE, AVAILABLE),
        (("scanner",), AVAILABLE, AVAILABLE, DELAYED),
        (("catalog",), AVAILABLE, UNAVAILABLE, UNAVAILABLE),
        (("auth",), UNAVAILABLE, UNAVAILABLE, UNAVAILABLE),
        (("scanner", "catalog"), AVAILABLE, UNAVAILABLE, UNAVAILABLE),
    ],
)
def test_what_is_away_takes_only_what_needs_it(
    absent: tuple[str, ...], sign_in: Availability, library: Availability, uploads: Availability
) -> None:
    assert ServiceStatus.without(absent) == ServiceStatus(sign_in, library, uploads)

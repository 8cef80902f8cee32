from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from momento_auth.adapters.outbound.pyotp.one_time_codes import PyotpOneTimeCodes
from momento_auth.domain.mfa.totp import SECRET_BYTES, STEP, step_of
from pyotp import TOTP

from tests.fakes.auth.clock import START
from tests.fakes.auth.one_time_codes import LegibleOneTimeCodes


class PyotpApp(PyotpOneTimeCodes):
    """The adapter, and what an app beside it shows."""

    def code(self, secret: bytes, step: int) -> str:
        return TOTP(self.text(secret)).at(datetime.fromtimestamp(0, UTC) + step * STEP)


Codes = LegibleOneTimeCodes | PyotpApp


@pytest.fixture(params=[LegibleOneTimeCodes, PyotpApp])
def codes(request: pytest.FixtureRequest) -> Codes:
    made: Codes = request.param()
    return made


def test_every_secret_is_new_and_can_be_typed(codes: Codes) -> None:
    one, two = codes.new_secret(), codes.new_secret()
    assert one != two
    assert (len(one), len(codes.text(one))) == (SECRET_BYTES, 32)


def test_the_codes_of_the_moment_and_of_one_step_either_way_are_known(codes: Codes) -> None:
    secret, now = codes.new_secret(), step_of(START)
    found = [codes.step(secret, codes.code(secret, now + away), START) for away in (-2, -1, 0, 1, 2)]
    assert found == [None, now - 1, now, now + 1, None]


def test_a_code_is_of_one_secret(codes: Codes) -> None:
    one, two = codes.new_secret(), codes.new_secret()
    assert codes.step(two, codes.code(one, step_of(START)), START) is None


def test_apps_are_told_whose_code_it_is(codes: Codes) -> None:
    secret = codes.new_secret()
    parts = urlsplit(codes.address(secret, "ada@example.org"))
    assert (parts.scheme, parts.netloc, parts.path) == ("otpauth", "totp", "/Momento:ada%40example.org")
    reported = parse_qs(parts.query)
    assert (reported["secret"], reported["issuer"]) == ([codes.text(secret)], ["Momento"])


def test_the_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, for SHA-1; its codes have eight digits, of which apps show the last six."""
    secret = b"12345678901234567890"
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (20000000000, "353130")):
        moment = datetime.fromtimestamp(0, UTC) + timedelta(seconds=seconds)
        assert PyotpOneTimeCodes().step(secret, code, moment) == seconds // 30

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_auth.domain.tokens.key_rotation import KeySchedule

from tests.fakes.auth.clock import START

SCHEDULE = KeySchedule(longest_age=timedelta(days=30), lead=timedelta(minutes=10))
seconds = st.integers(min_value=0, max_value=100 * 86_400).map(lambda it: timedelta(seconds=it))


@pytest.mark.parametrize("lead", [timedelta(0), timedelta(days=1), timedelta(days=2)])
def test_a_key_signs_before_it_is_followed(lead: timedelta) -> None:
    with pytest.raises(ValueError, match="lead"):
        KeySchedule(longest_age=timedelta(days=1), lead=lead)


def test_the_first_key_of_all_signs_at_once() -> None:
    assert SCHEDULE.is_due([], START)
    assert SCHEDULE.signing([START], START) == 0


@given(st.lists(seconds, min_size=1, max_size=5), seconds)
def test_a_key_that_signs_has_been_published_for_its_lead_unless_it_is_the_oldest(
    ages: list[timedelta], age: timedelta
) -> None:
    made = sorted((START + it for it in ages), reverse=True)
    now = made[0] + age
    signing = SCHEDULE.signing(made, now)
    assert signing == len(made) - 1 or now - made[signing] >= SCHEDULE.lead
    assert all(now - moment < SCHEDULE.lead for moment in made[:signing])


@given(st.lists(seconds, min_size=1, max_size=5), seconds, seconds)
def test_no_key_goes_while_a_token_that_it_may_have_signed_is_valid(
    ages: list[timedelta], age: timedelta, ago: timedelta
) -> None:
    made = sorted((START + it for it in ages), reverse=True)
    now = made[0] + age
    signed_at = now - min(ago, SCHEDULE.longest_token)
    then = [moment for moment in made if moment <= signed_at]
    if then:
        signer = made.index(then[SCHEDULE.signing(then, signed_at)])
        assert signer < SCHEDULE.needed(made, now)

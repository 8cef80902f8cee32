"""The main job of tests/e2e, through the images."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.test_main_job import (
    test_a_link_is_refused_after_it_has_expired_and_when_it_was_altered,
    test_a_link_serves_ranges_and_pins_name_and_type,
    test_a_lost_answer_to_a_renewal_is_given_again_and_any_other_reuse_ends_the_session,
    test_a_search_says_why_it_found_and_where_a_mistake_is,
    test_after_signing_out_the_token_stops_working_within_seconds,
    test_an_edit_needs_the_newest_etag_and_changes_what_is_found,
    test_an_item_says_when_where_and_with_what_it_was_taken,
    test_every_format_comes_back_as_it_was_sent,
    test_items_are_listed_newest_first_and_filtered_by_tag_kind_date_and_word,
    test_months_and_facets_count_what_is_there,
    test_pages_follow_each_other_without_gap_or_repetition,
    test_previews_are_small_pictures_without_metadata,
    test_what_is_in_the_trash_is_listed_there_and_nowhere_else_until_it_is_restored,
)
from tests.media.eicar import EICAR
from tests.media.images import jpeg

if TYPE_CHECKING:
    from tests.containers.site import Site
    from tests.e2e.member import Member

pytestmark = pytest.mark.timeout(300, func_only=True)  # what starts the containers has limits of its own

__all__ = [
    "test_a_link_is_refused_after_it_has_expired_and_when_it_was_altered",
    "test_a_link_serves_ranges_and_pins_name_and_type",
    "test_a_lost_answer_to_a_renewal_is_given_again_and_any_other_reuse_ends_the_session",
    "test_a_search_says_why_it_found_and_where_a_mistake_is",
    "test_after_signing_out_the_token_stops_working_within_seconds",
    "test_an_edit_needs_the_newest_etag_and_changes_what_is_found",
    "test_an_item_says_when_where_and_with_what_it_was_taken",
    "test_every_format_comes_back_as_it_was_sent",
    "test_items_are_listed_newest_first_and_filtered_by_tag_kind_date_and_word",
    "test_months_and_facets_count_what_is_there",
    "test_pages_follow_each_other_without_gap_or_repetition",
    "test_previews_are_small_pictures_without_metadata",
    "test_what_is_in_the_trash_is_listed_there_and_nowhere_else_until_it_is_restored",
]


def test_the_page_is_in_the_image(site: Site) -> None:
    with site.client() as client:
        answer = client.get("/")
    assert answer.status_code == 200
    assert "<title>Momento" in answer.text


def test_malware_is_refused_by_the_clamd_of_the_image(member: Member) -> None:
    answer = member.send("holiday.jpg", jpeg() + EICAR)
    assert (answer.status_code, answer.json()["code"]) == (422, "MALWARE_FOUND")
    assert member.listed() == []

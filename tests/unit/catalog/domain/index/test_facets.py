from __future__ import annotations

from dataclasses import replace

import pytest
from momento_catalog.domain.errors import FacetUnknown
from momento_catalog.domain.index.facets import TRASH, FacetName, browsable_facet, checksum_of, facets_of, properties_of
from momento_catalog.domain.index.searched_item import MAX_WORDS
from momento_catalog.domain.records.facts import Camera, Position
from momento_catalog.domain.records.tags import Tag, TagName, TagSource

from tests.fakes.catalog.samples import PHOTO, UPLOADED_AT, media, model_tags, new_user_id

USER = new_user_id()


def values(item_facets: frozenset[object], name: FacetName) -> set[str]:
    return {facet.value for facet in item_facets if facet.name is name}  # type: ignore[attr-defined]  # facets all


def test_an_item_is_found_by_month_kind_camera_tags_and_words() -> None:
    facts = replace(PHOTO, camera=Camera("Canon", "Canon EOS 40D"))
    names = {"title": "Ein Straßenfest", "file_name": "IMG_12.b.JPG"}
    photo = media(USER, facts=facts, tags=["New York"], derived_tags=model_tags("cat"), **names)
    found = facets_of(photo)
    assert values(found, FacetName.MONTH) == {"2008-10"}
    assert values(found, FacetName.KIND) == {"photo"}
    assert values(found, FacetName.CAMERA) == {"canon eos 40d"}
    assert values(found, FacetName.TAG) == {"new york", "cat"}
    assert values(found, FacetName.WORD) == {"new", "york", "cat", "ein", "strassenfest", "img", "12", "b"}


def test_a_camera_that_does_not_repeat_its_maker_is_named_with_it() -> None:
    facts = replace(PHOTO, camera=Camera("SONY", "ILCE-7M3"))
    assert values(facets_of(media(USER, facts=facts)), FacetName.CAMERA) == {"sony ilce-7m3"}


def test_a_camera_without_a_name_is_no_facet() -> None:
    assert values(facets_of(media(USER, facts=replace(PHOTO, camera=Camera()))), FacetName.CAMERA) == set()


def test_an_item_in_the_trash_leaves_every_facet_but_the_trash_and_its_checksum() -> None:
    photo = media(USER, tags=["cat"], trashed_at=UPLOADED_AT)
    assert facets_of(photo) == {TRASH, checksum_of(photo)}
    assert values(properties_of(photo), FacetName.TAG) == {"cat"}


def test_no_more_words_are_indexed_than_promised() -> None:
    photo = media(USER, title=" ".join(f"{number}" for number in range(60)), tags=["sea"])
    words = values(facets_of(photo), FacetName.WORD)
    assert words == {f"{number}" for number in range(MAX_WORDS)}


def test_what_was_derived_leaves_room_for_the_words_of_the_user() -> None:
    photo = media(USER, file_name="grandmother.jpg", tags=["sea"], derived_tags=model_tags(*map(str, range(45))))
    assert {"grandmother", "sea"} <= values(facets_of(photo), FacetName.WORD)


def test_an_item_is_found_by_lens_place_position_and_mark() -> None:
    facts = replace(PHOTO, camera=Camera("Canon", "EOS", "EF 50mm"), position=Position(41.9, 12.5))
    places = (Tag(TagName("rome"), TagSource.PLACE, 0.9), Tag(TagName("italy"), TagSource.PLACE, 1.0))
    found = facets_of(media(USER, facts=facts, derived_tags=places, favorite=True))
    assert values(found, FacetName.LENS) == {"ef 50mm"}
    assert values(found, FacetName.PLACE) == values(found, FacetName.TAG) == {"rome", "italy"}
    assert values(found, FacetName.CELL) == {"0.25:527:770", "2.5:52:77"}
    assert values(found, FacetName.FAVORITE) == {"marked"}


@pytest.mark.parametrize("name", ["month", "trash", "sha256", "", "Tag"])
def test_a_facet_that_cannot_be_browsed_is_refused(name: str) -> None:
    with pytest.raises(FacetUnknown):
        browsable_facet(name)

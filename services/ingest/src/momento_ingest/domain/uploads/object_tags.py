"""Tags that come with an upload."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from momento_ingest.domain.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterable

MAXIMUM_TAGS: Final = 50
MAXIMUM_TAG_LENGTH: Final = 50


def user_tags(names: Iterable[str]) -> tuple[str, ...]:
    """Tags that came with an upload: NFC, lower case, each once, in their order.

    Raises:
        InvalidInput: too many, or one that is too long.
    """
    tags = tuple(dict.fromkeys(tag for name in names if (tag := unicodedata.normalize("NFC", name).strip().lower())))
    if len(tags) > MAXIMUM_TAGS:
        raise InvalidInput("TAG_INVALID", f"An item has at most {MAXIMUM_TAGS} tags; send fewer.")
    for tag in tags:
        if len(tag) > MAXIMUM_TAG_LENGTH or "#" in tag or not tag.isprintable():
            raise InvalidInput(
                "TAG_INVALID", f"A tag has at most {MAXIMUM_TAG_LENGTH} characters, all visible, and no #."
            )
    return tags

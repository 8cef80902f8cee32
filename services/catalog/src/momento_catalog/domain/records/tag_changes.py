"""What a user changes about the tags of an item, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.errors import TagInvalid

if TYPE_CHECKING:
    from collections.abc import Iterable

    from momento_catalog.domain.records.tags import Tag, TagName

MAX_REJECTED_TAGS: Final = 100
"""Of one item."""


@dataclass(frozen=True, slots=True)
class TagChanges:
    """Tags to add, suggestions to accept or to reject, and own tags to take back.

    What is accepted becomes the user's own tag. What is rejected goes, and is never suggested again by any source;
    only the user's own word brings it back. What is removed is no longer the user's own, so that a suggestion of the
    same name shows again.

    Raises:
        TagInvalid: one tag is meant in two ways.
    """

    add: tuple[TagName, ...] = ()
    accept: tuple[TagName, ...] = ()
    reject: tuple[TagName, ...] = ()
    remove: tuple[TagName, ...] = ()

    def __post_init__(self) -> None:
        lists = (self.add, self.accept, self.reject, self.remove)
        if sum(map(len, map(frozenset, lists))) != len(frozenset(chain(*lists))):
            raise TagInvalid("A tag is added, accepted, rejected or removed; name it in one of these lists only.")

    def own(self, own: tuple[TagName, ...], derived: Iterable[Tag]) -> tuple[TagName, ...]:
        """The user's tags afterwards; raises TagInvalid when one is to be accepted that was not suggested."""
        suggested = {tag.name for tag in derived} | set(own)
        unknown = next((name for name in self.accept if name not in suggested), None)
        if unknown is not None:
            raise TagInvalid(f'"{unknown}" is not suggested for this item; add it instead.')
        kept = (name for name in own if name not in (*self.reject, *self.remove))
        return tuple(dict.fromkeys((*kept, *self.add, *self.accept)))

    def rejected(self, rejected: tuple[TagName, ...]) -> tuple[TagName, ...]:
        """What is never to be suggested from now on."""
        return tuple(dict.fromkeys((*rejected, *self.reject)))


NO_TAG_CHANGES: Final = TagChanges()


def rejected_tags(names: tuple[TagName, ...]) -> tuple[TagName, ...]:
    """The tags that were rejected, each once; raises TagInvalid when there are more than 100."""
    unique = tuple(dict.fromkeys(names))
    if len(unique) > MAX_REJECTED_TAGS:
        raise TagInvalid(f"At most {MAX_REJECTED_TAGS} tags of an item can be rejected.")
    return unique

"""What can be wrong with a request, each with a stable reason and a sentence for the user."""

from __future__ import annotations

from typing import ClassVar


class CatalogError(Exception):
    """A request that cannot be done; `str` of it says what was wrong and what to do."""

    reason: ClassVar[str]


class MediaNotFound(CatalogError):
    """The user has no such item; another user's item is not found either."""

    reason = "MEDIA_NOT_FOUND"


class EtagMismatch(CatalogError):
    """The item has changed since the edit was begun."""

    reason = "ETAG_MISMATCH"


class RecordInvalid(CatalogError):
    """What is to be recorded contradicts itself or the limits."""

    reason = "RECORD_INVALID"


class UploadDiscarded(CatalogError):
    """The upload was refused after it had been stored; it can never become an item."""

    reason = "UPLOAD_DISCARDED"


class GrantMismatch(CatalogError):
    """The grant is for another upload."""

    reason = "GRANT_MISMATCH"


class TagInvalid(CatalogError):
    """A text that cannot be a tag, or too many tags."""

    reason = "TAG_INVALID"


class TitleInvalid(CatalogError):
    """A text that cannot be a title."""

    reason = "TITLE_INVALID"


class UpdateMaskInvalid(CatalogError):
    """An edit that names nothing, or something that cannot be edited."""

    reason = "UPDATE_MASK_INVALID"


class NotInTrash(CatalogError):
    """An item that is to be purged has to be in the trash."""

    reason = "NOT_IN_TRASH"


class AlbumNotFound(CatalogError):
    """The user has no such album; another user's album is not found either."""

    reason = "ALBUM_NOT_FOUND"


class AlbumInvalid(CatalogError):
    """A title or description that an album cannot have."""

    reason = "ALBUM_INVALID"


class TooManyAlbums(CatalogError):
    """A user has as many albums as they may have."""

    reason = "TOO_MANY_ALBUMS"


class AlbumFull(CatalogError):
    """More items than an album takes, or more albums than an item can be in."""

    reason = "ALBUM_FULL"


class AlbumOrderFull(CatalogError):
    """No room at one place of an album, after more than nine hundred insertions there."""

    reason = "ALBUM_ORDER_FULL"


class BatchInvalid(CatalogError):
    """A list of items that is empty or too long, or nothing to be done with them."""

    reason = "BATCH_INVALID"


class EventInvalid(CatalogError):
    """A report of an event that contradicts itself or the limits."""

    reason = "EVENT_INVALID"


class FilterInvalid(CatalogError):
    """A search that cannot be understood."""

    reason = "FILTER_INVALID"


class QueryInvalid(CatalogError):
    """A mistake in a text to search for; `position` is the character where it begins, counted from 1."""

    reason = "QUERY_INVALID"

    def __init__(self, sentence: str, position: int) -> None:
        super().__init__(sentence)
        self.position = position

    @property
    def metadata(self) -> dict[str, str]:
        """What goes along with the reason to a caller (AIP-193)."""
        return {"position": str(self.position)}


class PageSizeInvalid(CatalogError):
    """A page that is too large or too small."""

    reason = "PAGE_SIZE_INVALID"


class PageTokenInvalid(CatalogError):
    """A page token that was not made for this user and this search."""

    reason = "PAGE_TOKEN_INVALID"


class FacetUnknown(CatalogError):
    """A facet that cannot be browsed."""

    reason = "FACET_UNKNOWN"


class ChecksumInvalid(CatalogError):
    """A text that is no SHA-256, or too many of them."""

    reason = "CHECKSUM_INVALID"


class LifetimeInvalid(CatalogError):
    """A link that would live too long, or not at all."""

    reason = "LIFETIME_INVALID"


class UsersInvalid(CatalogError):
    """Users that cannot be asked for: they are too many, or one is no id."""

    reason = "USERS_INVALID"


class StoreUnavailable(CatalogError):
    """The store did not answer in time; the same request may be made again."""

    reason = "STORE_UNAVAILABLE"


class SessionEnded(CatalogError):
    """The session of a token that would be good has been ended."""

    reason = "SESSION_ENDED"


class KeysUnavailable(CatalogError):
    """auth does not answer, so that nobody's token can be checked; the same request may be made again."""

    reason = "KEYS_UNAVAILABLE"


class RenditionInvalid(CatalogError):
    """A link to something that an item does not have."""

    reason = "RENDITION_INVALID"

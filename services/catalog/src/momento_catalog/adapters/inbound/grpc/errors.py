"""Which gRPC status each error of the catalog becomes; its reason and its sentence go along (AIP-193)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from grpc import StatusCode

from momento_catalog.domain import errors

if TYPE_CHECKING:
    from momento_chassis.grpc.errors import ErrorTable

ERRORS: Final[ErrorTable] = {
    errors.MediaNotFound: StatusCode.NOT_FOUND,
    errors.AlbumNotFound: StatusCode.NOT_FOUND,
    errors.EtagMismatch: StatusCode.ABORTED,
    errors.GrantMismatch: StatusCode.PERMISSION_DENIED,
    errors.UploadDiscarded: StatusCode.FAILED_PRECONDITION,
    errors.NotInTrash: StatusCode.FAILED_PRECONDITION,
    errors.TooManyAlbums: StatusCode.FAILED_PRECONDITION,
    errors.AlbumFull: StatusCode.FAILED_PRECONDITION,
    errors.AlbumOrderFull: StatusCode.FAILED_PRECONDITION,
    errors.UsersInvalid: StatusCode.INVALID_ARGUMENT,
    errors.AlbumInvalid: StatusCode.INVALID_ARGUMENT,
    errors.BatchInvalid: StatusCode.INVALID_ARGUMENT,
    errors.EventInvalid: StatusCode.INVALID_ARGUMENT,
    errors.RecordInvalid: StatusCode.INVALID_ARGUMENT,
    errors.TagInvalid: StatusCode.INVALID_ARGUMENT,
    errors.TitleInvalid: StatusCode.INVALID_ARGUMENT,
    errors.UpdateMaskInvalid: StatusCode.INVALID_ARGUMENT,
    errors.FilterInvalid: StatusCode.INVALID_ARGUMENT,
    errors.QueryInvalid: StatusCode.INVALID_ARGUMENT,
    errors.PageSizeInvalid: StatusCode.INVALID_ARGUMENT,
    errors.PageTokenInvalid: StatusCode.INVALID_ARGUMENT,
    errors.FacetUnknown: StatusCode.INVALID_ARGUMENT,
    errors.ChecksumInvalid: StatusCode.INVALID_ARGUMENT,
    errors.LifetimeInvalid: StatusCode.INVALID_ARGUMENT,
    errors.RenditionInvalid: StatusCode.INVALID_ARGUMENT,
    errors.SessionEnded: StatusCode.UNAUTHENTICATED,
    errors.StoreUnavailable: StatusCode.UNAVAILABLE,
    errors.KeysUnavailable: StatusCode.UNAVAILABLE,
}

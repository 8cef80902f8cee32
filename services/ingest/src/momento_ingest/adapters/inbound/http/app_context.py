"""Everything that the routes need, put together once by bootstrap."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from momento_ingest.adapters.inbound.http.connections.minimum_upload_rate import SenderLimits
from momento_ingest.application.accounts.list_accounts import ListPeople
from momento_ingest.application.accounts.purge_deleted_accounts import PurgeClosedLibraries
from momento_ingest.application.accounts.request_limits import RequestLimits
from momento_ingest.application.accounts.token_cache import TokenCache
from momento_ingest.application.archives.make import MakeArchive
from momento_ingest.application.archives.order import OrderArchive
from momento_ingest.application.audit.list_activity import ListActivity
from momento_ingest.application.library.show_preview import ShowPreview
from momento_ingest.application.ports.administration import Administration
from momento_ingest.application.ports.albums import Albums
from momento_ingest.application.ports.catalog import Catalog
from momento_ingest.application.ports.factors import Factors
from momento_ingest.application.ports.identity import Caller, Identity
from momento_ingest.application.ports.links import LinkedObjects, LinkPublisher, Links
from momento_ingest.application.ports.provider_sign_in import ProviderSignIn
from momento_ingest.application.uploads.append import AppendUpload
from momento_ingest.application.uploads.create import CreateUpload
from momento_ingest.application.uploads.fair_queue import UploadQueue
from momento_ingest.application.uploads.follow import FollowUpload
from momento_ingest.application.uploads.outbox import Outbox
from momento_ingest.application.uploads.publish_events import PublishReports
from momento_ingest.application.uploads.reconcile import ReconcileUploads
from momento_ingest.application.uploads.record_rejections import RecordRejections
from momento_ingest.application.uploads.resume import ResumeUpload
from momento_ingest.application.uploads.terminate import TerminateUpload
from momento_ingest.application.uploads.upload_media import UploadMedia
from momento_ingest.domain.uploads.capacity import Capacity
from momento_ingest.domain.uploads.policy import UploadPolicy


@dataclass(frozen=True, slots=True)
class Edge:
    """Use cases and ports behind the routes.

    Attributes:
        absent_services: which of auth, scanner and catalog do not answer.
        patience: how slowly a body may come.
        web_folder: the built web page, or None to serve the API alone.
        media_origin: an origin beside our own that films may come from, or empty.
        trusted_proxies: networks whose `X-Forwarded-For` is believed (OWASP ASVS V4.1.3).
    """

    identity: Identity
    provider_sign_in: ProviderSignIn
    factors: Factors
    administration: Administration
    people: ListPeople
    catalog: Catalog
    albums: Albums
    callers: TokenCache
    request_limits: RequestLimits
    upload_media: UploadMedia
    create_upload: CreateUpload
    append_upload: AppendUpload
    follow_upload: FollowUpload
    resume_upload: ResumeUpload
    terminate_upload: TerminateUpload
    upload_queue: UploadQueue
    reconcile_uploads: ReconcileUploads
    patience: SenderLimits
    outbox: Outbox
    report_refusals: RecordRejections
    publish_reports: PublishReports
    list_activity: ListActivity
    make_archive: MakeArchive
    order_archive: OrderArchive
    purge_closed_libraries: PurgeClosedLibraries
    show_preview: ShowPreview
    links: Links
    linked_objects: LinkedObjects | None
    absent_services: Callable[[], Awaitable[Collection[str]]]
    policy: UploadPolicy
    capacity: Capacity
    web_folder: Path | None
    media_origin: str
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...]

    def links_for(self, caller: Caller) -> LinkPublisher:
        """Makes links that end with the session, or the API key, of the caller."""
        return self.links.for_session(caller.session_id)

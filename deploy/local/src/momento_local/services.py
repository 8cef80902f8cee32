"""The four services as parts of the stack: the environment each gets, and nothing more than it needs."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from momento_chassis.config import MeshTls

from momento_local import secret_keys
from momento_local.certificates import Authority, KeyPair, host_names, service_names
from momento_local.part import Launch, Part
from momento_local.readiness import GrpcHealth, HttpReadiness

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from momento_local.embedded_aws.endpoint import Endpoint
    from momento_local.home import Home
    from momento_local.ports import Ports
    from momento_local.provision import Provisioned

OPERATOR: Final = "operator"
"""The name in the launcher's own mesh certificate; no service lets it call anything but the health service."""

LINK_KEY_BYTES: Final = 64
"""Half of it encrypts and half of it signs, as A256CBC-HS512 wants (RFC 7518, section 5.2.5)."""


@dataclass(frozen=True)
class Site:
    """Where the edge listens, where browsers find it, what it serves, and which settings the operator chose."""

    host: str
    web_folder: Path
    chosen: Mapping[str, str]
    public_url: str
    registration: str


class Services:
    """Parts for auth, scanner, catalog and ingest."""

    def __init__(self, home: Home, ports: Ports, site: Site, base: Mapping[str, str], hosts: tuple[str, ...]) -> None:
        """Makes certificates and keys unless they are there; the edge's certificate is for `hosts`."""
        self._home = home
        self._ports = ports
        self._site = site
        self._base = base
        self._mesh = Authority(home.certificates, "mesh")
        edge = Authority(home.certificates, "edge")
        self.edge_authority = edge.files.certificate
        self._edge_files = edge.issue("edge", host_names(hosts))
        self.operator = self._tls(self._mesh.issue(OPERATOR, service_names(OPERATOR)))

    def auth(self) -> Part:
        """Accounts, sessions and tokens; no AWS."""
        return self._grpc_part("auth", self._ports.auth, self._auth)

    def operate_auth(self, *words: str) -> Launch:
        """What an operator does by hand, in the environment of auth."""
        launch = self._launch("auth", {**self._common("auth", self._address(self._ports.auth)), **self._auth()})
        return replace(launch, command=(sys.executable, "-m", "momento_auth.operate", *words))

    def _auth(self) -> dict[str, str]:
        return {
            "MOMENTO_AUTH_DATABASE_URL": f"sqlite:///{self._home.auth_database}",
            "MOMENTO_AUTH_SEALING_KEY": self._key("auth-sealing-key"),
            "MOMENTO_AUTH_REGISTRATION": self._site.chosen.get("MOMENTO_AUTH_REGISTRATION", self._site.registration),
            "MOMENTO_PUBLIC_URL": self._site.public_url,
            # Everybody on one machine has one address.
            "MOMENTO_AUTH_REGISTRATIONS_PER_HOUR": self._site.chosen.get(
                "MOMENTO_AUTH_REGISTRATIONS_PER_HOUR", "10000"
            ),
        }

    def scanner(self, *, only_test_signatures: bool) -> Part:
        """Inspection of untrusted bytes; no AWS."""
        settings = {
            "MOMENTO_SCANNER_CLAMD": f"unix:{self._home.clamd_socket}",
            "MOMENTO_SCANNER_WORK_FOLDER": str(self._home.scanner_work),
        }
        if only_test_signatures:
            # The test signature never changes, so its age says nothing.
            settings["MOMENTO_SCANNER_SIGNATURE_MAX_AGE_HOURS"] = "0"
        return self._grpc_part("scanner", self._ports.scanner, lambda: settings)

    def catalog(self, endpoint: Endpoint, provisioned: Callable[[], Provisioned]) -> Part:
        """Media records; may assume catalog's tenant role."""

        def settings() -> dict[str, str]:
            aws = provisioned()
            return {
                **endpoint.environment(aws.catalog),
                "MOMENTO_AUTH_ADDRESS": self._address(self._ports.auth),
                "MOMENTO_BUCKET": aws.storage["BucketName"],
                "MOMENTO_MEDIA_TABLE": aws.storage["MediaTableName"],
                "MOMENTO_FACETS_TABLE": aws.storage["FacetsTableName"],
                "MOMENTO_FACET_COUNTS_TABLE": aws.storage["FacetCountsTableName"],
                "MOMENTO_ACTIVITY_TABLE": aws.storage["ActivityTableName"],
                "MOMENTO_TENANT_ROLE_ARN": aws.access["CatalogTenantRoleArn"],
                # The embedded AWS does not know the condition key and would refuse everything.
                "MOMENTO_TENANT_LEADING_KEYS": "false",
                "MOMENTO_PAGE_TOKEN_KEY": self._key("page-token-key"),
            }

        return self._grpc_part("catalog", self._ports.catalog, settings)

    def ingest(self, endpoint: Endpoint, provisioned: Callable[[], Provisioned]) -> Part:
        """The public edge; may assume ingest's tenant role."""

        def launch() -> Launch:
            aws = provisioned()
            settings = {
                **self._common("ingest", f"{self._site.host}:{self._ports.edge}"),
                **self._edge(),
                **endpoint.environment(aws.ingest),
                "MOMENTO_BUCKET": aws.storage["BucketName"],
                "MOMENTO_TENANT_ROLE_ARN": aws.access["IngestTenantRoleArn"],
            }
            return self._launch("ingest", settings)

        return Part("ingest", launch, HttpReadiness(self._ports.operations))

    def _edge(self) -> dict[str, str]:
        return {
            "MOMENTO_OPERATIONS_LISTEN": self._address(self._ports.operations),
            "MOMENTO_EDGE_CERTIFICATE": str(self._edge_files.certificate),
            "MOMENTO_EDGE_KEY": str(self._edge_files.key),
            "MOMENTO_AUTH_ADDRESS": self._address(self._ports.auth),
            "MOMENTO_SCANNER_ADDRESS": self._address(self._ports.scanner),
            "MOMENTO_CATALOG_ADDRESS": self._address(self._ports.catalog),
            "MOMENTO_SPOOL_FOLDER": str(self._home.spool),
            "MOMENTO_LINK_MODE": self._site.chosen.get("MOMENTO_LINK_MODE", "proxy"),
            "MOMENTO_LINK_KEY": secret_keys.key(self._home.secrets, "link-key", LINK_KEY_BYTES),
            "MOMENTO_WEB_FOLDER": str(self._site.web_folder),
        }

    def _grpc_part(self, name: str, port: int, settings: Callable[[], Mapping[str, str]]) -> Part:
        def launch() -> Launch:
            return self._launch(name, {**self._common(name, self._address(port)), **settings()})

        return Part(name, launch, GrpcHealth(name, port, self.operator))

    def _launch(self, name: str, settings: Mapping[str, str]) -> Launch:
        command = (sys.executable, "-m", f"momento_{name}.main")
        return Launch(command, {**self._base, **self._site.chosen, **settings})

    def _common(self, name: str, listen: str) -> dict[str, str]:
        tls = self._tls(self._mesh.issue(name, service_names(name)))
        return {
            "MOMENTO_LISTEN": listen,
            "MOMENTO_METRICS_LISTEN": self._address(self._ports.metrics(name)),
            "MOMENTO_TLS_CERTIFICATE": str(tls.certificate),
            "MOMENTO_TLS_KEY": str(tls.key),
            "MOMENTO_TLS_AUTHORITY": str(tls.authority),
            "MOMENTO_LOG_LEVEL": self._site.chosen.get("MOMENTO_LOG_LEVEL", "INFO"),
        }

    def _tls(self, files: KeyPair) -> MeshTls:
        return MeshTls(files.certificate, files.key, self._mesh.files.certificate)

    def _key(self, name: str) -> str:
        return secret_keys.key(self._home.secrets, name)

    @staticmethod
    def _address(port: int) -> str:
        return f"127.0.0.1:{port}"

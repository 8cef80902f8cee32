"""Two edges and two scanners: each has its share of the work, and Prometheus finds every one of them."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.containers.compose_file import COMPOSE
from tests.containers.site import EDGES, METRICS_PORT
from tests.media.images import jpeg

if TYPE_CHECKING:
    from tests.containers.box import Box
    from tests.containers.site import Site
    from tests.e2e.member import Member

pytestmark = [
    pytest.mark.timeout(300, func_only=True),  # what starts the containers has limits of its own
    pytest.mark.thorough,
]

SCANNERS = ("scanner", "scanner-2")
ALERTS = COMPOSE.parents[1] / "observability/alerts.yaml"
PHOTOS = 4
"""Through each edge; a client takes the replicas in turn, and has each photo inspected once."""
READ = "import sys, urllib.request; sys.stdout.buffer.write(urllib.request.urlopen(sys.argv[1]).read())"
PROMETHEUS = "http://prometheus:9090/api/v1"
REPLICAS = Counter(
    {"momento-auth": 1, "momento-catalog": 1, "momento-ingest": len(EDGES), "momento-scanner": len(SCANNERS)}
)
TIMEOUT_SECONDS = 60
"""It looks names up every 30 seconds, and asks every 15."""


def asked(site: Site, path: str) -> Any:
    """What Prometheus answers; the scanner is in no network but the one where it asks for metrics."""
    return json.loads(site["scanner"].run("python", "-c", READ, f"{PROMETHEUS}/{path}"))["data"]


def inspected(scanner: Box) -> float:
    """How many files it has inspected since it began."""
    reported = scanner.run("python", "-c", READ, f"http://127.0.0.1:{METRICS_PORT}/metrics")
    return sum(
        sample.value
        for family in text_string_to_metric_families(reported)
        for sample in family.samples
        if sample.name == "rpc_server_call_duration_seconds_count"
        and sample.labels["rpc_method"].endswith("/InspectMedia")
    )


def test_files_that_come_through_either_edge_are_shared_among_the_scanners(site: Site, member: Member) -> None:
    before = {name: inspected(site[name]) for name in SCANNERS}
    for edge in EDGES:
        with site.client(edge) as client:
            for number in range(PHOTOS):
                replace(member, client=client).keep("tree.jpg", jpeg(comment=f"{edge} {number}"))
    share = {name: inspected(site[name]) - before[name] for name in SCANNERS}
    assert min(share.values()) > 0
    assert sum(share.values()) == PHOTOS * len(EDGES)


def test_prometheus_finds_every_replica_and_gets_its_metrics(site: Site) -> None:
    ends = time.monotonic() + TIMEOUT_SECONDS
    while True:
        targets = asked(site, "targets?state=active")["activeTargets"]
        found = Counter(each["labels"]["job"] for each in targets if each["health"] == "up")
        if found == REPLICAS:
            return
        assert time.monotonic() < ends, targets
        time.sleep(1)  # it tells nobody when it has asked


def test_prometheus_watches_for_every_alert(site: Site) -> None:
    written = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"][0]["rules"]
    (group,) = asked(site, "rules?type=alert")["groups"]
    assert [rule["name"] for rule in group["rules"]] == [rule["alert"] for rule in written]
    assert {rule["health"] for rule in group["rules"]} <= {"ok", "unknown"}, "unknown: not yet evaluated"

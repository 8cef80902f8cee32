"""Two edges and two scanners: each has its share of the work, and Prometheus finds every one of them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.containers.site import EDGES, METRICS_PORT
from tests.media.images import jpeg

if TYPE_CHECKING:
    from tests.containers.box import Box
    from tests.containers.site import Site
    from tests.e2e.member import Member

pytestmark = pytest.mark.timeout(1800)  # the first test of a session waits for base and images

SCANNERS = ("scanner", "scanner-2")
PHOTOS = 4
"""Through each edge; a client takes the replicas in turn, and has each photo inspected once."""
READ = "import sys, urllib.request; sys.stdout.buffer.write(urllib.request.urlopen(sys.argv[1]).read())"
FIND = """
import json, socket, sys, urllib.request
found = {}
for name in sys.argv[2:]:
    addresses = {each[4][0] for each in socket.getaddrinfo(name, int(sys.argv[1]), type=socket.SOCK_STREAM)}
    pages = [urllib.request.urlopen(f"http://{each}:{sys.argv[1]}/metrics").read().decode() for each in addresses]
    found[name] = [page.count("\\nmomento_dependency_ready{") > 0 for page in pages]
print(json.dumps(found))
"""
"""What Prometheus does with `dns_sd_configs` of type A: it looks a name up, and asks at every address."""


def inspected(scanner: Box) -> float:
    """How many files it has inspected since it began."""
    told = scanner.run("python", "-c", READ, f"http://127.0.0.1:{METRICS_PORT}/metrics")
    return sum(
        sample.value
        for family in text_string_to_metric_families(told)
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


def test_prometheus_would_find_every_replica_by_the_name_of_its_service(site: Site) -> None:
    # The scanner is in no network but the one where Prometheus asks.
    found = site["scanner"].run("python", "-c", FIND, str(METRICS_PORT), "auth", "catalog", "ingest", "scanner")
    assert json.loads(found) == {
        "auth": [True],
        "catalog": [True],
        "ingest": [True, True],
        "scanner": [True, True],
    }

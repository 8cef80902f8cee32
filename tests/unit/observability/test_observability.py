"""Dashboards and alerts speak of metrics that there are, and every alert says what to do."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from momento_local.ports import Ports

from tests.observability.documented_metrics import FOLDER, documented, metrics_of

if TYPE_CHECKING:
    from pathlib import Path

README = (FOLDER / "README.md").read_text(encoding="utf-8")
RULES: list[dict[str, Any]] = yaml.safe_load((FOLDER / "alerts.yaml").read_text(encoding="utf-8"))["groups"][0]["rules"]
DASHBOARDS = sorted((FOLDER / "dashboards").glob("*.json"))


def expressions(dashboard: Path) -> list[str]:
    panels = json.loads(dashboard.read_text(encoding="utf-8"))["panels"]
    return [target["expr"] for panel in panels for target in panel["targets"]]


@pytest.mark.parametrize("expression", [rule["expr"] for rule in RULES], ids=[rule["alert"] for rule in RULES])
def test_an_alert_uses_documented_metrics_alone(expression: str) -> None:
    assert metrics_of(expression)
    assert metrics_of(expression) <= documented() | {"up"}


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda path: path.stem)
def test_a_dashboard_uses_documented_metrics_alone(dashboard: Path) -> None:
    for expression in expressions(dashboard):
        assert metrics_of(expression), expression
        assert metrics_of(expression) <= documented(), expression


def test_every_documented_metric_is_to_be_seen_on_a_dashboard() -> None:
    seen = {name for dashboard in DASHBOARDS for each in expressions(dashboard) for name in metrics_of(each)}
    assert documented() - seen == set()


def test_panels_do_not_lie_upon_each_other() -> None:
    for dashboard in DASHBOARDS:
        cells = [
            (column, row)
            for panel in json.loads(dashboard.read_text(encoding="utf-8"))["panels"]
            for place in [panel["gridPos"]]
            for column in range(place["x"], place["x"] + place["w"])
            for row in range(place["y"], place["y"] + place["h"])
        ]
        assert len(cells) == len(set(cells))
        assert max(column for column, _ in cells) < 24


def test_every_alert_says_what_to_do_and_nothing_else_is_said() -> None:
    sections = re.findall(r"^### (\w+)\n\S", README, re.MULTILINE)
    assert sections == [rule["alert"] for rule in RULES]
    assert [rule["annotations"]["runbook"] for rule in RULES] == [f"README.md#{name.lower()}" for name in sections]


def test_every_alert_is_tried_firing_and_quiet() -> None:
    cases = yaml.safe_load((FOLDER / "alerts_test.yaml").read_text(encoding="utf-8"))["tests"]
    tried = [(it["alert_rule_test"][0]["alertname"], bool(it["alert_rule_test"][0]["exp_alerts"])) for it in cases]
    assert list(dict.fromkeys(tried)) == [(rule["alert"], fires) for rule in RULES for fires in (True, False)]


def test_the_collector_s_pipelines_are_made_of_what_it_has() -> None:
    collector = yaml.safe_load((FOLDER / "collector.yaml").read_text(encoding="utf-8"))
    for kind in ("receivers", "processors", "exporters"):
        used = {name for pipeline in collector["service"]["pipelines"].values() for name in pipeline[kind]}
        assert used == set(collector[kind])


def test_prometheus_asks_every_service_where_the_launcher_puts_it() -> None:
    jobs = yaml.safe_load((FOLDER / "prometheus.yaml").read_text(encoding="utf-8"))["scrape_configs"]
    found = {job["job_name"]: job["static_configs"][0]["targets"] for job in jobs}
    services = ("auth", "scanner", "catalog", "ingest")
    assert found == {f"momento-{name}": [f"127.0.0.1:{Ports().metrics(name)}"] for name in services}


def test_in_a_cluster_each_service_is_the_job_that_alerts_know() -> None:
    found = yaml.safe_load((FOLDER / "prometheus-kubernetes.yaml").read_text(encoding="utf-8"))
    (job,) = found["scrape_configs"]
    named = next(it for it in job["relabel_configs"] if it.get("target_label") == "job")
    assert named["replacement"] == "momento-$1"
    assert found["rule_files"] == ["alerts.yaml"]

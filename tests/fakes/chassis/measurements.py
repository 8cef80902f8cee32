"""Metrics kept in memory, for tests of what measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opentelemetry import metrics
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader

if TYPE_CHECKING:
    import pytest


class Measurements:
    """What is measured by objects that are made while `monkeypatch` holds."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._reader = InMemoryMetricReader()
        monkeypatch.setattr(metrics, "get_meter", MeterProvider([self._reader]).get_meter)

    def of(self, name: str) -> dict[tuple[Any, ...], float]:
        """A metric by the values of its labels, in the order of the labels' names; of a histogram the counts."""
        found = self._reader.get_metrics_data()
        points = [
            point
            for resource in (found.resource_metrics if found else [])
            for scope in resource.scope_metrics
            for metric in scope.metrics
            if metric.name == name
            for point in metric.data.data_points
        ]
        return {_labels(point): point.count if hasattr(point, "count") else point.value for point in points}


def _labels(point: Any) -> tuple[Any, ...]:
    return tuple(value for _, value in sorted(point.attributes.items()))

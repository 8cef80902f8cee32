"""A description that needs no model and no list of places."""

from __future__ import annotations

from momento_scanner.application.description.describe import DescribeMedia

from tests.fakes.scanner.clock import FixedClock
from tests.fakes.scanner.gazetteer import FakeGazetteer
from tests.fakes.scanner.labeler import FakeLabeler


def plain_description() -> DescribeMedia:
    return DescribeMedia(FakeLabeler(), FakeGazetteer(), FixedClock())

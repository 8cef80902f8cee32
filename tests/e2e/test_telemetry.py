"""What operators see: one trace for one upload through all services and AWS, and metrics that name nobody."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import httpx
from momento_local.certificates import RENEWAL_MARGIN
from prometheus_client.parser import text_string_to_metric_families

from tests.e2e.logs import events
from tests.e2e.tus_client import PIECE, TUS, ended, metadata
from tests.media.images import png
from tests.observability.documented_metrics import documented, family

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from momento_local.stack import Stack
    from prometheus_client.samples import Sample

    from tests.e2e.member import Member
    from tests.e2e.otlp_receiver import OtlpReceiver, ReceivedSpan

NAMES = ("ingest", "auth", "scanner", "catalog")
SERVICES = {f"momento-{name}" for name in NAMES}
AWS_CALLS = {"S3.PutObject", "DynamoDB.TransactWriteItems", "STS.AssumeRole"}


def trace_parent() -> tuple[str, dict[str, str]]:
    trace_id = secrets.token_hex(16)
    return trace_id, {"traceparent": f"00-{trace_id}-{secrets.token_hex(8)}-01"}


def reaching_everything(*requests: str) -> Callable[[list[ReceivedSpan]], bool]:
    """Whether a trace has arrived with its requests, every service and every kind of AWS call, and without a gap."""

    def complete(spans: list[ReceivedSpan]) -> bool:
        names = {span.name for span in spans}
        reached = {span.service for span in spans} >= SERVICES and names >= {*AWS_CALLS, *requests}
        # What happens within another thing ends, and is sent, before that; only requests are within nothing.
        return reached and {span.name for span in first_of(spans)} <= {*requests}

    return complete


def first_of(spans: list[ReceivedSpan]) -> list[ReceivedSpan]:
    """Those that are within no other."""
    known = {span.span_id for span in spans}
    return [span for span in spans if span.parent_id not in known]


def samples(stack: Stack, service: str) -> list[Sample]:
    answer = httpx.get(f"http://127.0.0.1:{stack.settings.ports.metrics(service)}/metrics", timeout=60)
    return [sample for family in text_string_to_metric_families(answer.text) for sample in family.samples]


def total(found: Iterable[Sample], name: str, **labels: str) -> float:
    return sum(it.value for it in found if it.name == name and labels.items() <= it.labels.items())


def test_one_upload_is_one_trace_through_four_services_and_aws(member: Member, telemetry: OtlpReceiver) -> None:
    trace_id, headers = trace_parent()
    answer = member.call("POST", "/media", files={"file": ("tree.png", png(33))}, headers=headers)
    assert answer.status_code == 201, answer.text
    spans = telemetry.trace(trace_id, reaching_everything("POST /api/v1/media"))
    assert {span.service for span in spans} == SERVICES
    assert {span.name for span in spans} >= {*AWS_CALLS, "POST /api/v1/media"}
    (first,) = first_of(spans)
    assert (first.service, first.name) == ("momento-ingest", "POST /api/v1/media")


def test_an_upload_sent_in_pieces_is_settled_in_the_trace_of_its_sender(
    member: Member, telemetry: OtlpReceiver
) -> None:
    trace_id, headers = trace_parent()
    content = png(34)
    known = {"Upload-Length": str(len(content)), "Upload-Metadata": metadata(filename="lake.png"), **TUS, **headers}
    path = member.call("POST", "/uploads", headers=known).headers["location"].removeprefix("/api/v1")
    sent = member.call("PATCH", path, content=content, headers={**PIECE, "Upload-Offset": "0", **headers})
    assert sent.status_code == 204, sent.text
    assert ended(member, path)["state"] == "done"
    requests = {"POST /api/v1/uploads", "PATCH /api/v1/uploads/{upload_id}"}
    spans = telemetry.trace(trace_id, reaching_everything(*requests))
    assert {span.service for span in spans} == SERVICES
    assert {span.name for span in spans} >= {*AWS_CALLS, *requests}


def test_neither_traces_nor_metrics_nor_logs_tell_who_or_what(
    stack: Stack, member: Member, telemetry: OtlpReceiver
) -> None:
    trace_id, headers = trace_parent()
    member.call("GET", "/media", params={"q": "grandmother"}, headers=headers)
    item = member.keep("grandmother.png", png(35), tags="nightgown")
    link = member.call("GET", f"/media/{item['uploadId']}/download", headers=headers).json()["url"]
    assert member.client.get(link, headers=headers).status_code == 200
    found = telemetry.trace(trace_id, lambda spans: any("/links/" in span.name for span in spans))
    assert [span.name for span in found if "/links/" in span.name] == ["GET /api/v1/links/{sealed}"]
    reported = "".join(span.words for span in telemetry.everything())
    reported += "".join(str(sample) for name in NAMES for sample in samples(stack, name))
    secret = [member.email, member.token, "grandmother", "nightgown", link.rpartition("/")[2]]
    assert [word for word in [*secret, member.user_id, item["uploadId"], "127.0.0.1:"] if word in reported] == []
    logs = "".join(stack.home.log(name).read_text(encoding="utf-8") for name in NAMES)
    assert [word for word in secret if word in logs] == []


def test_every_line_of_a_log_is_json_and_an_upload_s_lines_carry_its_trace(stack: Stack, member: Member) -> None:
    trace_id, headers = trace_parent()
    member.call("POST", "/media", files={"file": ("tree.png", png(36))}, headers=headers)
    lines = {name: events(stack, name) for name in NAMES}
    assert {line["service"] for of_one in lines.values() for line in of_one} == set(NAMES)
    assert [line["message"] for line in lines["catalog"] if line.get("trace_id") == trace_id] != []


def test_uploads_are_counted_by_their_state_and_reason(stack: Stack, member: Member) -> None:
    before = samples(stack, "ingest")
    member.keep("tree.png", png(37))
    assert member.send("tree.png", b"\x89PNG\r\n\x1a\n" + bytes(100)).status_code == 415
    after = samples(stack, "ingest")
    name = "momento_upload_states_total"
    assert total(after, name, momento_upload_state="done") == total(before, name, momento_upload_state="done") + 1
    refused = {"momento_upload_state": "rejected", "momento_upload_reason": "CONTENT_NOT_RECOGNISED"}
    assert total(after, name, **refused) == total(before, name, **refused) + 1


def test_what_aws_charges_is_counted(stack: Stack, member: Member) -> None:
    before = samples(stack, "catalog")
    member.keep("tree.png", png(38))
    member.listed(q="tree")
    after = samples(stack, "catalog")
    calls, capacity = "rpc_client_call_duration_seconds_count", "momento_dynamodb_capacity_total"
    assert total(after, calls, rpc_method="STS/AssumeRole") > total(before, calls, rpc_method="STS/AssumeRole")
    for operation in ("Query", "TransactWriteItems"):
        assert total(after, capacity, aws_operation=operation) > total(before, capacity, aws_operation=operation)


def test_each_service_tells_how_long_its_certificates_are_good(stack: Stack) -> None:
    name = "momento_certificate_remaining_seconds"
    left = {
        (service, sample.labels["momento_certificate"]): sample.value
        for service in NAMES
        for sample in samples(stack, service)
        if sample.name == name
    }
    assert left.keys() == {(service, of) for service in NAMES for of in ("mesh", "mesh-authority")} | {
        ("ingest", "edge")
    }
    # The launcher renews them when less is left (deploy/local/README.md).
    assert min(left.values()) > RENEWAL_MARGIN.total_seconds()


def test_a_scrape_holds_every_metric_that_operators_are_told_of_and_no_other_of_ours(
    stack: Stack, member: Member
) -> None:
    member.keep("tree.png", png(39))
    assert member.send("tool.exe", b"MZ").status_code == 415
    found = {family(it.name) for name in NAMES for it in samples(stack, name)}
    # The test signature has no age; tests/unit/scanner measures that of one that has.
    assert documented() - found == {"momento_malware_signature_age_seconds"}
    assert {name for name in found if name.startswith(("momento_", "http_", "rpc_"))} <= documented()

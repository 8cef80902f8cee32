"""What clamd's replies mean. Only one of them means clean; whatever is not understood is a failure."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from momento_scanner.application.ports.malware_engine import (
    Clean,
    EngineVersion,
    Infected,
    MalwareVerdict,
    Unscannable,
)
from momento_scanner.domain.inspection.errors import EngineUnavailable, NoVerdict

_CLEAN: Final = b"stream: OK"
_FOUND: Final = re.compile(rb"stream: ([!-~]{1,200}) FOUND")
# clamd.conf(5): AlertExceedsMax and AlertEncrypted report what could not be looked into under these names.
_OUT_OF_TIME: Final = "Heuristics.Limits.Exceeded.MaxScanTime"
_UNSCANNABLE: Final = ("Heuristics.Limits.Exceeded", "Heuristics.Encrypted")
# "ClamAV 1.4.3/27770/Sat Sep 20 08:26:50 2025"; signatures without a published database carry neither.
_VERSION: Final = re.compile(r"(ClamAV [\w.+~-]+)(?:/(\d+)/(.{1,40}))?")
_DATE_FORMAT: Final = "%a %b %d %H:%M:%S %Y"
LOCAL_SIGNATURES: Final = "local"


def verdict_of(reply: bytes) -> MalwareVerdict:
    """The verdict in a reply to INSTREAM.

    Raises:
        NoVerdict: it is not exactly one of clamd's verdicts, or clamd ran out of time, which on a slow machine is no
            fault of the file.
    """
    if reply == _CLEAN:
        return Clean()
    found = _FOUND.fullmatch(reply)
    if found is None:
        raise NoVerdict(f"clamd did not reach a verdict: {reply[:200]!r}")
    signature = found[1].decode("ascii")
    if signature.startswith(_OUT_OF_TIME):
        raise NoVerdict(f"clamd ran out of its own time: {signature}")
    return Unscannable(signature) if signature.startswith(_UNSCANNABLE) else Infected(signature)


def version_of(reply: bytes) -> EngineVersion:
    """The reply to VERSION.

    Raises:
        EngineUnavailable: it is not a version.
    """
    match = _VERSION.fullmatch(reply.decode("ascii", "replace"))
    if match is None:
        raise EngineUnavailable(f"clamd did not say its version: {reply[:200]!r}")
    engine, signatures, date = match.groups()
    return EngineVersion(engine, signatures or LOCAL_SIGNATURES, _signed_at(date) if date else None)


def _signed_at(date: str) -> datetime:
    try:
        # clamd prints the machine's local time without its zone; containers and our launcher run it in UTC.
        return datetime.strptime(date, _DATE_FORMAT).replace(tzinfo=UTC)
    except ValueError as error:
        raise EngineUnavailable(f"clamd did not say how old its signatures are: {date!r}") from error

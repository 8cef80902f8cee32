"""Environment variables that have another name since the last release: the former name is read for one release more."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMER: Final[Mapping[str, str]] = {
    "MOMENTO_ANSWER_SECONDS": "MOMENTO_RESPONSE_SECONDS",
    "MOMENTO_AUTH_CLOSING_DAYS": "MOMENTO_AUTH_DELETION_GRACE_DAYS",
    "MOMENTO_AUTH_OIDC_JOIN": "MOMENTO_AUTH_OIDC_REGISTRATION",
    "MOMENTO_SCANNER_PLACES": "MOMENTO_SCANNER_GAZETTEER",
    "MOMENTO_SCANNER_REQUIRED_WALLS": "MOMENTO_SCANNER_REQUIRED_SANDBOX_LAYERS",
    "MOMENTO_SETTLE_WORKERS": "MOMENTO_UPLOAD_WORKERS",
}
"""Each former name with the present one; remove an entry with the release after the one that renamed it."""
FILE_SUFFIX: Final = "_FILE"
"""Ends the name of a variable that holds the path of a file with the value."""


def former_names(environ: Mapping[str, str]) -> dict[str, str]:
    """The former names that are set in `environ`, also those of files, each with the present one."""
    names = {**FORMER, **{former + FILE_SUFFIX: present + FILE_SUFFIX for former, present in FORMER.items()}}
    return {former: present for former, present in names.items() if former in environ}


def with_present_names(environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` with every former name replaced by the present one, where that is not set itself."""
    names = former_names(environ)
    values = {present: environ[former] for former, present in names.items()}
    return {**values, **{name: value for name, value in environ.items() if name not in names}}


def warn_of_former_names(environ: Mapping[str, str]) -> None:
    """Logs one warning that lists every former name in `environ`; nothing when there is none."""
    if names := former_names(environ):
        renamed = ", ".join(f"{former} is {present} now" for former, present in sorted(names.items()))
        logging.getLogger("momento.configuration").warning("former names of variables are set: %s", renamed)

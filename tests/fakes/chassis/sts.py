"""An STS that grants every role it is asked for."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass
class GenerousSts:
    """Remembers what it was asked; refuses while `refusing` is set; `during` runs in the middle of each call.

    Tokens are at least `token_length` long; those of AWS have 1,000 characters and more.
    """

    now: Callable[[], datetime]
    asked: list[dict[str, Any]] = field(default_factory=list)
    refusing: bool = False
    token_length: int = 0
    during: Callable[[], object] = lambda: None
    meta: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(region_name="eu-central-1"))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def assume_role(self, **request: Any) -> dict[str, Any]:
        with self._lock:
            self.asked.append(request)
            number = len(self.asked)
        self.during()
        if self.refusing:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "AssumeRole")
        granted = {
            "AccessKeyId": f"key-{number}",
            "SecretAccessKey": "secret",
            "SessionToken": f"token-{number}".ljust(self.token_length, "="),
            "Expiration": self.now() + timedelta(seconds=request["DurationSeconds"]),
        }
        return {"Credentials": granted}

    def users(self) -> list[str]:
        """For whom each role was assumed, in order."""
        return [request["Tags"][0]["Value"] for request in self.asked]

    def policies(self) -> list[Any]:
        """The session policy of each."""
        return [json.loads(request["Policy"]) for request in self.asked]

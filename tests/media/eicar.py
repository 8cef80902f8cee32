"""The EICAR test file: harmless, and found by every malware scanner (EICAR, "Anti-Malware Testfile").

Kept in two halves, so that a scanner on a developer's machine leaves this file alone.
"""

from __future__ import annotations

from typing import Final

EICAR: Final = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD" + rb"-ANTIVIRUS-TEST-FILE!$H+H*"

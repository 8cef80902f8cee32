"""The tags of objects, which the rules in `deploy/aws` know by the same names.

An object is stored as pending. When the catalog has recorded it, it marks it as recorded instead, and from then on
nobody but the catalog can mark it for removal.
"""

from __future__ import annotations

from typing import Final

PENDING: Final = "momento:pending"
RECORDED: Final = "momento:recorded"
PURGE: Final = "momento:purge"
SET: Final = "true"
"""The value of each of them."""

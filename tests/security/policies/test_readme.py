from __future__ import annotations

from tests.security.policies.readme import README, with_table


def test_the_readme_prints_the_table_as_it_is() -> None:
    """If not: `python -m tests.security.policies.readme` writes it anew."""
    text = README.read_text(encoding="utf-8")
    assert with_table(text) == text

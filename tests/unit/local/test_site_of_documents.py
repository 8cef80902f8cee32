from __future__ import annotations

import re
from pathlib import Path

import pytest
from momento_local import documents

REPOSITORY = Path(__file__).parents[3]
FETCHED = re.compile(r"<(?:script|img|link|iframe|source)\b[^>]*?(?:src|href)=\"?((?:https?:)?//[^\" >]+)")
"""What a browser fetches from another host when it shows a page."""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A small one, with the configuration of the real site but for its pages."""
    configuration = (REPOSITORY / documents.CONFIGURATION).read_text(encoding="utf-8")
    (tmp_path / documents.CONFIGURATION).write_text(configuration.partition("\nnav:")[0] + "\n")
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text("# One\n\n## Its end\n\n[two](docs/two.md#a-part-and-its-end)\n")
    (tmp_path / "docs/two.md").write_text("# Two\n\n## A part, and its end\n\n[one](../README.md#its-end) [x](x.txt)\n")
    (tmp_path / "docs/x.txt").write_text("x")
    return tmp_path


def test_links_between_documents_and_to_files_lead_there(repository: Path) -> None:
    assert documents.build(repository, repository / "site") == 0
    assert 'href="../index.html#its-end"' in (repository / "site/docs/two.html").read_text()
    assert (repository / "site/docs/x.txt").read_text() == "x"


@pytest.mark.parametrize("link", ["docs/three.md", "docs/two.md#its-beginning", "#nowhere", "folder", "/docs/two.md"])
def test_a_link_that_leads_nowhere_is_named(repository: Path, link: str, capfd: pytest.CaptureFixture[str]) -> None:
    (repository / "README.md").write_text(f"# One\n\n[there]({link})\n")
    assert documents.build(repository, repository / "site") != 0
    assert link in capfd.readouterr().err


def test_the_site_is_built_and_its_pages_fetch_nothing_from_elsewhere(tmp_path: Path) -> None:
    assert documents.build(REPOSITORY, tmp_path / "site") == 0
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 20
    assert {path.name: FETCHED.findall(path.read_text(encoding="utf-8")) for path in pages} == {
        path.name: [] for path in pages
    }
